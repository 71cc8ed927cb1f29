/** Descriptors of one domain have most of their entries in common: each distinct one is decoded, and kept, once. */
import { type AccessControlEntry, decodeEntry } from "./access-control-entry.ts";
import type { ReadEntry } from "./security-descriptor.ts";

/** Bytes of an entry before its size. Source: MS-DTYP 2.4.4.1. */
const sizePosition = 2;

/** Entries that are equal, byte for byte, come back as the same object. */
export function entryCache(): ReadEntry {
  const entries = new Map<string, AccessControlEntry>();
  return (bytes, start, end) => {
    const size = (bytes[start + sizePosition] ?? 0) | ((bytes[start + sizePosition + 1] ?? 0) << 8);
    // Whatever is wrong with it, decoding says it.
    if (start + size > end) return decodeEntry(bytes, start, end);
    const key = Buffer.from(bytes.buffer, bytes.byteOffset + start, size).toString("latin1");
    const known = entries.get(key);
    if (known !== undefined) return [known, start + size];
    const [entry, next] = decodeEntry(bytes, start, end);
    entries.set(key, entry);
    return [entry, next];
  };
}
