/**
 * Attributes with more values than a domain controller hands out at once: they come in ranges, `member;range=0-1499`, and
 * the last one ends in `*`. Source: MS-ADTS 3.1.1.3.1.3.3.
 */
import { EndlessError } from "./limits.ts";
import { type RawEntry, readValues } from "./paging.ts";

/** Bytes that an attribute or a value, or an object, takes in memory besides what it holds, about. */
const besideValue = 128;
const besideEntry = 1024;

/** An object of which values may still be missing. */
export class PartialEntry {
  readonly distinguishedName: string;
  /** By the names of attributes, in lower case. */
  readonly values = new Map<string, Buffer[]>();
  #size = 0;
  /** Where the next range of an attribute begins. */
  readonly #next = new Map<string, number>();

  /** Throws EndlessError for ranges that do not begin at the beginning. */
  constructor(entry: RawEntry) {
    this.distinguishedName = entry.name.toString("utf8");
    this.#add(partsOf(entry), () => 0);
  }

  /** Bytes of memory, about. */
  get size(): number {
    return besideEntry + this.#size;
  }

  /** What is still to be asked for; empty when nothing is missing. */
  get missing(): readonly string[] {
    return [...this.#next].map(([attribute, first]) => `${attribute};range=${first}-*`);
  }

  /**
   * Adds what came for all that was missing; false where some of it did not come. Throws EndlessError for ranges that do
   * not go on where the last ones ended.
   */
  add(entry: RawEntry): boolean {
    const asked = new Map(this.#next);
    const parts = partsOf(entry).filter(({ attribute, first }) => asked.has(attribute) && first !== undefined);
    this.#next.clear();
    this.#add(parts, (attribute) => asked.get(attribute));
    return [...asked.keys()].every((attribute) => parts.some((part) => part.attribute === attribute));
  }

  #add(parts: readonly Part[], expected: (attribute: string) => number | undefined): void {
    for (const { attribute, values, first, last } of parts) {
      const known = this.values.get(attribute) ?? [];
      this.values.set(attribute, known);
      for (const value of values) known.push(value);
      this.#size += values.reduce((sum, value) => sum + value.length + besideValue, besideValue);
      if (first === undefined) continue;
      const whole = last === undefined || last - first + 1 === values.length;
      if (first !== expected(attribute) || !whole)
        throw new EndlessError(`the values of ${attribute} come in ranges that are not contiguous`);
      if (last !== undefined) this.#next.set(attribute, last + 1);
    }
  }
}

/** A part of the values of an attribute. */
interface Part {
  readonly attribute: string;
  readonly values: readonly Buffer[];
  /** Number of the first value; undefined where it is no range. */
  readonly first: number | undefined;
  /** Number of the last value; undefined at the end. */
  readonly last: number | undefined;
}

function partsOf(entry: RawEntry): readonly Part[] {
  const byType = new Map<string, Buffer[]>();
  readValues(entry, (type, value) => {
    const values = byType.get(type) ?? [];
    byType.set(type, values);
    if (value !== null) values.push(value);
  });
  return [...byType].map(([type, values]) => partOf(type.toLowerCase(), values));
}

function partOf(type: string, values: readonly Buffer[]): Part {
  const range = /^(.*);range=(\d+)-(\d+|\*)$/.exec(type);
  // Beside a range stands the attribute itself, without values.
  if (range === null) return { attribute: type, values, first: undefined, last: undefined };
  const [, attribute = "", first, last] = range;
  return { attribute, values, first: Number(first), last: last === "*" ? undefined : Number(last) };
}
