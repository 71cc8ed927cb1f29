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

export class EntryTable {
  readonly #entries: AccessControlEntry[] = [];
  /** The words of all entries, one after the other, and where those of each end. */
  #words = new Int32Array(1024);
  readonly #ends: number[] = [];
  /** Hash and number of each entry, at the first free place from the one that its hash points to; -1 where it is free. */
  #hashes = new Int32Array(1024);
  #numbers = new Int32Array(1024).fill(-1);
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
    const hashes = this.#hashes;
    const numbers = this.#numbers;
    for (let place = hash & (numbers.length - 1); ; place = (place + 1) & (numbers.length - 1)) {
      const number = numbers[place] ?? -1;
      if (number === -1) return this.#add(decodeEntry(bytes, start, end), view, start, end, hash, place);
      if (hashes[place] === hash && this.#isSame(number, view, start, end)) return number;
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

  #isSame(number: number, view: DataView, start: number, end: number): boolean {
    const words = this.#words;
    const from = number === 0 ? 0 : (this.#ends[number - 1] ?? 0);
    const to = this.#ends[number] ?? 0;
    if ((to - from) * wordLength !== end - start) return false;
    for (let index = from, position = start; index < to; index += 1, position += wordLength)
      if (words[index] !== view.getInt32(position, true)) return false;
    return true;
  }

  #add(entry: AccessControlEntry, view: DataView, start: number, end: number, hash: number, place: number): number {
    const number = this.#entries.push(entry) - 1;
    let index = this.#ends.at(-1) ?? 0;
    const after = index + (end - start) / wordLength;
    if (after > this.#words.length) {
      const words = new Int32Array(2 * after);
      words.set(this.#words);
      this.#words = words;
    }
    for (let position = start; position < end; position += wordLength, index += 1)
      this.#words[index] = view.getInt32(position, true);
    this.#ends.push(after);
    this.#hashes[place] = hash;
    this.#numbers[place] = number;
    if (2 * this.#entries.length > this.#numbers.length) this.#grow();
    return number;
  }

  /** Half of the places stay free, so that few are looked at. */
  #grow(): void {
    const [hashes, numbers] = [this.#hashes, this.#numbers];
    const length = 2 * numbers.length;
    this.#hashes = new Int32Array(length);
    this.#numbers = new Int32Array(length).fill(-1);
    for (const [old, number] of numbers.entries()) {
      if (number === -1) continue;
      const hash = hashes[old] ?? 0;
      let place = hash & (length - 1);
      while (this.#numbers[place] !== -1) place = (place + 1) & (length - 1);
      this.#hashes[place] = hash;
      this.#numbers[place] = number;
    }
  }
}

/** MurmurHash3 by Austin Appleby with random multipliers, so that nobody can make entries that all have the same hash. */
function randomHash(): Hash {
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
