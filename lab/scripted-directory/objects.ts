/** Rows for the table of a scripted directory. */
import { firstValue } from "../../catalogue/distinguished-name.ts";
import { encodeSid } from "../../directory/security/sid.ts";
import type { ScriptedEntry, Value } from "./entry.ts";

/** groupType. Source: MS-ADTS 2.2.12. */
export const groupTypes = {
  builtinLocal: "-2147483643",
  domainLocal: "-2147483644",
  global: "-2147483646",
  universal: "-2147483640",
  distribution: "2",
} as const;

type Attributes = Readonly<Record<string, readonly Value[]>>;

export function user(distinguishedName: string, sid: string, attributes: Attributes = {}): ScriptedEntry {
  const name = commonName(distinguishedName);
  return {
    distinguishedName,
    attributes: {
      objectClass: ["top", "person", "organizationalPerson", "user"],
      objectCategory: ["CN=Person,CN=Schema,CN=Configuration"],
      objectSid: [encodeSid(sid)],
      cn: [name],
      sAMAccountName: [name],
      userAccountControl: ["512"],
      pwdLastSet: ["134352864000000000"],
      primaryGroupID: ["513"],
      ...attributes,
    },
  };
}

export function group(
  distinguishedName: string,
  sid: string,
  type: keyof typeof groupTypes,
  members: readonly string[] = [],
  attributes: Attributes = {},
): ScriptedEntry {
  return {
    distinguishedName,
    attributes: {
      objectClass: ["top", "group"],
      objectSid: [encodeSid(sid)],
      cn: [commonName(distinguishedName)],
      sAMAccountName: [commonName(distinguishedName)],
      groupType: [groupTypes[type]],
      member: members,
      ...attributes,
    },
  };
}

/** Who stands in a group without being an object of the forest. */
export function foreignSecurityPrincipal(sid: string, domain: string): ScriptedEntry {
  return {
    distinguishedName: `CN=${sid},CN=ForeignSecurityPrincipals,${domain}`,
    attributes: { objectClass: ["top", "foreignSecurityPrincipal"], objectSid: [encodeSid(sid)], cn: [sid] },
  };
}

function commonName(distinguishedName: string): string {
  return firstValue(distinguishedName) ?? distinguishedName;
}
