/** Descriptors of one domain have most of their entries in common: each distinct one is decoded, and kept, once. */
import { type AccessControlEntry, decodeEntry } from "./access-control-entry.ts";
import type { ReadEntry } from "./security-descriptor.ts";

/** Bytes of an entry before its size. Source: MS-DTYP 2.4.4.1. */
const sizePosition = 2;

/** Beyond this many entries hardly any is seen again, and keeping them only takes memory. */
const mostEntries = 200_000;

/** Entries that are equal, byte for byte, come back as the same object, but for those of a domain with very many. */
export function entryCache(): ReadEntry {
  const entries = new Map<string, AccessControlEntry>();
  let last: Uint8Array | undefined;
  let view: Buffer = Buffer.alloc(0);
  return (bytes, start, end) => {
    if (bytes !== last) {
      last = bytes;
      view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const size = (bytes[start + sizePosition] ?? 0) | ((bytes[start + sizePosition + 1] ?? 0) << 8);
    // Whatever is wrong with it, decoding says it.
    if (start + size > end) return decodeEntry(bytes, start, end);
    const key = view.toString("latin1", start, start + size);
    const known = entries.get(key);
    if (known !== undefined) return [known, start + size];
    const [entry, next] = decodeEntry(bytes, start, end);
    if (entries.size < mostEntries) entries.set(key, entry);
    return [entry, next];
  };
}
