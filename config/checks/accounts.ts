import { bareServerName } from "../../catalogue/server-name.ts";
import { accountNameFault } from "../../directory/account-name.ts";
import { localAccount } from "../formats.ts";
import type { Path } from "../path.ts";
import type { Finding } from "../problems.ts";
import type { Settings } from "../schema.ts";
import { mayBeSecret, showValue } from "../secrets.ts";
import { agentsOf } from "./cloud-sync.ts";
import { type Check, type Draft, type DraftSettings, entriesOf, ignoringCase } from "./draft.ts";

type Administrator = Draft<NonNullable<Settings["cloudSync"]>["accounts"]["hybridIdentityAdministrator"]>;

const administratorPath = (tool: string) => [tool, "accounts", "hybridIdentityAdministrator"];

/** An administrator of the tenant is either created or adopted. */
export const createOrAdopt: Check = ({ cloudSync, connectSync }) => [
  ...createOrAdoptOne(cloudSync?.accounts?.hybridIdentityAdministrator, administratorPath("cloudSync")),
  ...createOrAdoptOne(connectSync?.accounts?.hybridIdentityAdministrator, administratorPath("connectSync")),
];

function createOrAdoptOne(administrator: Administrator | undefined, path: Path): Finding[] {
  if (!administrator) return [];
  const { create, adopt } = administrator;
  const allowed = "an object with either create or adopt";
  const adoptPath = [...path, "adopt"];
  const restsOn = [[...path, "create"], adoptPath];
  if (create !== undefined && adopt !== undefined) {
    const predicate = "must have either create (a new user) or adopt (an existing one), but has both";
    return [{ path, value: "both", allowed, predicate, remedy: { remove: [adoptPath] }, restsOn }];
  }
  if (create !== undefined || adopt !== undefined) return [];
  const remedy = { set: [{ path: adoptPath, value: "sync-admin@contoso.onmicrosoft.com" }], example: true };
  const predicate = "must have either create (a new user) or adopt (an existing one), but has neither";
  return [{ path, value: "neither", allowed, predicate, remedy, restsOn }];
}

/** One user cannot be made twice: the tenant would refuse the second one half-way through an update. */
export const eachUserCreatedOnce: Check = ({ cloudSync, connectSync }) => {
  const first = cloudSync?.accounts?.hybridIdentityAdministrator?.create?.userPrincipalName;
  const second = connectSync?.accounts?.hybridIdentityAdministrator?.create?.userPrincipalName;
  if (first === undefined || second === undefined || ignoringCase(first) !== ignoringCase(second)) return [];
  const path = [...administratorPath("connectSync"), "create", "userPrincipalName"];
  const shown = showValue(path, second);
  return [
    {
      path,
      value: shown,
      allowed: "a user principal name that nothing else creates",
      predicate: `creates the user ${shown}, which cloudSync.accounts.hybridIdentityAdministrator already creates`,
      remedy: { set: [{ path, value: anotherName(second) }], example: true },
    },
  ];
};

function anotherName(userPrincipalName: string): string {
  const [prefix, domain] = userPrincipalName.split("@");
  const another = prefix?.toLowerCase() === "connect-admin" ? "connect-sync-admin" : "connect-admin";
  return `${another}@${domain}`;
}

/** A service account has a name, of the form its kind asks for, exactly when it is an account of its own. */
export const serviceAccountName: Check = ({ connectSync }) => {
  const account = connectSync?.accounts?.serviceAccount;
  if (!account?.kind) return [];
  const path: Path = ["connectSync", "accounts", "serviceAccount"];
  if (account.kind === "virtual account")
    return notFor("virtual account", account, path, "Windows creates that account on each server itself");
  if (account.kind === "local account") return localAccountName(account, path, connectSync);
  const at = [...path, "name"];
  const managed = account.kind !== "domain user";
  const allowed = managed
    ? `the name of a ${account.kind}: CONTOSO\\name$, name$ or a distinguished name`
    : "the name of a user account: CONTOSO\\name, name@contoso.example, name or a distinguished name";
  const restsOn = [[...path, "kind"]];
  const example = managed ? "CONTOSO\\gmsa-adsync$" : "CONTOSO\\svc-adsync";
  if (account.name === undefined) {
    const predicate = `is missing: with the kind "${account.kind}" it must be ${allowed}`;
    return [
      {
        path: at,
        value: "nothing",
        allowed,
        predicate,
        remedy: { set: [{ path: at, value: example }], example: true },
        restsOn,
      },
    ];
  }
  const fault = accountNameFault(account.name, managed ? "managed service account" : "user");
  if (fault === undefined) return [];
  const shown = showValue(at, account.name);
  const predicate = `must be ${allowed}, got ${shown}: ${fault}`;
  return [
    { path: at, value: shown, allowed, predicate, remedy: nameRemedy(account.name, managed, at, example), restsOn },
  ];
};

