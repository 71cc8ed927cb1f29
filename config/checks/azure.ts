import type { Path } from "../path.ts";
import type { Finding } from "../problems.ts";
import { exampleOf, shapeAt } from "../shape.ts";
import type { Check } from "./draft.ts";

/** Alerts look into logs, which have to be there. */
export const alertsHaveLogs: Check = ({ azure }) => {
  if (!azure?.alerts) return [];
  const workspace = ["azure", "workspace"];
  if (!azure.workspace) {
    return [needed(workspace, "and azure.alerts look into its logs", [["azure", "alerts"]])];
  }
  if (azure.workspace.entraLogs !== false) return [];
  return [
    {
      path: [...workspace, "entraLogs"],
      value: "false",
      allowed: "true, with azure.alerts",
      predicate: "must be true while azure.alerts is there, got false: alerts look into the logs of the tenant",
      remedy: { set: [{ path: [...workspace, "entraLogs"], value: true }] },
      restsOn: [["azure", "alerts"]],
    },
  ];
};

/** "Elsewhere" means something only where the addresses are known. */
export const elsewhereHasAddresses: Check = ({ azure, guardRails }) => {
  if (!azure?.alerts?.signInFromElsewhere || guardRails?.namedLocation) return [];
  const rests = [["azure", "alerts", "signInFromElsewhere"]];
  return [needed(["guardRails", "namedLocation"], "and azure.alerts.signInFromElsewhere goes by its addresses", rests)];
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

/** A lock keeps what would be lost. */
export const lockHasSomething: Check = ({ azure }) => {
  if (!azure?.lock || azure.workspace || azure.keyVault) return [];
  return [
    {
      path: ["azure", "lock"],
      value: "true",
      allowed: "false, without a workspace and a vault",
      predicate: "must be false while there is neither azure.workspace nor azure.keyVault, got true: nothing is locked",
      remedy: { set: [{ path: ["azure", "lock"], value: false }] },
      restsOn: [
        ["azure", "workspace"],
        ["azure", "keyVault"],
      ],
    },
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
