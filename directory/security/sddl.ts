/**
 * Writing security descriptors as people read them: the security descriptor definition language.
 * Source: MS-DTYP 2.5.1, https://learn.microsoft.com/windows/win32/secauthz/ace-strings
 */

import { type EntryKind, entryType } from "./access-control-entry.ts";
import { readApplicationData, writeApplicationData } from "./application-data.ts";
import { sameBytes } from "./binary.ts";
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
import { sidReader } from "./sddl-sids.ts";
import {
  type AccessControlEntry,
  type AccessControlList,
  controlFlags,
  isObjectEntry,
  type SecurityDescriptor,
  SecurityDescriptorError,
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
 * What the language cannot express is written so that `parseSddl` reads it back anyway: types without letters as
 * a number; the bytes of an unknown entry, and of a condition or resource attribute that words would not give back
 * exactly, as `#` with hexadecimal digits.
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
    ...(entry.applicationData === undefined ? [] : [applicationDataToSddl(entry.kind, entry.applicationData, domains)]),
  ].join(";")})`;
}

/**
 * A condition or a resource attribute in words, `(@USER.Title == "PM")`, or as bytes where words would not read back to
 * the same bytes.
 */
function applicationDataToSddl(kind: EntryKind, bytes: Uint8Array, domains: SddlDomains): string {
  try {
    const notation = { write: (sid: string) => sidToSddl(sid, domains), read: sidReader(domains) };
    const words = writeApplicationData(kind, bytes, notation);
    if (words !== undefined && sameBytes(readApplicationData(kind, words, 0, notation), bytes)) return `(${words})`;
  } catch (error) {
    // Bytes that are no such thing are kept as they are.
    if (!(error instanceof SecurityDescriptorError)) throw error;
  }
  return `#${hexadecimalDigits(bytes)}`;
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
