import { SecurityDescriptorError } from "./security-descriptor-error.ts";

/** Bytes in a GUID. */
export const guidLength = 16;

/**
 * Where each byte of the text form lies in the binary form: the first three fields are little-endian, the rest is in
 * reading order. Source: MS-DTYP 2.3.4.2.
 */
const byteOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

const hexadecimal = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * Reads the 16 bytes at `offset` as a GUID in lower case, `1131f6aa-9c07-11d1-f79f-00c04fc2dcd2`.
 * Throws SecurityDescriptorError when fewer bytes are left.
 */
export function decodeGuid(bytes: Uint8Array, offset = 0): string {
  if (!Number.isInteger(offset) || offset < 0 || offset + guidLength > bytes.length)
    throw new SecurityDescriptorError(offset, `a GUID takes ${guidLength} bytes`);
  let text = "";
  for (const [position, index] of byteOrder.entries()) {
    if (position === 4 || position === 6 || position === 8 || position === 10) text += "-";
    text += hexadecimal[bytes[offset + index] ?? 0];
  }
  return text;
}

/** The 16 bytes of a GUID written with hyphens, in any case. Throws SecurityDescriptorError for anything else. */
export function encodeGuid(text: string): Uint8Array {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text))
    throw new SecurityDescriptorError(0, `"${text}" is not a GUID`);
  const digits = text.replaceAll("-", "");
  const bytes = new Uint8Array(guidLength);
  for (const [position, index] of byteOrder.entries())
    bytes[index] = Number.parseInt(digits.slice(position * 2, position * 2 + 2), 16);
  return bytes;
}
