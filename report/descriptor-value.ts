/** A security descriptor as an attribute holds it, in base64. */
import { entryToSddl } from "../directory/security/sddl.ts";
import {
  decodeSecurityDescriptor,
  encodeSecurityDescriptor,
  SecurityDescriptorError,
} from "../directory/security/security-descriptor.ts";

/**
 * The value without these entries, and with every other one as it is and where it is.
 *
 * @param entries in SDDL
 * @returns undefined where one of them is not in it, or it is no security descriptor
 */
export function valueWithout(value: string, entries: readonly string[]): string | undefined {
  try {
    const descriptor = decodeSecurityDescriptor(Uint8Array.from(Buffer.from(value, "base64")));
    const { dacl } = descriptor;
    const texts = (dacl?.entries ?? []).map((entry) => entryToSddl(entry));
    if (dacl === null || entries.some((entry) => !texts.includes(entry))) return undefined;
    const rest = dacl.entries.filter((_, index) => !entries.includes(texts[index] ?? ""));
    const after = encodeSecurityDescriptor({ ...descriptor, dacl: { ...dacl, entries: rest } });
    return Buffer.from(after).toString("base64");
  } catch (error) {
    if (error instanceof SecurityDescriptorError) return undefined;
    throw error;
  }
}
