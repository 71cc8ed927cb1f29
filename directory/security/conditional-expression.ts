/**
 * Conditional expressions of callback entries: their bytes, and the words that people read.
 * Sources: MS-DTYP 2.4.4.17 (bytes), 2.5.1.1 and 2.5.1.3 (words).
 */
import { concatenate, viewOf } from "./binary.ts";
import { SecurityDescriptorError } from "./security-descriptor-error.ts";
import { decodeSid, encodeSid, sidLength } from "./sid.ts";

/** Where an attribute is looked up. */
type Scope = "local" | "user" | "resource" | "device";

/** How a number is written; kept, because the bytes tell it. */
export interface NumberStyle {
  readonly sign: "+" | "-" | "";
  readonly base: 8 | 10 | 16;
}

export type Expression =
  | { readonly kind: "number"; readonly value: bigint; readonly style: NumberStyle }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "octets"; readonly value: Uint8Array }
  | { readonly kind: "sid"; readonly value: string }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "attribute"; readonly scope: Scope; readonly name: string }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

/** What the bytes of a conditional expression begin with. Source: MS-DTYP 2.4.4.17.1. */
const signature = [0x61, 0x72, 0x74, 0x78] as const;

/** Source: MS-DTYP 2.4.4.17.6. */
export const membershipOperators = {
  Member_of: 0x89,
  Device_Member_of: 0x8a,
  Member_of_Any: 0x8b,
  Device_Member_of_Any: 0x8c,
  Not_Member_of: 0x90,
  Not_Device_Member_of: 0x91,
  Not_Member_of_Any: 0x92,
  Not_Device_Member_of_Any: 0x93,
} as const;

/** Source: MS-DTYP 2.4.4.17.7. */
export const existenceOperators = { Exists: 0x87, Not_Exists: 0x8d } as const;

const unaryOperators = { ...membershipOperators, ...existenceOperators, "!": 0xa2 } as const;
export type UnaryOperator = keyof typeof unaryOperators;

/** Source: MS-DTYP 2.4.4.17.6. */
const relationalOperators = {
  "==": 0x80,
  "!=": 0x81,
  "<": 0x82,
  "<=": 0x83,
  ">": 0x84,
  ">=": 0x85,
  Contains: 0x86,
  Any_of: 0x88,
  Not_Contains: 0x8e,
  Not_Any_of: 0x8f,
} as const;
export type RelationalOperator = keyof typeof relationalOperators;

const binaryOperators = { ...relationalOperators, "&&": 0xa0, "||": 0xa1 } as const;
export type BinaryOperator = keyof typeof binaryOperators;

/** Source: MS-DTYP 2.4.4.17.8. */
const scopes: Readonly<Record<Scope, number>> = { local: 0xf8, user: 0xf9, resource: 0xfa, device: 0xfb };

/** Source: MS-DTYP 2.4.4.17.5. Texts always mean 64 bits; shorter numbers are left as bytes. */
const literals = { number: 0x04, string: 0x10, octets: 0x18, list: 0x50, sid: 0x51 } as const;
const signs: readonly (NumberStyle["sign"] | undefined)[] = [undefined, "+", "-", ""];
const bases: readonly (NumberStyle["base"] | undefined)[] = [undefined, 8, 10, 16];

const unaryOf = inverse<UnaryOperator>(unaryOperators);
const binaryOf = inverse<BinaryOperator>(binaryOperators);
const scopeOf = inverse<Scope>(scopes);

function inverse<Name extends string>(codes: Readonly<Record<Name, number>>): ReadonlyMap<number, Name> {
  return new Map(Object.entries<number>(codes).map(([name, code]) => [code, name as Name]));
}

/** How deep lists and operators may be nested, so that no text and no bytes can exhaust the stack. */
export const deepestNesting = 100;

export function isConditionalExpression(bytes: Uint8Array): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** Reads the application data of a callback entry. Throws SecurityDescriptorError where it is no conditional expression. */
export function decodeConditionalExpression(bytes: Uint8Array): Expression {
  if (!isConditionalExpression(bytes)) return fail(0, "a conditional expression begins with artx");
  const stack: Expression[] = [];
  let position: number = signature.length;
  while (position < bytes.length) {
    if (bytes[position] === 0) {
      position = paddingEnd(bytes, position);
      continue;
    }
    const [expression, next] = decodeToken(bytes, position, bytes.length, stack);
    if (depthOf(expression) > deepestNesting) return fail(position, "the expression is nested too deeply");
    stack.push(expression);
    position = next;
  }
  const [only] = stack;
  return only !== undefined && stack.length === 1
    ? only
    : fail(bytes.length, `an expression leaves one value, this one leaves ${stack.length}`);
}

function paddingEnd(bytes: Uint8Array, start: number): number {
  for (let position = start; position < bytes.length; position += 1)
    if (bytes[position] !== 0) return fail(position, "nothing follows the padding of an expression");
  return bytes.length;
}

