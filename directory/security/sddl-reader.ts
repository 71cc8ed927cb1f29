/**
 * Reading the security descriptor definition language, and what `toSddl` writes where the language has no words.
 * Source: MS-DTYP 2.5.1.1. Conditional expressions and resource attributes are read as bytes (`#…`) only.
 */
import { type AccessControlEntry, type EntryKind, entryKindOf, isObjectEntryKind } from "./access-control-entry.ts";
import { decodeGuid, encodeGuid } from "./guid.ts";
import {
  absoluteAliases,
  builtinAliases,
  combinedRightLetters,
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
  type AccessControlList,
  controlFlags,
  type SecurityDescriptor,
  SecurityDescriptorError,
} from "./security-descriptor.ts";
import { decodeSid, encodeSid } from "./sid.ts";
import { builtinDomainSid } from "./well-known-sids.ts";

/** What Active Directory stores, whether or not object entries occur. */
const listRevision = 4;

/**
 * The descriptor that a text means. Throws SecurityDescriptorError with the position in the text, also for an
 * abbreviation such as `DA` whose domain is not given.
 */
export function parseSddl(text: string, domains: SddlDomains = {}): SecurityDescriptor {
  const sections = new Map<string, Section>();
  for (const section of splitSections(text)) {
    if (sections.has(section.letter)) fail(section.offset - 2, `there is a second section "${section.letter}:"`);
    sections.set(section.letter, section);
  }
  const sid = (letter: string): string | null => {
    const section = sections.get(letter);
    return section === undefined ? null : parseSid(section.content, section.offset, domains);
  };
  const dacl = parseList("D", sections.get("D"), domains);
  const sacl = parseList("S", sections.get("S"), domains);
  return {
    control: controlFlags.selfRelative | dacl.control | sacl.control,
    resourceManagerControl: 0,
    owner: sid("O"),
    group: sid("G"),
    dacl: dacl.list,
    sacl: sacl.list,
  };
}

interface Section {
  readonly letter: string;
  readonly content: string;
  /** Where the content starts in the text. */
  readonly offset: number;
}

/** A section ends where the next letter with a colon starts; no other part of the language contains a colon. */
function splitSections(text: string): readonly Section[] {
  const starts = [...text.matchAll(/[A-Z]:/g)];
  const first = starts[0]?.index ?? text.length;
  if (first !== 0) fail(0, "a section O:, G:, D: or S: was expected");
  return starts.map((start, position) => {
    const letter = start[0].slice(0, 1);
    if (!"OGDS".includes(letter)) fail(start.index, `"${letter}:" is no section`);
    const offset = start.index + 2;
    return { letter, offset, content: text.slice(offset, starts[position + 1]?.index).trimEnd() };
  });
}

interface ParsedList {
  readonly control: number;
  readonly list: AccessControlList | null;
}

function parseList(letter: "D" | "S", section: Section | undefined, domains: SddlDomains): ParsedList {
  if (section === undefined) return { control: 0, list: null };
  const { content, offset } = section;
  const firstEntry = content.indexOf("(");
  const head = (firstEntry === -1 ? content : content.slice(0, firstEntry)).trimEnd();
  const isNull = head.endsWith(nullListLetters);
  if (isNull && firstEntry !== -1) fail(offset + firstEntry, `no entry can follow ${nullListLetters}`);
  const flags = isNull ? head.slice(0, -nullListLetters.length) : head;
  const present = letter === "D" ? controlFlags.daclPresent : controlFlags.saclPresent;
  return {
    control: present | sumOfLetters(flags, offset, listFlagLetters[letter], "flag of a list"),
    list: isNull
      ? null
      : { revision: listRevision, entries: parseEntries(content.slice(head.length), offset + head.length, domains) },
  };
}

function parseEntries(text: string, offset: number, domains: SddlDomains): readonly AccessControlEntry[] {
  const entries: AccessControlEntry[] = [];
  let position = 0;
  while (position < text.length) {
    if (/\s/.test(text.charAt(position))) {
      position += 1;
      continue;
    }
    const end = text.indexOf(")", position);
    if (text[position] !== "(" || end === -1) fail(offset + position, "an entry in parentheses was expected");
    entries.push(parseEntry(text.slice(position + 1, end), offset + position + 1, domains));
    position = end + 1;
  }
  return entries;
}

/** One field of an entry and where it stands. */
interface Field {
  readonly text: string;
  readonly offset: number;
}

