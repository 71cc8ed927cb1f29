/**
 * Reading the security descriptor definition language, and what `toSddl` writes where the language has no words.
 * Source: MS-DTYP 2.5.1.1.
 */
import { type AccessControlEntry, type EntryKind, entryKindOf, isObjectEntryKind } from "./access-control-entry.ts";
import { readApplicationData } from "./application-data.ts";
import type { SidNotation } from "./conditional-text.ts";
import { decodeGuid, encodeGuid } from "./guid.ts";
import {
  combinedRightLetters,
  flagLetters,
  listFlagLetters,
  nullListLetters,
  rightLetters,
  type SddlDomains,
  typeLetters,
} from "./sddl-letters.ts";
import { atOffset, sidReader } from "./sddl-sids.ts";
import {
  type AccessControlList,
  controlFlags,
  type SecurityDescriptor,
  SecurityDescriptorError,
} from "./security-descriptor.ts";

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
    return section === undefined ? null : sidReader(domains)(section.content, section.offset);
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

/** A section ends where the next letter with a colon starts, outside the parentheses of entries. */
function splitSections(text: string): readonly Section[] {
  const starts = [...withoutEntries(text).matchAll(/[A-Z]:/g)];
  const first = starts[0]?.index ?? text.length;
  if (first !== 0) fail(0, "a section O:, G:, D: or S: was expected");
  return starts.map((start, position) => {
    const letter = start[0].slice(0, 1);
    if (!"OGDS".includes(letter)) fail(start.index, `"${letter}:" is not a section`);
    const offset = start.index + 2;
    return { letter, offset, content: text.slice(offset, starts[position + 1]?.index).trimEnd() };
  });
}

/** The text with as many spaces in place of everything in parentheses. */
function withoutEntries(text: string): string {
  let rest = "";
  let position = 0;
  while (position < text.length) {
    if (text[position] !== "(") {
      rest += text.charAt(position);
      position += 1;
      continue;
    }
    const end = closing(text, position);
    // Looking for the end of every other one as well would take the square of the time.
    if (end === -1) fail(position, "an entry in parentheses was expected");
    rest += " ".repeat(end + 1 - position);
    position = end + 1;
  }
  return rest;
}

/** Where the parenthesis that opens at `start` closes, texts in quotation marks aside; -1 where it does not. */
function closing(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let position = start; position < text.length; position += 1) {
    const character = text[position];
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "(") depth += 1;
    else if (character === ")") {
      depth -= 1;
      if (depth === 0) return position;
    }
  }
  return -1;
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
    const end = text[position] === "(" ? closing(text, position) : -1;
    if (end === -1) fail(offset + position, "an entry in parentheses was expected");
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
  const fields = splitFields(text).map((part): Field => {
    const field = { text: part, offset: position };
    position += part.length + 1;
    return field;
  });
  const [type, flags, third, objectType, inheritedObjectType, trustee, data] = fields;
  if (type === undefined || flags === undefined || third === undefined)
    return fail(offset, `an entry has six fields, this one has ${fields.length}`);
  const common = { flags: bits(flags, flagLetters, "flag of an entry", 0xff) };
  const kind = parseKind(type);
  if (typeof kind === "number") {
    if (objectType !== undefined)
      fail(offset, `an entry of unknown type has three fields, this one has ${fields.length}`);
    return { kind: "unknown", type: kind, ...common, body: bytes(third) };
  }
  if (objectType === undefined || inheritedObjectType === undefined || trustee === undefined || fields.length > 7)
    return fail(offset, `an entry has six fields, this one has ${fields.length}`);
  const notation = { read: sidReader(domains), write: (sid: string) => sid };
  return assemble(kind, {
    ...common,
    mask: bits(third, [...rightLetters, ...combinedRightLetters], "right", 0xffff_ffff),
    objectType: guid(objectType),
    inheritedObjectType: guid(inheritedObjectType),
    trustee: notation.read(trustee.text, trustee.offset),
    applicationData: data === undefined ? undefined : applicationData(kind, data, notation),
    offset: objectType.offset,
  });
}

/** The fields between semicolons; the condition that comes last may contain semicolons of its own. */
function splitFields(text: string): readonly string[] {
  const condition = text.indexOf("(");
  const [plain, last] = condition === -1 ? [text, ""] : [text.slice(0, condition), text.slice(condition)];
  const fields = plain.split(";");
  return [...fields.slice(0, -1), `${fields.at(-1) ?? ""}${last}`];
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
  if (!/^0x[0-9a-f]{1,2}$/i.test(text)) return fail(offset, `"${text}" is not a type of an entry`);
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
    if (next === undefined) return fail(offset + position, `"${text.slice(position)}" is not a ${what}`);
    sum |= next[0];
    position += next[1].length;
  }
  return sum >>> 0;
}

function guid({ text, offset }: Field): string | undefined {
  return text === "" ? undefined : atOffset(offset, () => decodeGuid(encodeGuid(text)));
}

/** A condition or a resource attribute in parentheses, or bytes. */
function applicationData(kind: EntryKind, field: Field, notation: SidNotation): Uint8Array {
  const text = field.text.trimEnd();
  if (!text.startsWith("(") || !text.endsWith(")")) return bytes(field);
  const read = readApplicationData(kind, text.slice(1, -1), field.offset + 1, notation);
  return read ?? fail(field.offset, "only callback entries have a condition, and resource attributes a value");
}

function bytes({ text, offset }: Field): Uint8Array {
  if (!/^#([0-9a-f]{2})*$/i.test(text))
    return fail(offset, "a condition in parentheses, or # and hexadecimal digits, was expected");
  return Uint8Array.from(Buffer.from(text.slice(1), "hex"));
}

function fail(offset: number, reason: string): never {
  throw new SecurityDescriptorError(offset, reason);
}
