/**
 * Conditional expressions and resource attributes in words, as the security descriptor definition language writes them.
 * Source: MS-DTYP 2.5.1.1, 2.5.1.3.
 */
import {
  type BinaryOperator,
  deepestNesting,
  depthOf,
  type Expression,
  existenceOperators,
  membershipOperators,
  type NumberStyle,
  type RelationalOperator,
} from "./conditional-expression.ts";
import { SecurityDescriptorError } from "./security-descriptor-error.ts";

/** How security identifiers are written and read: with abbreviations, relative to some domain. */
export interface SidNotation {
  readonly write: (sid: string) => string;
  readonly read: (text: string, offset: number) => string;
}

const scopePrefixes = { local: "", user: "@USER.", resource: "@RESOURCE.", device: "@DEVICE." } as const;

/** An expression in words, without the parentheses around the whole. */
export function writeExpression(expression: Expression, notation: SidNotation): string {
  switch (expression.kind) {
    case "number":
      return writeNumber(expression.value, expression.style);
    case "string":
      return `"${expression.value}"`;
    case "octets":
      return `#${Buffer.from(expression.value).toString("hex").toUpperCase()}`;
    case "sid":
      return `SID(${notation.write(expression.value)})`;
    case "list":
      return `{${expression.items.map((item) => writeExpression(item, notation)).join(", ")}}`;
    case "attribute":
      return `${scopePrefixes[expression.scope]}${writeName(expression.name)}`;
    case "unary": {
      const operand = writeExpression(expression.operand, notation);
      return expression.operator === "!" ? `!(${operand})` : `${expression.operator} ${operand}`;
    }
    case "binary": {
      const left = writeExpression(expression.left, notation);
      const right = writeExpression(expression.right, notation);
      return isLogical(expression.operator)
        ? `(${left}) ${expression.operator} (${right})`
        : `${left} ${expression.operator} ${right}`;
    }
  }
}

function isLogical(operator: BinaryOperator): operator is "&&" | "||" {
  return operator === "&&" || operator === "||";
}

const digitPrefixes = { 8: "0", 10: "", 16: "0x" } as const;

function writeNumber(value: bigint, { sign, base }: NumberStyle): string {
  const magnitude = value < 0n ? -value : value;
  return `${sign}${digitPrefixes[base]}${magnitude.toString(base)}`;
}

