/**
 * Descriptors of one domain have most of their entries in common: each distinct one is decoded, and kept, once, and known
 * by a number. Whoever judges many descriptors does once what is the same for equal entries, and goes by number.
 */
import { randomInt } from "node:crypto";
import { type AccessControlEntry, decodeEntry } from "./access-control-entry.ts";
import { viewOf } from "./binary.ts";
import type { AccessControlList, ReadEntry, SecurityDescriptor } from "./security-descriptor.ts";

/** Bytes of a word; every entry consists of whole ones. */
const wordLength = 4;

/** A 32-bit number that depends on the bytes between two offsets, which are whole words. */
export type Hash = (view: DataView, start: number, end: number) => number;

/** What stands before the words of an entry: its hash and its number. */
const recordHeader = { hash: 0, number: 1, length: 2 } as const;

export class EntryTable {
  readonly #entries: AccessControlEntry[] = [];
  /** A record of each entry, one after the other: everything that a comparison needs lies together. */
  #records = new Int32Array(1024);
  #end = 0;
  /** Where records begin, each at the first free place from the one that its hash points to; -1 where it is free. */
  #places = new Int32Array(1024).fill(-1);
  readonly #hash: Hash;
  #bytes: Uint8Array = new Uint8Array();
  #view = viewOf(this.#bytes);

  /** Whatever the hash, equal entries and no others have the same number: it only has to be fast. */
  constructor(hash: Hash = randomHash()) {
    this.#hash = hash;
  }

  /** The number of the entry between two offsets, counted from 0. Throws SecurityDescriptorError. */
  readonly numberOf: ReadEntry<number> = (bytes, start, end) => {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = viewOf(bytes);
    }
    const view = this.#view;
    const hash = this.#hash(view, start, end);
    const places = this.#places;
    const last = places.length - 1;
    for (let place = hash & last; ; place = (place + 1) & last) {
      const record = places[place] ?? -1;
      if (record === -1) return this.#add(decodeEntry(bytes, start, end), view, start, end, hash, place);
      if (this.#isSame(record, view, start, end)) return this.#records[record + recordHeader.number] ?? -1;
    }
  };

  /** The entry known by a number that this table gave. */
  entry(number: number): AccessControlEntry {
    const entry = this.#entries[number];
    if (entry === undefined) throw new RangeError(`No entry has the number ${number}`);
    return entry;
  }

  /** Something about every entry, by number. */
  map<T>(about: (entry: AccessControlEntry) => T): T[] {
    return this.#entries.map(about);
  }

  /** The descriptor with the entries that its numbers stand for. */
  modelOf({ dacl, sacl, ...rest }: SecurityDescriptor<number>): SecurityDescriptor {
    return { ...rest, dacl: this.#listOf(dacl), sacl: this.#listOf(sacl) };
  }

  #listOf(list: AccessControlList<number> | null): AccessControlList | null {
    return list && { revision: list.revision, entries: list.entries.map((number) => this.entry(number)) };
  }

  /** The first word says how long an entry is, so where one ends before the other that word differs. */
  #isSame(record: number, view: DataView, start: number, end: number): boolean {
    const records = this.#records;
    for (let index = record + recordHeader.length, position = start; position < end; index += 1, position += wordLength)
      if (records[index] !== view.getInt32(position, true)) return false;
    return true;
  }

  #add(entry: AccessControlEntry, view: DataView, start: number, end: number, hash: number, place: number): number {
    const number = this.#entries.push(entry) - 1;
    const words = (end - start) / wordLength;
    const record = this.#end;
    this.#end += recordHeader.length + words;
    if (this.#end > this.#records.length) {
      const records = new Int32Array(2 * this.#end);
      records.set(this.#records);
      this.#records = records;
    }
    this.#records.set([hash, number], record);
    for (let index = 0; index < words; index += 1)
      this.#records[record + recordHeader.length + index] = view.getInt32(start + index * wordLength, true);
    this.#places[place] = record;
    if (2 * this.#entries.length > this.#places.length) this.#spread();
    return number;
  }

  /** Half of the places stay free, so that few are looked at. */
  #spread(): void {
    const places = new Int32Array(2 * this.#places.length).fill(-1);
    const last = places.length - 1;
    for (const record of this.#places) {
      if (record === -1) continue;
      let place = (this.#records[record + recordHeader.hash] ?? 0) & last;
      while (places[place] !== -1) place = (place + 1) & last;
      places[place] = record;
    }
    this.#places = places;
  }
}

/** MurmurHash3 by Austin Appleby with random multipliers, so that nobody can make entries that all have the same hash. */
export function randomHash(): Hash {
  const [first, second] = [randomOdd(), randomOdd()];
  return (view, start, end) => {
    let hash = 0;
    for (let position = start; position < end; position += wordLength) {
      const word = Math.imul(view.getInt32(position, true), first);
      hash ^= Math.imul((word << 15) | (word >>> 17), second);
      hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0x6546b64) | 0;
    }
    return hash ^ (hash >>> 16);
  };
}

function randomOdd(): number {
  return (randomInt(2 ** 31) * 2 + 1) | 0;
}