/** One token, which takes its operands from the stack. */
function decodeToken(
  bytes: Uint8Array,
  position: number,
  end: number,
  stack: Expression[],
): readonly [Expression, number] {
  const code = bytes[position] ?? 0;
  const unary = unaryOf.get(code);
  if (unary !== undefined) return [{ kind: "unary", operator: unary, operand: popped(stack, position) }, position + 1];
  const binary = binaryOf.get(code);
  if (binary !== undefined) {
    const right = popped(stack, position);
    return [{ kind: "binary", operator: binary, left: popped(stack, position), right }, position + 1];
  }
  const scope = scopeOf.get(code);
  if (scope !== undefined) {
    const [content, next] = sized(bytes, position, end);
    return [{ kind: "attribute", scope, name: decodeText(content, position) }, next];
  }
  return decodeLiteral(bytes, position, end);
}

function popped(stack: Expression[], position: number): Expression {
  return stack.pop() ?? fail(position, "an operator lacks its operand");
}

function decodeLiteral(bytes: Uint8Array, position: number, end: number, nesting = 0): readonly [Expression, number] {
  const code = bytes[position];
  if (code === literals.number) return decodeNumber(bytes, position, end);
  if (code === literals.list && nesting < deepestNesting) return decodeList(bytes, position, end, nesting);
  if (code !== literals.string && code !== literals.octets && code !== literals.sid)
    return fail(position, `the byte 0x${(code ?? 0).toString(16)} begins no value or operator that is known`);
  const [content, next] = sized(bytes, position, end);
  if (code === literals.string) return [{ kind: "string", value: decodeText(content, position) }, next];
  if (code === literals.octets) return [{ kind: "octets", value: content.slice() }, next];
  if (sidLength(content) !== content.length) return fail(position, "a security identifier does not fill its place");
  return [{ kind: "sid", value: decodeSid(content) }, next];
}

function decodeList(bytes: Uint8Array, position: number, end: number, nesting: number): readonly [Expression, number] {
  const [, next] = sized(bytes, position, end);
  const items: Expression[] = [];
  let place = position + 5;
  while (place < next) {
    const [item, after] = decodeLiteral(bytes, place, next, nesting + 1);
    items.push(item);
    place = after;
  }
  return [{ kind: "list", items }, next];
}

function decodeNumber(bytes: Uint8Array, position: number, end: number): readonly [Expression, number] {
  const next = position + 11;
  if (next > end) return fail(position, "the expression ends inside a number");
  const sign = signs[bytes[position + 9] ?? 0];
  const base = bases[bytes[position + 10] ?? 0];
  if (sign === undefined || base === undefined) return fail(position + 9, "a number has no such sign or base");
  return [{ kind: "number", value: viewOf(bytes).getBigInt64(position + 1, true), style: { sign, base } }, next];
}

/** What a token with a length holds, and where it ends. */
function sized(bytes: Uint8Array, position: number, end: number): readonly [Uint8Array, number] {
  const start = position + 5;
  if (start > end) return fail(position, "the expression ends inside a length");
  const next = start + viewOf(bytes).getUint32(position + 1, true);
  if (next > end) return fail(position + 1, "a value is longer than what holds it");
  return [bytes.subarray(start, next), next];
}

function decodeText(content: Uint8Array, position: number): string {
  if (content.length % 2 !== 0) return fail(position, "a text has an odd number of bytes");
  return Buffer.from(content).toString("utf16le");
}

/** How many operators are inside each other. */
export function depthOf(expression: Expression): number {
  switch (expression.kind) {
    case "unary":
      return 1 + depthOf(expression.operand);
    case "binary":
      return 1 + Math.max(depthOf(expression.left), depthOf(expression.right));
    default:
      return 0;
  }
}

/** The application data of a callback entry, padded to a multiple of four bytes. */
export function encodeConditionalExpression(expression: Expression): Uint8Array {
  const bytes = concatenate([Uint8Array.from(signature), ...encodeTokens(expression)]);
  return concatenate([bytes, new Uint8Array((4 - (bytes.length % 4)) % 4)]);
}

function encodeTokens(expression: Expression): readonly Uint8Array[] {
  switch (expression.kind) {
    case "number":
      return [encodeNumber(expression.value, expression.style)];
    case "string":
      return [encodeSized(literals.string, encodeText(expression.value))];
    case "octets":
      return [encodeSized(literals.octets, expression.value)];
    case "sid":
      return [encodeSized(literals.sid, encodeSid(expression.value))];
    case "list":
      return [encodeSized(literals.list, concatenate(expression.items.flatMap(encodeTokens)))];
    case "attribute":
      return [encodeSized(scopes[expression.scope], encodeText(expression.name))];
    case "unary":
      return [...encodeTokens(expression.operand), Uint8Array.of(unaryOperators[expression.operator])];
    case "binary":
      return [
        ...encodeTokens(expression.left),
        ...encodeTokens(expression.right),
        Uint8Array.of(binaryOperators[expression.operator]),
      ];
  }
}

function encodeNumber(value: bigint, { sign, base }: NumberStyle): Uint8Array {
  const bytes = new Uint8Array(11);
  bytes[0] = literals.number;
  viewOf(bytes).setBigInt64(1, value, true);
  bytes[9] = signs.indexOf(sign);
  bytes[10] = bases.indexOf(base);
  return bytes;
}

function encodeSized(code: number, content: Uint8Array): Uint8Array {
  const header = new Uint8Array(5);
  header[0] = code;
  viewOf(header).setUint32(1, content.length, true);
  return concatenate([header, content]);
}

function encodeText(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "utf16le"));
}

function fail(offset: number, reason: string): never {
  throw new SecurityDescriptorError(offset, reason);
}
