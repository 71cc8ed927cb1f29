/**
 * Attributes with more values than a domain controller hands out at once: they come in ranges, `member;range=0-1499`, and
 * the last one ends in `*`. Source: MS-ADTS 3.1.1.3.1.3.3.
 */
import type { SearchEntry } from "ldapts";

/** A part of the values of an attribute. */
interface Part {
  readonly attribute: string;
  readonly values: readonly Buffer[];
  /** What to ask for to get the next part; null at the end. */
  readonly next: string | null;
}

export interface PartialEntry {
  readonly distinguishedName: string;
  readonly values: Map<string, readonly Buffer[]>;
  /** What is still to be asked for. */
  readonly missing: readonly string[];
}

export function partialEntry(entry: SearchEntry): PartialEntry {
  const values = new Map<string, readonly Buffer[]>();
  const missing: string[] = [];
  for (const { attribute, values: some, next } of entry.attributes.map(partOf)) {
    // Beside a range stands the attribute itself, without values.
    values.set(attribute, [...(values.get(attribute) ?? []), ...some]);
    if (next !== null) missing.push(next);
  }
  return { distinguishedName: entry.name, values, missing };
}

function partOf({ type, parsedBuffers }: SearchEntry["attributes"][number]): Part {
  const range = /^(.*);range=\d+-(\d+|\*)$/i.exec(type);
  if (range === null) return { attribute: type, values: parsedBuffers, next: null };
  const [, attribute = "", last] = range;
  return {
    attribute,
    values: parsedBuffers,
    next: last === "*" ? null : `${attribute};range=${Number(last) + 1}-*`,
  };
}