function parseEntry(text: string, offset: number, domains: SddlDomains): AccessControlEntry {
  let position = offset;
  const fields = text.split(";").map((part): Field => {
    const field = { text: part, offset: position };
    position += part.length + 1;
    return field;
  });
  const [type, flags, third, objectType, inheritedObjectType, trustee, data] = fields;
  if (type === undefined || flags === undefined || third === undefined)
    return fail(offset, `an entry has six fields, this one has ${fields.length}`);
  const common = { flags: bits(flags, flagLetters, "flag of an entry", 0xff) };
  const kind = parseKind(type);
  if (typeof kind === "number") return { kind: "unknown", type: kind, ...common, body: bytes(third) };
  if (objectType === undefined || inheritedObjectType === undefined || trustee === undefined || fields.length > 7)
    return fail(offset, `an entry has six fields, this one has ${fields.length}`);
  return assemble(kind, {
    ...common,
    mask: bits(third, [...rightLetters, ...combinedRightLetters], "right", 0xffff_ffff),
    objectType: guid(objectType),
    inheritedObjectType: guid(inheritedObjectType),
    trustee: parseSid(trustee.text, trustee.offset, domains),
    applicationData: data === undefined ? undefined : bytes(data),
    offset: objectType.offset,
  });
}

interface EntryParts {
  readonly flags: number;
  readonly mask: number;
  readonly objectType: string | undefined;
  readonly inheritedObjectType: string | undefined;
  readonly trustee: string;
  readonly applicationData: Uint8Array | undefined;
  /** Of the object type. */
  readonly offset: number;
}

function assemble(kind: EntryKind, parts: EntryParts): AccessControlEntry {
  const { flags, mask, trustee, objectType, inheritedObjectType, applicationData } = parts;
  const data = applicationData && { applicationData };
  if (isObjectEntryKind(kind)) {
    const types = { ...(objectType && { objectType }), ...(inheritedObjectType && { inheritedObjectType }) };
    return { kind, flags, mask, ...types, trustee, ...data };
  }
  if (objectType !== undefined || inheritedObjectType !== undefined)
    return fail(parts.offset, "only an object entry has an object type");
  return { kind, flags, mask, trustee, ...data };
}

/** The kind of an entry, or the number of its type where that is unknown. */
function parseKind({ text, offset }: Field): EntryKind | number {
  for (const [kind, letters] of typeLetters) if (letters === text) return kind;
  if (!/^0x[0-9a-f]{1,2}$/i.test(text)) return fail(offset, `"${text}" is no type of an entry`);
  return entryKindOf(Number(text)) ?? Number(text);
}

type Letters = readonly (readonly [bits: number, letters: string])[];

function bits({ text, offset }: Field, table: Letters, what: string, maximum: number): number {
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(text)) return sumOfLetters(text, offset, table, what);
  const value = Number(text);
  return value <= maximum ? value : fail(offset, `${text} is too large`);
}

/** No abbreviation of a table is the beginning of another, so that the first that fits is the only one. */
function sumOfLetters(text: string, offset: number, table: Letters, what: string): number {
  let sum = 0;
  let position = 0;
  while (position < text.length) {
    const next = table.find(([, letters]) => text.startsWith(letters, position));
    if (next === undefined) return fail(offset + position, `"${text.slice(position)}" is no ${what}`);
    sum |= next[0];
    position += next[1].length;
  }
  return sum >>> 0;
}

function guid({ text, offset }: Field): string | undefined {
  return text === "" ? undefined : at(offset, () => decodeGuid(encodeGuid(text)));
}

function bytes({ text, offset }: Field): Uint8Array {
  if (!/^#([0-9a-f]{2})*$/i.test(text)) return fail(offset, "only bytes, # and hexadecimal digits, are read here");
  return Uint8Array.from(Buffer.from(text.slice(1), "hex"));
}

function parseSid(text: string, offset: number, domains: SddlDomains): string {
  if (text.startsWith("S-")) return at(offset, () => decodeSid(encodeSid(text)));
  for (const [sid, alias] of absoluteAliases) if (alias === text) return sid;
  const relative = [
    { table: builtinAliases, authority: builtinDomainSid },
    { table: domainAliases, authority: domains.domain },
    { table: forestRootAliases, authority: domains.forestRoot },
  ];
  for (const { table, authority } of relative)
    for (const [rid, alias] of table) {
      if (alias !== text) continue;
      return authority === undefined
        ? fail(offset, `"${text}" means nothing without its domain`)
        : `${authority}-${rid}`;
    }
  return fail(offset, `"${text}" is no security identifier`);
}

/** Tells the place in the text instead of the place in the part. */
function at<Result>(offset: number, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof SecurityDescriptorError) return fail(offset, error.reason);
    throw error;
  }
}

function fail(offset: number, reason: string): never {
  throw new SecurityDescriptorError(offset, reason);
}
