/**
 * Writing security descriptors as people read them: the security descriptor definition language.
 * Source: MS-DTYP 2.5.1, https://learn.microsoft.com/windows/win32/secauthz/ace-strings
 */

import { entryType } from "./access-control-entry.ts";
import {
  absoluteAliases,
  builtinAliases,
  domainAliases,
  flagLetters,
  forestRootAliases,
  listFlagLetters,
  nullListLetters,
  rightLetters,
  type SddlDomains,
  typeLetters,
} from "./sddl-letters.ts";
import {
  type AccessControlEntry,
  type AccessControlList,
  controlFlags,
  isObjectEntry,
  type SecurityDescriptor,
} from "./security-descriptor.ts";
import { builtinDomainSid } from "./well-known-sids.ts";

/** The two-letter abbreviation of a security identifier, or the identifier itself where there is none. */
export function sidToSddl(sid: string, domains: SddlDomains = {}): string {
  const end = sid.lastIndexOf("-");
  const authority = sid.slice(0, end);
  const rid = Number(sid.slice(end + 1));
  return (
    absoluteAliases.get(sid) ??
    (authority === builtinDomainSid ? builtinAliases.get(rid) : undefined) ??
    (authority === domains.domain ? domainAliases.get(rid) : undefined) ??
    (authority === domains.forestRoot ? forestRootAliases.get(rid) : undefined) ??
    sid
  );
}

/** The letters of the bits set, or the number in hexadecimal where a bit has no letters. */
function letters(value: number, table: readonly (readonly [bit: number, letters: string])[]): string {
  let rest = value;
  let text = "";
  for (const [bit, name] of table) {
    if ((rest & bit) === 0) continue;
    text += name;
    rest &= ~bit;
  }
  return rest === 0 ? text : hexadecimal(value);
}

function hexadecimal(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

/**
 * One entry, `(OA;CI;RP;<object type>;<inherited object type>;<trustee>)`.
 *
 * For reading, not for parsing, are entries that the language cannot express: types without letters stand as a number,
 * and the bytes of a condition, of a resource attribute or of an unknown entry as `#` with hexadecimal digits.
 */
export function entryToSddl(entry: AccessControlEntry, domains: SddlDomains = {}): string {
  const flags = letters(entry.flags, flagLetters);
  if (entry.kind === "unknown") return `(${hexadecimal(entry.type)};${flags};#${hexadecimalDigits(entry.body)})`;
  const objectTypes = isObjectEntry(entry) ? [entry.objectType ?? "", entry.inheritedObjectType ?? ""] : ["", ""];
  return `(${[
    typeLetters.get(entry.kind) ?? hexadecimal(entryType(entry)),
    flags,
    letters(entry.mask, rightLetters),
    ...objectTypes,
    sidToSddl(entry.trustee, domains),
    ...(entry.applicationData === undefined ? [] : [`#${hexadecimalDigits(entry.applicationData)}`]),
  ].join(";")})`;
}

function hexadecimalDigits(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** A whole descriptor, `O:…G:…D:…S:…`; the limits of `entryToSddl` hold for its entries. */
export function toSddl(descriptor: SecurityDescriptor, domains: SddlDomains = {}): string {
  const { control, owner, group, dacl, sacl } = descriptor;
  let text = "";
  if (owner !== null) text += `O:${sidToSddl(owner, domains)}`;
  if (group !== null) text += `G:${sidToSddl(group, domains)}`;
  if ((control & controlFlags.daclPresent) !== 0) text += listToSddl("D", control, dacl, domains);
  if ((control & controlFlags.saclPresent) !== 0) text += listToSddl("S", control, sacl, domains);
  return text;
}

function listToSddl(
  section: keyof typeof listFlagLetters,
  control: number,
  list: AccessControlList | null,
  domains: SddlDomains,
): string {
  const flags = listFlagLetters[section].map(([bit, text]) => ((control & bit) === 0 ? "" : text)).join("");
  const entries = list?.entries.map((entry) => entryToSddl(entry, domains)).join("") ?? nullListLetters;
  return `${section}:${flags}${entries}`;
}

export type { SddlDomains } from "./sddl-letters.ts";
