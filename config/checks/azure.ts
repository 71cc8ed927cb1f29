import type { Path } from "../path.ts";
import type { Finding } from "../problems.ts";
import { exampleOf, shapeAt } from "../shape.ts";
import type { Check } from "./draft.ts";

/** Alerts look into logs, which have to be there. */
export const alertsHaveLogs: Check = ({ azure }) => {
  if (!azure?.alerts) return [];
  const workspace = ["azure", "workspace"];
  if (!azure.workspace) {
    return [needed(workspace, "and azure.alerts reads its logs", [["azure", "alerts"]])];
  }
  if (azure.workspace.entraLogs !== false) return [];
  return [
    {
      path: [...workspace, "entraLogs"],
      value: "false",
      allowed: "true, with azure.alerts",
      predicate: "must be true while azure.alerts is present, got false: alerts read the logs of the tenant",
      remedy: { set: [{ path: [...workspace, "entraLogs"], value: true }] },
      restsOn: [["azure", "alerts"]],
    },
  ];
};

/** "Elsewhere" means something only where the addresses are known. */
export const elsewhereHasAddresses: Check = ({ azure, guardRails }) => {
  if (!azure?.alerts?.signInFromElsewhere || guardRails?.namedLocation) return [];
  const rests = [["azure", "alerts", "signInFromElsewhere"]];
  return [needed(["guardRails", "namedLocation"], "and azure.alerts.signInFromElsewhere uses its addresses", rests)];
};

/** Alerts about the identities of Connect Sync are about nobody without it. */
export const alertsHaveIdentity: Check = ({ azure, connectSync }) => {
  const { signInFromElsewhere, applicationCredential } = azure?.alerts ?? {};
  const isApplication = connectSync?.identity?.kind === "application";
  return [
    ...(signInFromElsewhere && !connectSync
      ? [pointless("signInFromElsewhere", "connectSync, whose sign-ins it watches, is not configured")]
      : []),
    ...(applicationCredential && !isApplication
      ? [pointless("applicationCredential", "Connect Sync, as configured, has no application")]
      : []),
  ];
};

/** A lock keeps what would be lost, and operators look after it: both need the workspace or the vault. */
export const somethingToLookAfter: Check = ({ azure }) => {
  if (!azure || azure.workspace || azure.keyVault) return [];
  const without = "while there is neither azure.workspace nor azure.keyVault";
  const common = {
    allowed: "left out, without a workspace and a vault",
    restsOn: [
      ["azure", "workspace"],
      ["azure", "keyVault"],
    ],
  };
  const [lock, operators] = [
    ["azure", "lock"],
    ["azure", "operators"],
  ];
  return [
    ...(azure.lock
      ? [
          {
            ...common,
            path: lock,
            value: "true",
            predicate: `must be false ${without}, got true: there is nothing to lock`,
            remedy: { set: [{ path: lock, value: false }] },
          },
        ]
      : []),
    ...((azure.operators ?? []).length > 0
      ? [
          {
            ...common,
            path: operators,
            value: "a list",
            predicate: `must be left out ${without}: there is nothing for them`,
            remedy: { remove: [operators] },
          },
        ]
      : []),
  ];
};

function needed(path: Path, why: string, restsOn: readonly Path[]): Finding {
  return {
    path,
    value: "nothing",
    allowed: "an object",
    predicate: `is missing, ${why}`,
    remedy: { set: exampleOf(shapeAt(path) ?? {}, path), example: true },
    restsOn,
  };
}

function pointless(alert: string, why: string): Finding {
  const path = ["azure", "alerts", alert];
  return {
    path,
    value: "true",
    allowed: "false",
    predicate: `must be false, got true: ${why}`,
    remedy: { set: [{ path, value: false }] },
    restsOn: [["connectSync", "identity"]],
  };
}
