import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EntryTable, randomHash } from "../../../directory/security/entry-table.ts";
import {
  decodeSecurityDescriptor,
  encodeSecurityDescriptor,
  readSecurityDescriptor,
  type SecurityDescriptor,
  SecurityDescriptorError,
} from "../../../directory/security/security-descriptor.ts";
import { descriptors, runs } from "./arbitraries.ts";

/** Where the entries of the DACL begin in a descriptor that has nothing else. */
const firstEntry = 28;

function descriptorWith(rids: readonly number[]): Uint8Array {
  const entries = rids.map(
    (rid) => ({ kind: "allow", flags: 0, mask: 0x10, trustee: `S-1-5-21-1-2-3-${rid}` }) as const,
  );
  return encodeSecurityDescriptor({
    control: 0x8004,
    resourceManagerControl: 0,
    owner: null,
    group: null,
    dacl: { revision: 2, entries },
    sacl: null,
  });
}

function numbersIn(table: EntryTable, bytes: Uint8Array): readonly number[] | undefined {
  return readSecurityDescriptor(bytes, table.numberOf).dacl?.entries;
}

/** What reading comes to, errors included. */
function outcomeOf(read: () => SecurityDescriptor): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SecurityDescriptorError)) throw error;
    return { offset: error.offset, reason: error.reason };
  }
}

describe("a table of entries", () => {
  test("numbers entries in the order in which they are first seen, wherever they stand", () => {
    const table = new EntryTable();
    expect(numbersIn(table, descriptorWith([1, 2, 1]))).toEqual([0, 1, 0]);
    expect(numbersIn(table, descriptorWith([3, 2]))).toEqual([2, 1]);
    expect(table.entry(2)).toMatchObject({ trustee: "S-1-5-21-1-2-3-3" });
    expect(table.map((entry) => "trustee" in entry && entry.trustee.at(-1))).toEqual(["1", "2", "3"]);
  });

  test.each([
    ["", 1200, undefined],
    [", even where all have the same hash", 600, () => 7],
    [
      ", even where hashes stand at the end of the table",
      600,
      (view: DataView, start: number) => -1 - (view.getUint8(start + 24) & 1),
    ],
  ])("knows every one of very many entries again%s", (_, count, hash) => {
    const table = new EntryTable(hash);
    const rids = Array.from({ length: count }, (_, index) => index);
    const parts = [rids.slice(0, 600), rids.slice(600)];
    expect(parts.flatMap((part) => numbersIn(table, descriptorWith(part)) ?? [])).toEqual(rids);
    expect(parts.flatMap((part) => numbersIn(table, descriptorWith(part)) ?? [])).toEqual(rids);
  });

  test("tells entries apart that differ in one bit", () => {
    const table = new EntryTable();
    const bytes = descriptorWith([1]);
    const end = bytes.length;
    const kept = bytes.slice();
    for (let bit = 0; bit < (end - firstEntry) * 8; bit += 1) {
      const position = firstEntry + (bit >> 3);
      bytes.set(kept);
      bytes[position] = (bytes[position] ?? 0) ^ (1 << (bit & 7));
      const plain = outcomeOf(() => decodeSecurityDescriptor(bytes));
      expect(outcomeOf(() => table.modelOf(readSecurityDescriptor(bytes, table.numberOf)))).toEqual(plain);
    }
  });

  test("tells entries apart of which one begins like the other, whatever their hashes", () => {
    const table = new EntryTable(() => 0);
    const everyone = "010100000000000100000000";
    const entries = [`00001400 10000000 ${everyone}`, `00001c00 10000000 ${everyone}`, `00001800 10000000 ${everyone}`];
    const bytes = Buffer.from(
      `${entries[0]}${entries[1]} ${"00".repeat(8)}${entries[2]}${"00".repeat(4)}`.replaceAll(" ", ""),
      "hex",
    );
    const numbers = () => [table.numberOf(bytes, 0, 20), table.numberOf(bytes, 20, 48), table.numberOf(bytes, 48, 72)];
    expect(numbers()).toEqual([0, 1, 2]);
    expect(numbers()).toEqual([0, 1, 2]);
  });

  test("does not change when the bytes are overwritten by the next descriptor", () => {
    const table = new EntryTable();
    const bytes = descriptorWith([1]);
    numbersIn(table, bytes);
    bytes.set(descriptorWith([2]));
    expect(numbersIn(table, bytes)).toEqual([1]);
    bytes.set(descriptorWith([1]));
    expect(numbersIn(table, bytes)).toEqual([0]);
  });

  test("gives no number to what is no entry", () => {
    const table = new EntryTable();
    const bytes = descriptorWith([1]);
    bytes[firstEntry + 8] = 9;
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(() => numbersIn(table, bytes)).toThrow(expect.objectContaining({ offset: firstEntry + 8 }));
    expect(table.map((entry) => entry)).toEqual([]);
    expect(() => table.entry(0)).toThrow(new RangeError("No entry has the number 0"));
  });

  test("reads any descriptors as they are read without it, malformed ones included", () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    const changed = fc.tuple(descriptors, fc.array(change, { maxLength: 4 })).map(([descriptor, changes]) => {
      const bytes = encodeSecurityDescriptor(descriptor);
      for (const [position, value] of changes) bytes[position % bytes.length] = value;
      return bytes;
    });
    fc.assert(
      fc.property(fc.array(changed, { minLength: 1, maxLength: 4 }), fc.boolean(), (some, colliding) => {
        const table = new EntryTable(colliding ? () => 0 : undefined);
        for (const bytes of [...some, ...some]) {
          const plain = outcomeOf(() => decodeSecurityDescriptor(bytes));
          expect(outcomeOf(() => table.modelOf(readSecurityDescriptor(bytes, table.numberOf)))).toEqual(plain);
        }
      }),
      { numRuns: runs(1_000) },
    );
  });
});

describe("a random hash", () => {
  const words = Array.from({ length: 3000 }, (_, index) => Uint32Array.of(index, 3000 - index, index >> 1));

  function hashesOf(some: readonly Uint32Array<ArrayBuffer>[]): number[] {
    const hash = randomHash();
    return some.map(({ buffer }) => hash(new DataView(buffer), 0, buffer.byteLength));
  }

  test("is a whole number of 32 bits, and hardly ever the same for different words", () => {
    const hashes = hashesOf(words);
    expect(hashes.every((hash) => hash === (hash | 0))).toBe(true);
    expect(new Set(hashes).size).toBeGreaterThan(2990);
    expect(new Set(hashes.map((hash) => hash & 0xffff)).size).toBeGreaterThan(2500);
  });

  test("depends on every word and on their order", () => {
    const some = [
      [1, 2, 3],
      [1, 3, 2],
      [2, 1, 3],
      [1, 2, 4],
      [1, 2],
      [1, 2, 3, 0],
    ].map((each) => Uint32Array.from(each));
    expect(new Set(hashesOf(some)).size).toBe(some.length);
  });

  test("is another one each time", () => {
    expect(hashesOf(words.slice(1, 10))).not.toEqual(hashesOf(words.slice(1, 10)));
  });

  test("is about the words between two offsets only", () => {
    const hash = randomHash();
    const view = (numbers: readonly number[]) => new DataView(Uint32Array.from(numbers).buffer);
    expect(hash(view([9, 1, 2, 9]), 4, 12)).toBe(hash(view([1, 2]), 0, 8));
  });
});
