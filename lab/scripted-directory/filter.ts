/** Search filters, matched as Active Directory matches them. Source: RFC 4511, 4.5.1.7; MS-ADTS 3.1.1.3.4.4. */
import { Ber, type BerReader, SearchFilter } from "ldapts";
import { isSameName } from "../../catalogue/distinguished-name.ts";
import { decodeSid } from "../../directory/security/sid.ts";
import type { ScriptedEntry, Value } from "./entry.ts";
import { isDistinguishedNameAttribute, valuesOf } from "./entry.ts";

export type Filter =
  | { readonly kind: "and" | "or"; readonly filters: readonly Filter[] }
  | { readonly kind: "not"; readonly filter: Filter }
  | { readonly kind: "present"; readonly attribute: string }
  | { readonly kind: "equals" | "at least" | "at most"; readonly attribute: string; readonly value: Buffer }
  | {
      readonly kind: "substring";
      readonly attribute: string;
      readonly initial: string;
      readonly any: readonly string[];
      readonly final: string;
    }
  | { readonly kind: "rule"; readonly rule: string; readonly attribute: string; readonly value: string };

/** ldapts reads values as text, which no security identifier survives. */
export function readFilter(reader: BerReader): Filter {
  const type = reader.peek();
  if (type === SearchFilter.present)
    return { kind: "present", attribute: reader.readString(SearchFilter.present) ?? "" };
  reader.readSequence();
  const end = reader.offset + reader.length;
  const value = () => reader.readString(Ber.OctetString, true) ?? Buffer.alloc(0);
  switch (type) {
    case SearchFilter.and:
    case SearchFilter.or: {
      const filters: Filter[] = [];
      while (reader.offset < end) filters.push(readFilter(reader));
      return { kind: type === SearchFilter.and ? "and" : "or", filters };
    }
    case SearchFilter.not:
      return { kind: "not", filter: readFilter(reader) };
    case SearchFilter.equalityMatch:
    case SearchFilter.approxMatch:
      return { kind: "equals", attribute: reader.readString() ?? "", value: value() };
    case SearchFilter.greaterOrEqual:
      return { kind: "at least", attribute: reader.readString() ?? "", value: value() };
    case SearchFilter.lessOrEqual:
      return { kind: "at most", attribute: reader.readString() ?? "", value: value() };
    case SearchFilter.substrings:
      return readSubstring(reader);
    case SearchFilter.extensibleMatch:
      return readRule(reader, end);
    default:
      throw new Error(`A filter of type ${type} is not known`);
  }
}

function readSubstring(reader: BerReader): Filter {
  const attribute = reader.readString() ?? "";
  reader.readSequence();
  const end = reader.offset + reader.length;
  let initial = "";
  let final = "";
  const any: string[] = [];
  while (reader.offset < end) {
    const tag = reader.peek() ?? 0;
    const text = reader.readString(tag) ?? "";
    if (tag === 0x80) initial = text;
    else if (tag === 0x82) final = text;
    else any.push(text);
  }
  return { kind: "substring", attribute, initial, any, final };
}

function readRule(reader: BerReader, end: number): Filter {
  const parts = new Map<number, string>();
  while (reader.offset < end) {
    const tag = reader.peek() ?? 0;
    parts.set(tag, reader.readString(tag) ?? "");
  }
  return {
    kind: "rule",
    rule: parts.get(0x81) ?? "",
    attribute: parts.get(0x82) ?? "",
    value: parts.get(0x83) ?? "",
  };
}

const rules = {
  allBits: "1.2.840.113556.1.4.803",
  anyBit: "1.2.840.113556.1.4.804",
  inChain: "1.2.840.113556.1.4.1941",
} as const;

/** `entries` are those that a chain of distinguished names may lead through. */
export function matches(filter: Filter, entry: ScriptedEntry, entries: readonly ScriptedEntry[]): boolean {
  switch (filter.kind) {
    case "and":
      return filter.filters.every((each) => matches(each, entry, entries));
    case "or":
      return filter.filters.some((each) => matches(each, entry, entries));
    case "not":
      return !matches(filter.filter, entry, entries);
    case "present":
      return valuesOf(entry, filter.attribute).length > 0;
    case "equals":
      return valuesOf(entry, filter.attribute).some((value) => equal(filter.attribute, value, filter.value));
    case "at least":
    case "at most": {
      const bound = Number(filter.value.toString());
      const inside = (value: number) => (filter.kind === "at least" ? value >= bound : value <= bound);
      return valuesOf(entry, filter.attribute).some((value) => inside(Number(value)));
    }
    case "substring":
      return valuesOf(entry, filter.attribute).some((value) => contains(String(value).toLowerCase(), filter));
    case "rule":
      return matchesRule(filter, entry, entries);
  }
}

function equal(attribute: string, value: Value, asserted: Buffer): boolean {
  if (typeof value !== "string") {
    const bytes = Buffer.from(value);
    // Active Directory takes a security identifier in text form too.
    return bytes.equals(asserted) || (/^S-1-/i.test(asserted.toString()) && sidText(bytes) === asserted.toString());
  }
  const text = asserted.toString();
  if (isDistinguishedNameAttribute(attribute)) {
    // A class stands for the name of its object in the schema. Source: MS-ADTS 3.1.1.3.1.3.5.
    if (!text.includes("=")) return value.toLowerCase().startsWith(`cn=${text.toLowerCase()},`);
    return isSameName(value, text);
  }
  return value.toLowerCase() === text.toLowerCase();
}

function sidText(bytes: Buffer): string | undefined {
  return bytes.length >= 8 && bytes.length === 8 + 4 * (bytes[1] ?? 0) ? decodeSid(bytes) : undefined;
}

function contains(text: string, { initial, any, final }: Extract<Filter, { kind: "substring" }>): boolean {
  if (!text.startsWith(initial.toLowerCase())) return false;
  let from = initial.length;
  for (const part of any) {
    const at = text.indexOf(part.toLowerCase(), from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return text.length - from >= final.length && text.endsWith(final.toLowerCase());
}

function matchesRule(
  { rule, attribute, value }: Extract<Filter, { kind: "rule" }>,
  entry: ScriptedEntry,
  entries: readonly ScriptedEntry[],
): boolean {
  if (rule === rules.inChain) return reaches(entry, attribute, value, entries, new Set());
  const bits = BigInt.asUintN(32, BigInt(value));
  return valuesOf(entry, attribute).some((stored) => {
    const common = BigInt.asUintN(32, BigInt(String(stored))) & bits;
    if (rule === rules.allBits) return common === bits;
    return rule === rules.anyBit && common !== 0n;
  });
}

function reaches(
  entry: ScriptedEntry,
  attribute: string,
  wanted: string,
  entries: readonly ScriptedEntry[],
  seen: Set<ScriptedEntry>,
): boolean {
  if (seen.has(entry)) return false;
  seen.add(entry);
  return valuesOf(entry, attribute).some((value) => {
    if (isSameName(String(value), wanted)) return true;
    const next = entries.find((candidate) => isSameName(candidate.distinguishedName, String(value)));
    return next !== undefined && reaches(next, attribute, wanted, entries, seen);
  });
}