/** Often only the `$` is wrong; then the right name is known. */
function nameRemedy(name: string, managed: boolean, path: Path, example: string) {
  const candidate = managed ? `${name}$` : name.replace(/\$$/, "");
  const mended = accountNameFault(candidate, managed ? "managed service account" : "user") === undefined;
  return mended && !mayBeSecret(path, candidate)
    ? { set: [{ path, value: candidate }] }
    : { set: [{ path, value: example }], example: true };
}

/** The names of the servers are known, so an account of a domain is told from one of a server. */
function localAccountName(
  { name, forest }: { name?: string | undefined; forest?: string | undefined },
  path: Path,
  connectSync: DraftSettings["connectSync"],
): Finding[] {
  const at = [...path, "name"];
  const { allowed, example, fault } = localAccount;
  const others = notFor("local account", { forest }, path, "it is outside every forest");
  const restsOn = [[...path, "kind"]];
  const remedy = { set: [{ path: at, value: example }], example: true };
  if (name === undefined) {
    const predicate = `is missing: with the kind "local account" it must be ${allowed}`;
    return [{ path: at, value: "nothing", allowed, predicate, remedy, restsOn }, ...others];
  }
  const found = fault(name) ?? ofNoServer(name, connectSync);
  if (found === undefined) return others;
  const shown = showValue(at, name);
  const predicate = `must be ${allowed}, got ${shown}: ${found}`;
  return [{ path: at, value: shown, allowed, predicate, remedy, restsOn }, ...others];
}

function ofNoServer(name: string, connectSync: DraftSettings["connectSync"]): string | undefined {
  const [authority = "", ...rest] = name.trim().split("\\");
  if (rest.length === 0 || authority === ".") return undefined;
  const servers = entriesOf(connectSync?.servers, []).flatMap(({ value }) => value.name ?? []);
  return servers.length === 0 || servers.some((server) => bareServerName(server) === bareServerName(authority))
    ? undefined
    : 'the name before the backslash is not one of connectSync.servers. For an account of a domain, the kind is "domain user"';
}

function notFor(
  kind: string,
  account: { name?: string | undefined; forest?: string | undefined },
  path: Path,
  why: string,
): Finding[] {
  return (["name", "forest"] as const).flatMap((key) => {
    const value = account[key];
    if (value === undefined) return [];
    const at = [...path, key];
    return [
      {
        path: at,
        value: showValue(at, value),
        allowed: `nothing, with a ${kind}`,
        predicate: `must be absent with the kind "${kind}", got ${showValue(at, value)}: ${why}`,
        remedy: { remove: [at] },
        restsOn: [[...path, "kind"]],
      },
    ];
  });
}

/** After the installation the connector account exists, so it has a name. */
export const connectorAccountNamed: Check = ({ connectSync }) => {
  if (connectSync?.phase !== "after-install") return [];
  return entriesOf(connectSync.forests, ["connectSync", "forests"])
    .filter(({ value }) => value.connectorAccount === undefined)
    .map(({ path: forest }) => {
      const path = [...forest, "connectorAccount"];
      const allowed = 'the name of the AD DS Connector account, once the phase is "after-install"';
      return {
        path,
        value: "nothing",
        allowed,
        predicate: `is missing: it must be ${allowed}; the installer's own is called MSOL_ and twelve hexadecimal digits`,
        remedy: { set: [{ path, value: "CONTOSO\\MSOL_0123456789ab" }], example: true },
        restsOn: [["connectSync", "phase"]],
      };
    });
};

/** A standing administrator who was deleted is nobody, and nothing would look for it. */
export const onlyTemporaryIsDeleted: Check = ({ cloudSync, connectSync }) => [
  ...agentsOf(cloudSync).flatMap(({ domainAdministrator, accountsPath }) =>
    deletedWithoutDay(domainAdministrator, [...accountsPath, "domainAdministrator"]),
  ),
  ...deletedWithoutDay(connectSync?.accounts?.enterpriseAdministrator, [
    "connectSync",
    "accounts",
    "enterpriseAdministrator",
  ]),
];

function deletedWithoutDay(
  administrator: Draft<{ temporaryUntil?: string | undefined; deleted?: boolean | undefined }> | undefined,
  account: Path,
): Finding[] {
  if (administrator?.deleted === undefined || administrator.temporaryUntil !== undefined) return [];
  const path = [...account, "deleted"];
  const value = showValue(path, administrator.deleted);
  return [
    {
      path,
      value,
      allowed: "nothing, without temporaryUntil",
      predicate: `must be absent without temporaryUntil, got ${value}: only a temporary administrator is deleted after its day`,
      remedy: { remove: [path] },
      restsOn: [[...account, "temporaryUntil"]],
    },
  ];
}
