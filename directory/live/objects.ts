/** What is read of accounts and groups, and how an entry becomes one. */
import { DamagedValueError, onlyValue, sidIn } from "../damaged-value.ts";
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

/** A value that makes no sense takes nothing else of the object with it. */
export function directoryObject(entry: LdapEntry): DirectoryObject {
  const damaged: { readonly attribute: string; readonly problem: string }[] = [];
  const read = <T>(value: () => T, otherwise: T): T => {
    try {
      return value();
    } catch (error) {
      if (!(error instanceof DamagedValueError)) throw error;
      damaged.push({ attribute: error.attribute, problem: error.problem });
      return otherwise;
    }
  };
  const integer = (attribute: string) => read(() => entry.integer(attribute), null);
  const object = {
    distinguishedName: entry.distinguishedName,
    sid: read(() => sidOf(entry), null),
    objectClass: entry.texts("objectClass"),
    samAccountName: entry.text("sAMAccountName"),
    userPrincipalName: entry.text("userPrincipalName"),
    commonName: entry.text("cn"),
    dnsHostName: entry.text("dNSHostName"),
    userAccountControl: integer("userAccountControl"),
    passwordLastSet: read(() => largeIntegerOf(entry, "pwdLastSet"), null),
    primaryGroupId: integer("primaryGroupID"),
    sidHistory: entry
      .allBytes("sIDHistory")
      .flatMap((bytes) => read(() => [sidIn(bytes, "sIDHistory", entry.distinguishedName)], [])),
    supportedEncryptionTypes: integer("msDS-SupportedEncryptionTypes"),
    groupManagedServiceAccountMembership: read(() => entry.bytes("msDS-GroupMSAMembership"), null),
  };
  return damaged.length === 0 ? object : { ...object, damaged };
}

/** In decimal, as it is stored. Throws DamagedValueError. */
function largeIntegerOf(entry: LdapEntry, attribute: string): string | null {
  const value = onlyValue(entry.texts(attribute), attribute, entry.distinguishedName);
  if (value === null || /^-?\d{1,19}$/.test(value)) return value;
  throw new DamagedValueError(attribute, entry.distinguishedName, "it is not a whole number of 64 bits");
}

/** Throws DamagedValueError. */
export function sidOf(entry: LdapEntry): string | null {
  const bytes = entry.bytes("objectSid");
  return bytes === null ? null : sidIn(bytes, "objectSid", entry.distinguishedName);
}

/** Throws DamagedValueError. */
export function sidHistoryOf(entry: LdapEntry): readonly string[] {
  return entry.allBytes("sIDHistory").map((bytes) => sidIn(bytes, "sIDHistory", entry.distinguishedName));
}
