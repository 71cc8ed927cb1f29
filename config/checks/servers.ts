import { pathText } from "../path.ts";
import { showValue } from "../secrets.ts";
import { type Check, entriesOf } from "./draft.ts";

/** One server exports to the tenant; a second would undo its work. */
export const oneActiveServer: Check = ({ connectSync }) => {
  if (!connectSync?.servers) return [];
  const path = ["connectSync", "servers"];
  const active = entriesOf(connectSync.servers, path).filter(({ value }) => value.mode === "active");
  const allowed = "a list with exactly one server in active mode";
  const restsOn = [path];
  if (active.length === 0) {
    const predicate = `must be ${allowed}, got none: without one, nothing is exported`;
    return [
      {
        path,
        value: "none",
        allowed,
        predicate,
        remedy: { set: [{ path: [...path, 0, "mode"], value: "active" }] },
        restsOn,
      },
    ];
  }
  if (active.length === 1) return [];
  const [first, ...others] = active;
  const names = active.map(({ value, path: at }) => showValue(at, value.name)).join(", ");
  const predicate = `must be ${allowed}, got ${active.length} (${names}): only one server may export`;
  // The first one stays active; which of them really is, only the person knows.
  const set = others.map(({ path: at }) => ({ path: [...at, "mode"], value: "staging" }));
  return first
    ? [{ path, value: `${active.length}`, allowed, predicate, remedy: { set, example: true }, restsOn }]
    : [];
};

const serviceAccountKind = ["connectSync", "accounts", "serviceAccount", "kind"];

const virtualAccountElsewhere = "use a group managed service account";

/**
 * A virtual account exists on its server only, so another machine cannot know it.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/concept-adsync-service-account
 */
export const virtualAccountWithLocalDatabase: Check = ({ connectSync }) => {
  if (connectSync?.accounts?.serviceAccount?.kind !== "virtual account") return [];
  if (connectSync.database?.kind !== "remote SQL Server") return [];
  return [
    {
      path: serviceAccountKind,
      value: '"virtual account"',
      allowed: "any other kind, with a remote SQL Server",
      predicate: `must not be "virtual account" while connectSync.database.kind is "remote SQL Server": other machines do not know a virtual account; ${virtualAccountElsewhere}`,
      remedy: groupManagedServiceAccount,
      restsOn: [["connectSync", "database"]],
    },
  ];
};

/**
 * A domain controller has no local accounts, and the installer refuses a virtual account there.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/concept-adsync-service-account
 */
export const virtualAccountOnMemberServer: Check = ({ connectSync }) => {
  if (connectSync?.accounts?.serviceAccount?.kind !== "virtual account") return [];
  const controllers = entriesOf(connectSync.servers, ["connectSync", "servers"]).filter(
    ({ value }) => value.domainController === true,
  );
  const [controller] = controllers;
  if (!controller) return [];
  const where = pathText([...controller.path, "domainController"]);
  return [
    {
      path: serviceAccountKind,
      value: '"virtual account"',
      allowed: "any other kind, on a domain controller",
      predicate: `must not be "virtual account" while ${where} is true: a virtual account cannot be used on a domain controller; ${virtualAccountElsewhere}`,
      remedy: groupManagedServiceAccount,
      restsOn: [["connectSync", "servers"]],
    },
  ];
};

const groupManagedServiceAccount = {
  set: [
    { path: serviceAccountKind, value: "group managed service account" },
    { path: ["connectSync", "accounts", "serviceAccount", "name"], value: "CONTOSO\\gmsa-adsync$" },
  ],
  example: true,
};

/**
 * Devices are written back to one forest only.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-device-writeback
 */
export const deviceWritebackInOneForest: Check = ({ connectSync }) => {
  const writing = entriesOf(connectSync?.forests, ["connectSync", "forests"]).flatMap(({ value, path }) =>
    entriesOf(value.features, [...path, "features"])
      .filter((feature) => feature.value === "device-writeback")
      .slice(0, 1),
  );
  const [first, ...others] = writing;
  if (!first) return [];
  return others.map(({ path }) => ({
    path,
    value: '"device-writeback"',
    allowed: "device-writeback in one forest",
    predicate: `enables "device-writeback" a second time, after ${pathText(first.path)}: devices can be written back to one forest only`,
    remedy: { remove: [path] },
  }));
};
