/**
 * What a resource attribute entry says about its object: a name and values.
 * Sources: MS-DTYP 2.4.10.1 (bytes), 2.5.1.1 (words).
 */
import { concatenate, viewOf } from "./binary.ts";
import { ExpressionReader, readName, type SidNotation, writeName } from "./conditional-text.ts";
import { SecurityDescriptorError } from "./security-descriptor-error.ts";
import { decodeSid, encodeSid } from "./sid.ts";

type Value = bigint | string | Uint8Array;

interface ResourceAttribute {
  readonly type: keyof typeof types;
  readonly name: string;
  readonly flags: number;
  readonly values: readonly Value[];
}

/** Letters of the types and their numbers. */
const types = { TI: 0x01, TU: 0x02, TS: 0x03, TD: 0x05, TB: 0x06, TX: 0x10 } as const;
const typeOf = new Map(Object.entries(types).map(([letters, type]) => [type as number, letters as keyof typeof types]));

/** Bytes before the offsets of the values: offset of the name, type, reserved, flags, number of values. */
const headerLength = 16;

/** The words for the application data of a resource attribute entry. Throws SecurityDescriptorError for other bytes. */
export function writeResourceAttribute(bytes: Uint8Array, notation: SidNotation): string {
  const { type, name, flags, values } = decode(bytes);
  const words = values.map((value) => {
    if (typeof value === "bigint") return value.toString();
    if (typeof value === "string") return type === "TD" ? notation.write(value) : `"${value}"`;
    return `${Buffer.from(value).toString("hex").toUpperCase()}`;
  });
  return [`"${writeName(name)}"`, type, `0x${flags.toString(16)}`, ...words].join(",");
}

/** The application data that words stand for. Throws SecurityDescriptorError. */
export function readResourceAttribute(text: string, offset: number, notation: SidNotation): Uint8Array {
  const reader = new ExpressionReader(text, offset, notation);
  const name = reader.match(/"([^"]*)"/y)?.[1] ?? reader.fail("a name in quotation marks was expected");
  reader.expect(",");
  const letters =
    reader.match(/T[IUSDBX]/iy)?.[0].toUpperCase() ?? reader.fail("a type TI, TU, TS, TD, TB or TX was expected");
  const type = letters as keyof typeof types;
  reader.expect(",");
  const flags = readFlags(reader);
  const values: Value[] = [];
  while (reader.accept(",")) values.push(readValue(reader, type, notation));
  reader.expectEnd();
  return encode({ type, name: readName(name), flags, values });
}

function readFlags(reader: ExpressionReader): number {
  const { offset } = reader;
  const [text] = reader.match(/0x[0-9a-f]+|[0-9]+/iy) ?? reader.fail("flags were expected");
  return Number(text) <= 0xffff_ffff ? Number(text) : fail(offset, `${text} does not fit`);
}

function readValue(reader: ExpressionReader, type: keyof typeof types, notation: SidNotation): Value {
  const { offset } = reader;
  switch (type) {
    case "TS":
      return reader.match(/"([^"]*)"/y)?.[1] ?? reader.fail("a text in quotation marks was expected");
    case "TX":
      return bytesOf(reader.match(/#?((?:[0-9a-f]{2})*)(?![0-9a-f])/iy)?.[1] ?? reader.fail("bytes were expected"));
    case "TD":
      return notation.read(reader.match(/[^,\s]+/y)?.[0] ?? "", offset);
    default:
      return readNumber(reader, type === "TI");
  }
}

function bytesOf(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits, "hex"));
}

function readNumber(reader: ExpressionReader, signed: boolean): bigint {
  const { offset } = reader;
  const [text, sign, digits] = reader.match(/([+-]?)(0x[0-9a-f]+|[0-9]+)/iy) ?? reader.fail("a number was expected");
  const value = sign === "-" ? -BigInt(digits ?? "") : BigInt(digits ?? "");
  const fits = signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
  return fits === value ? value : fail(offset, `${text} does not fit`);
}

function decode(bytes: Uint8Array): ResourceAttribute {
  if (bytes.length < headerLength) return fail(bytes.length, "a resource attribute is cut short");
  const view = viewOf(bytes);
  const number = view.getUint16(4, true);
  const type = typeOf.get(number) ?? fail(4, `a resource attribute cannot have type ${number}`);
  const count = view.getUint32(12, true);
  if (headerLength + 4 * count > bytes.length) return fail(12, `a resource attribute has no room for ${count} values`);
  const values = Array.from({ length: count }, (_, index) =>
    decodeValue(bytes, view.getUint32(headerLength + 4 * index, true), type),
  );
  return { type, name: textAt(bytes, view.getUint32(0, true)), flags: view.getUint32(8, true), values };
}

function decodeValue(bytes: Uint8Array, offset: number, type: keyof typeof types): Value {
  if (type === "TS") return textAt(bytes, offset);
  if (type === "TI" || type === "TU" || type === "TB") {
    if (offset + 8 > bytes.length) return fail(offset, "a number of a resource attribute is cut short");
    const view = viewOf(bytes);
    return type === "TI" ? view.getBigInt64(offset, true) : view.getBigUint64(offset, true);
  }
  if (offset + 4 > bytes.length) return fail(offset, "a value of a resource attribute is cut short");
  const end = offset + 4 + viewOf(bytes).getUint32(offset, true);
  if (end > bytes.length) return fail(offset, "a value of a resource attribute is cut short");
  const content = bytes.slice(offset + 4, end);
  return type === "TD" ? decodeSid(content) : content;
}

/** The text at `offset`, up to the character 0. */
function textAt(bytes: Uint8Array, offset: number): string {
  for (let end = offset; end + 2 <= bytes.length; end += 2)
    if (bytes[end] === 0 && bytes[end + 1] === 0) return Buffer.from(bytes.subarray(offset, end)).toString("utf16le");
  return fail(offset, "a text of a resource attribute does not end");
}

/** Name, then values in their order, without gaps, padded to a multiple of four bytes. */
function encode({ type, name, flags, values }: ResourceAttribute): Uint8Array {
  const parts = [encodeText(name), ...values.map((value) => encodeValue(value, type))];
  const header = new Uint8Array(headerLength + 4 * values.length);
  const view = viewOf(header);
  view.setUint16(4, types[type], true);
  view.setUint32(8, flags, true);
  view.setUint32(12, values.length, true);
  let offset = header.length;
  for (const [index, part] of parts.entries()) {
    view.setUint32(index === 0 ? 0 : headerLength + 4 * (index - 1), offset, true);
    offset += part.length;
  }
  const bytes = concatenate([header, ...parts]);
  return concatenate([bytes, new Uint8Array((4 - (bytes.length % 4)) % 4)]);
}

function encodeValue(value: Value, type: keyof typeof types): Uint8Array {
  if (typeof value === "bigint") {
    const bytes = new Uint8Array(8);
    viewOf(bytes).setBigUint64(0, BigInt.asUintN(64, value), true);
    return bytes;
  }
  if (type === "TS" && typeof value === "string") return encodeText(value);
  const content = typeof value === "string" ? encodeSid(value) : value;
  const length = new Uint8Array(4);
  viewOf(length).setUint32(0, content.length, true);
  return concatenate([length, content]);
}

function encodeText(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(`${text}\0`, "utf16le"));
}

function fail(offset: number, reason: string): never {
  throw new SecurityDescriptorError(offset, reason);
}
