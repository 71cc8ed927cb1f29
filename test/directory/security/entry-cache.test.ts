import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entryCache } from "../../../directory/security/entry-cache.ts";
import {
  decodeSecurityDescriptor,
  encodeSecurityDescriptor,
  type ReadEntry,
  SecurityDescriptorError,
} from "../../../directory/security/security-descriptor.ts";
import { descriptors, runs } from "./arbitraries.ts";

const everyone = "010100000000000100000000";
const system = "010100000000000512000000";
const readByEveryone = `0000 1400 10000000 ${everyone}`;
const readBySystem = `0000 1400 10000000 ${system}`;

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

describe("entries that were read before", () => {
  test("come back as the same object, wherever they stand", () => {
    const read = entryCache();
    const [first, next] = read(bytesOf(readByEveryone), 0, 20);
    expect(first).toEqual({ kind: "allow", flags: 0, mask: 0x10, trustee: "S-1-1-0" });
    expect(next).toBe(20);

    const later = bytesOf(`${readBySystem} ${readByEveryone} ffff`);
    const [second, afterSecond] = read(later, 20, 40);
    expect(second).toBe(first);
    expect(afterSecond).toBe(40);

    const [third] = read(bytesOf(`eeee ${readByEveryone}`).subarray(2), 0, 20);
    expect(third).toBe(first);
  });

  test("are told from those that differ in one byte", () => {
    const read = entryCache();
    read(bytesOf(readByEveryone), 0, 20);
    const both = bytesOf(`${readBySystem} ${readByEveryone}`);
    expect(read(both, 0, 40)[0]).toMatchObject({ trustee: "S-1-5-18" });
    expect(read(both, 20, 40)[0]).toMatchObject({ trustee: "S-1-1-0" });
  });

  test("are told from those that are longer than 255 bytes and begin alike", () => {
    const read = entryCache();
    const long = (last: string) => bytesOf(`0900 1801 10000000 ${everyone} ${"00".repeat(0x118 - 21)} ${last}`);
    const [first] = read(long("01"), 0, 0x118);
    const [second] = read(long("02"), 0, 0x118);
    expect(first).toMatchObject({ applicationData: expect.objectContaining({ length: 0x118 - 20 }) });
    expect(second).not.toEqual(first);
  });

  test("are not taken for entries that their list cuts short", () => {
    const read = entryCache();
    read(bytesOf(readByEveryone), 0, 20);
    expect(() => read(bytesOf(readByEveryone), 0, 16)).toThrow("the access control entry claims 20 bytes");
  });

  test("give every descriptor, valid or not, the answer that it has without them", () => {
    const read = entryCache();
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(descriptors, fc.array(change, { maxLength: 3 }), (descriptor, changes) => {
        const bytes = encodeSecurityDescriptor(descriptor);
        for (const [position, value] of [[0, 1] as const, ...changes]) {
          bytes[position % bytes.length] = value;
          expect(answer(bytes, read)).toEqual(answer(bytes));
        }
      }),
      { numRuns: runs(1_000) },
    );
  });
});

function answer(bytes: Uint8Array, read?: ReadEntry): unknown {
  try {
    return decodeSecurityDescriptor(bytes, read);
  } catch (error) {
    if (error instanceof SecurityDescriptorError) return { offset: error.offset, reason: error.reason };
    throw error;
  }
}
