import { viewOf } from "./binary.ts";
import { SecurityDescriptorError } from "./security-descriptor-error.ts";

/** The largest number of sub-authorities. Source: MS-DTYP 2.4.2.2. */
const maximumSubAuthorities = 15;

/** Bytes before the first sub-authority: revision, count and the six bytes of the identifier authority. */
const headerLength = 8;

/** Bytes taken by the security identifier at `offset`. Throws SecurityDescriptorError when there is none. */
export function sidLength(bytes: Uint8Array, offset = 0): number {
  const revision = bytes[offset];
  const count = bytes[offset + 1];
  if (revision === undefined || count === undefined || offset + headerLength > bytes.length)
    throw new SecurityDescriptorError(offset, `a security identifier takes at least ${headerLength} bytes`);
  if (revision !== 1)
    throw new SecurityDescriptorError(offset, `a security identifier has revision 1, this one has ${revision}`);
  if (count > maximumSubAuthorities)
    throw new SecurityDescriptorError(
      offset + 1,
      `a security identifier has at most ${maximumSubAuthorities} sub-authorities, this one claims ${count}`,
    );
  const length = headerLength + 4 * count;
  if (offset + length > bytes.length)
    throw new SecurityDescriptorError(offset, `the security identifier claims ${length} bytes, more than there are`);
  return length;
}

/**
 * Reads the security identifier at `offset`, `S-1-5-21-…`; bytes after it are left alone.
 * Throws SecurityDescriptorError.
 */
export function decodeSid(bytes: Uint8Array, offset = 0): string {
  const end = offset + sidLength(bytes, offset);
  const view = viewOf(bytes);
  const high = view.getUint16(offset + 2);
  const low = view.getUint32(offset + 4);
  // MS-DTYP 2.4.2.1: an identifier authority of 2^32 or more is written in hexadecimal.
  let text =
    high === 0 ? `S-1-${low}` : `S-1-0x${high.toString(16).padStart(4, "0")}${low.toString(16).padStart(8, "0")}`;
  for (let position = offset + headerLength; position < end; position += 4)
    text += `-${view.getUint32(position, true)}`;
  return text;
}

interface SidParts {
  /** 48 bits, so within what a number holds exactly. */
  readonly authority: number;
  readonly subAuthorities: readonly number[];
}

function parseSid(text: string): SidParts {
  const match = /^S-1-(\d{1,15}|0x[0-9a-f]{1,12})((?:-\d{1,10})*)$/i.exec(text);
  const authority = Number(match?.[1]);
  const subAuthorities = (match?.[2] ?? "").split("-").slice(1).map(Number);
  const valid =
    match !== null &&
    authority < 2 ** 48 &&
    subAuthorities.length <= maximumSubAuthorities &&
    subAuthorities.every((part) => part < 2 ** 32);
  if (!valid) throw new SecurityDescriptorError(0, `"${text}" is not a security identifier`);
  return { authority, subAuthorities };
}

/** The bytes of `S-1-…`. Throws SecurityDescriptorError for anything else. */
export function encodeSid(text: string): Uint8Array {
  const { authority, subAuthorities } = parseSid(text);
  const bytes = new Uint8Array(headerLength + 4 * subAuthorities.length);
  const view = viewOf(bytes);
  bytes[0] = 1;
  bytes[1] = subAuthorities.length;
  view.setUint16(2, Math.floor(authority / 2 ** 32));
  view.setUint32(4, authority % 2 ** 32);
  for (const [index, part] of subAuthorities.entries()) view.setUint32(headerLength + 4 * index, part, true);
  return bytes;
}

/** Orders security identifiers by authority, then part by part as numbers, so that a domain's accounts stand by RID. */
export function compareSids(left: string, right: string): number {
  const a = parseSid(left);
  const b = parseSid(right);
  if (a.authority !== b.authority) return a.authority - b.authority;
  for (const [index, part] of a.subAuthorities.entries()) {
    const other = b.subAuthorities[index];
    if (other === undefined) return 1;
    if (part !== other) return part - other;
  }
  return a.subAuthorities.length - b.subAuthorities.length;
}

/** Splits off the last part: `S-1-5-21-1-2-3-512` is RID 512 of domain `S-1-5-21-1-2-3`. */
export function splitSid(sid: string): { readonly domain: string; readonly rid: number } {
  const { subAuthorities } = parseSid(sid);
  const rid = subAuthorities.at(-1);
  if (rid === undefined) throw new SecurityDescriptorError(0, `"${sid}" has no relative identifier`);
  return { domain: sid.slice(0, sid.lastIndexOf("-")), rid };
}

export { wellKnownSidName, wellKnownSids } from "./well-known-sids.ts";
