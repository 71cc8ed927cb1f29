/**
 * The entries that Microsoft's own cmdlets (`Set-ADSync…Permissions`) make for an account, for describing forests in
 * which everything is as it should be.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account
 */
import type { EntryDescription, Place } from "./description.ts";
import { type ClassName, controlAccess, type Permission, readProperty, writeProperty } from "./permission.ts";

const readableClasses: readonly ClassName[] = [
  "device",
  "inetOrgPerson",
  "computer",
  "foreignSecurityPrincipal",
  "group",
  "user",
  "contact",
];
const exchangeClasses: readonly ClassName[] = ["user", "inetOrgPerson", "group", "contact"];
const users = { descendants: "user" } as const;

const permissions = {
  "basic-read": readableClasses.map((descendants) => readProperty("all", { descendants })),
  "password-hash-sync": [controlAccess("DS-Replication-Get-Changes"), controlAccess("DS-Replication-Get-Changes-All")],
  "ms-ds-consistency-guid": [readAndWrite(writeProperty("mS-DS-ConsistencyGuid", users))],
  "password-writeback": [
    controlAccess("User-Force-Change-Password", users),
    writeProperty("lockoutTime", users),
    writeProperty("pwdLastSet", users),
    controlAccess("Unexpire-Password"),
  ],
  "exchange-hybrid": exchangeClasses.map((descendants) => readAndWrite(writeProperty("all", { descendants }))),
} as const satisfies Record<string, readonly Permission[]>;

/** What an account can be given: basic read, or a feature by its id in the catalogue. */
export type ConnectorRight = keyof typeof permissions;

/** Entries that give `account` what the features need, on the domain root unless another place is named. */
export function connectorRights(
  rights: readonly ConnectorRight[],
  account: string,
  on: Place = "domain root",
): readonly EntryDescription[] {
  return rights.flatMap((right) => permissions[right].map((grant) => ({ on, grant, to: account })));
}

function readAndWrite(permission: Permission): Permission {
  return { ...permission, rights: "RPWP" };
}
