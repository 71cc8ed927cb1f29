/** What is read of accounts and groups, and how an entry becomes one. */
import { decoded } from "../damaged-value.ts";
import { decodeSid } from "../security/sid.ts";
import type { DirectoryObject } from "../source.ts";
import type { LdapEntry } from "./entry.ts";

/** Never `*`, and never msDS-ManagedPassword: whoever may retrieve it would be handed the password. */
export const objectAttributes = [
  "objectClass",
  "objectSid",
  "sIDHistory",
  "sAMAccountName",
  "userPrincipalName",
  "cn",
  "dNSHostName",
  "userAccountControl",
  "pwdLastSet",
  "primaryGroupID",
  "msDS-SupportedEncryptionTypes",
  "msDS-GroupMSAMembership",
] as const;

export function directoryObject(entry: LdapEntry): DirectoryObject {
  return {
    distinguishedName: entry.distinguishedName,
    sid: sidOf(entry),
    objectClass: entry.texts("objectClass"),
    samAccountName: entry.text("sAMAccountName"),
    userPrincipalName: entry.text("userPrincipalName"),
    commonName: entry.text("cn"),
    dnsHostName: entry.text("dNSHostName"),
    userAccountControl: entry.integer("userAccountControl"),
    passwordLastSet: entry.text("pwdLastSet"),
    primaryGroupId: entry.integer("primaryGroupID"),
    sidHistory: sidHistoryOf(entry),
    supportedEncryptionTypes: entry.integer("msDS-SupportedEncryptionTypes"),
    groupManagedServiceAccountMembership: entry.bytes("msDS-GroupMSAMembership"),
  };
}

/** Throws DamagedValueError. */
export function sidOf(entry: LdapEntry): string | null {
  const bytes = entry.bytes("objectSid");
  return bytes === null ? null : decoded("objectSid", entry.distinguishedName, () => decodeSid(bytes));
}

/** Throws DamagedValueError. */
export function sidHistoryOf(entry: LdapEntry): readonly string[] {
  return entry
    .allBytes("sIDHistory")
    .map((bytes) => decoded("sIDHistory", entry.distinguishedName, () => decodeSid(bytes)));
}
