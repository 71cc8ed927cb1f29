import { bytesOf, type Entry } from "./entries.ts";
import { SecurityDescriptorError } from "./security/security-descriptor-error.ts";
import { decodeSid } from "./security/sid.ts";
import { DirectoryUnavailableError } from "./source.ts";

/** The directory answered, and a value makes no sense. Nothing is concluded from it, and nothing else suffers. */
export class DamagedValueError extends DirectoryUnavailableError {
  override readonly name: string = "DamagedValueError";

  /** `problem` completes "… of … cannot be decoded". */
  constructor(attribute: string, owner: string, problem: string) {
    super(
      `${attribute} of ${owner} cannot be decoded: ${problem}`,
      "Read it from another domain controller, or write it again with an administration tool",
    );
  }
}

/** What `decode` makes of a stored value. Throws DamagedValueError where the bytes make no sense. */
export function decoded<T>(attribute: string, owner: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof SecurityDescriptorError)) throw error;
    throw new DamagedValueError(attribute, owner, error.message);
  }
}

/**
 * The security identifier in an attribute of bytes; null where it did not come back. Throws DamagedValueError for bytes
 * that are none.
 */
export function sidOf(entry: Entry, attribute = "objectSid"): string | null {
  const bytes = bytesOf(entry, attribute);
  return bytes === null ? null : decoded(attribute, entry.distinguishedName, () => decodeSid(bytes));
}