/** Characters that need no escape in the name of an attribute with a scope; those without one have no others. */
const plainCharacter = /[A-Za-z0-9:./_#$'*+,;?@[\\\]^`{}~-]/;

/** An attribute's name, its other characters as `%` with four digits. */
export function writeName(name: string): string {
  return Array.from({ length: name.length }, (_, index) => {
    const character = name.charAt(index);
    return plainCharacter.test(character) ? character : `%${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  }).join("");
}

/** The attribute's name that was written so. */
export function readName(text: string): string {
  return text.replaceAll(/%([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** Reads words as an expression; offsets in errors count from `offset`. Throws SecurityDescriptorError. */
export function readExpression(text: string, offset: number, notation: SidNotation): Expression {
  const reader = new ExpressionReader(text, offset, notation);
  const expression = reader.disjunction();
  reader.expectEnd();
  return depthOf(expression) > deepestNesting ? failAt(offset, nestedTooDeeply) : expression;
}

const nestedTooDeeply = "the expression is nested too deeply";
const scopesWithPrefix = ["user", "resource", "device"] as const;
/** Longer signs first, so that `<=` is not taken for `<`. */
const relationSigns = ["==", "!=", "<=", ">=", "<", ">"] as const satisfies readonly RelationalOperator[];
const relationWords = [
  "Contains",
  "Any_of",
  "Not_Contains",
  "Not_Any_of",
] as const satisfies readonly RelationalOperator[];
const words = [...Object.keys(membershipOperators), ...Object.keys(existenceOperators), ...relationWords];

function isOperator(text: string): boolean {
  return words.some((word) => word.toLowerCase() === text.toLowerCase());
}

/** Goes through the words once, from left to right, one function for each rank of operators. */
export class ExpressionReader {
  readonly #text: string;
  readonly #offset: number;
  readonly #notation: SidNotation;
  #position = 0;
  #nesting = 0;

  constructor(text: string, offset: number, notation: SidNotation) {
    this.#text = text;
    this.#offset = offset;
    this.#notation = notation;
  }

  /** Where the next word stands. */
  get offset(): number {
    this.#skipSpace();
    return this.#offset + this.#position;
  }

  disjunction(): Expression {
    return this.#chain("||", () => this.#chain("&&", () => this.#term()));
  }

  expectEnd(): void {
    this.#skipSpace();
    if (this.#position < this.#text.length) this.fail(`"${this.#text.slice(this.#position)}" was not expected`);
  }

  /** Takes a text that comes next, and says whether it did. */
  accept(text: string): boolean {
    this.#skipSpace();
    const found = this.#text.slice(this.#position, this.#position + text.length);
    if (found.toLowerCase() !== text.toLowerCase()) return false;
    this.#position += text.length;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail(`"${text}" was expected`);
  }

  /** Takes what fits a pattern that is anchored by its sticky flag. */
  match(pattern: RegExp): RegExpExecArray | null {
    this.#skipSpace();
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#position += found[0].length;
    return found;
  }

  fail(reason: string): never {
    return failAt(this.#offset + this.#position, reason);
  }

  #chain(operator: "&&" | "||", operand: () => Expression): Expression {
    let left = operand();
    for (let length = 1; this.accept(operator); length += 1) {
      if (length > deepestNesting) this.fail(nestedTooDeeply);
      left = { kind: "binary", operator, left, right: operand() };
    }
    return left;
  }

  #term(): Expression {
    if (this.accept("!")) return this.#nested(() => ({ kind: "unary", operator: "!", operand: this.#term() }));
    if (this.accept("(")) {
      const inner = this.#nested(() => this.disjunction());
      this.expect(")");
      return inner;
    }
    const membership = this.#word(Object.keys(membershipOperators) as (keyof typeof membershipOperators)[]);
    if (membership !== undefined) return { kind: "unary", operator: membership, operand: this.#identifiers() };
    const existence = this.#word(Object.keys(existenceOperators) as (keyof typeof existenceOperators)[]);
    if (existence !== undefined) return { kind: "unary", operator: existence, operand: this.#attribute() };
    return this.#relation();
  }

  /** Takes the word that comes next, if it is one of these. */
  #word<Word extends string>(words: readonly Word[]): Word | undefined {
    return words.find((word) => this.match(new RegExp(`${word}(?![A-Za-z0-9:./_])`, "iy")) !== null);
  }

  #nested(read: () => Expression): Expression {
    this.#nesting += 1;
    // Each negation is written with parentheses of its own.
    if (this.#nesting > 2 * deepestNesting) this.fail(nestedTooDeeply);
    const expression = read();
    this.#nesting -= 1;
    return expression;
  }

  #relation(): Expression {
    const left = this.#attribute();
    const operator = this.#word(relationWords) ?? relationSigns.find((sign) => this.accept(sign));
    return operator === undefined ? left : { kind: "binary", operator, left, right: this.#value() };
  }

  /** A literal, a list of them, or an attribute with a scope. */
  #value(): Expression {
    if (this.accept("{")) return { kind: "list", items: this.#items() };
    return this.#literal() ?? this.#scoped() ?? this.fail("a value or an attribute with a scope was expected");
  }

  /** One security identifier, or a list of them. */
  #identifiers(): Expression {
    if (!this.accept("{")) return this.#sid() ?? this.fail("SID(…) was expected");
    const items: Expression[] = [];
    do items.push(this.#sid() ?? this.fail("SID(…) was expected"));
    while (this.accept(","));
    this.expect("}");
    return { kind: "list", items };
  }

  #items(): readonly Expression[] {
    const items: Expression[] = [];
    if (this.accept("}")) return items;
    do items.push(this.#literal() ?? this.fail("a number, a text, bytes or SID(…) was expected"));
    while (this.accept(","));
    this.expect("}");
    return items;
  }

  #literal(): Expression | undefined {
    return this.#string() ?? this.#octets() ?? this.#sid() ?? this.#number();
  }

  #string(): Expression | undefined {
    const found = this.match(/"([^"]*)"/y);
    return found === null ? undefined : { kind: "string", value: found[1] ?? "" };
  }

  #octets(): Expression | undefined {
    const found = this.match(/#((?:[0-9a-f]{2})*)(?![0-9a-f])/iy);
    return found === null ? undefined : { kind: "octets", value: Uint8Array.from(Buffer.from(found[1] ?? "", "hex")) };
  }

  #sid(): Expression | undefined {
    if (this.match(/SID\(/iy) === null) return undefined;
    const { offset } = this;
    const found = this.match(/[^)\s]*/y);
    const value = this.#notation.read(found?.[0] ?? "", offset);
    this.expect(")");
    return { kind: "sid", value };
  }

  #number(): Expression | undefined {
    const { offset } = this;
    const found = this.match(/([+-]?)(0x[0-9a-f]+|[0-9]+)(?![A-Za-z0-9:./_%])/iy);
    if (found === null) return undefined;
    const [, sign = "", digits = ""] = found;
    const base = /^0x/i.test(digits) ? 16 : /^0[0-9]/.test(digits) ? 8 : 10;
    if (base === 8 && /[89]/.test(digits)) return failAt(offset, `"${digits}" is not an octal number`);
    const magnitude = BigInt(base === 8 ? `0o${digits}` : digits);
    const value = sign === "-" ? -magnitude : magnitude;
    if (BigInt.asIntN(64, value) !== value) return failAt(offset, `${digits} is too large`);
    return { kind: "number", value, style: { sign: sign as NumberStyle["sign"], base } };
  }

  #attribute(): Expression {
    const scoped = this.#scoped();
    if (scoped !== undefined) return scoped;
    const { offset } = this;
    const found = this.match(/[A-Za-z0-9:./_]+/y);
    if (found === null || isOperator(found[0])) return failAt(offset, "an attribute was expected");
    return { kind: "attribute", scope: "local", name: found[0] };
  }

  #scoped(): Expression | undefined {
    const scope = scopesWithPrefix.find((name) => this.accept(scopePrefixes[name]));
    if (scope === undefined) return undefined;
    const found = this.match(/(?:[A-Za-z0-9:./_#$'*+,;?@[\\\]^`{}~-]|%[0-9a-f]{4})+/iy);
    return found === null
      ? this.fail("an attribute was expected")
      : { kind: "attribute", scope, name: readName(found[0]) };
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text.charAt(this.#position))) this.#position += 1;
  }
}

function failAt(offset: number, reason: string): never {
  throw new SecurityDescriptorError(offset, reason);
}
