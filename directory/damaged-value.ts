import { decodeGuid, guidLength } from "./security/guid.ts";
import { SecurityDescriptorError } from "./security/security-descriptor-error.ts";
import { decodeSid } from "./security/sid.ts";
import { DirectoryUnavailableError } from "./source.ts";

/** The directory answered, and a value makes no sense. Nothing is concluded from it, and nothing else suffers. */
export class DamagedValueError extends DirectoryUnavailableError {
  override readonly name: string = "DamagedValueError";
  readonly attribute: string;
  /** Completes "… of … cannot be decoded", and names nothing of the directory. */
  readonly problem: string;

  constructor(attribute: string, owner: string, problem: string) {
    super(
      `${attribute} of ${owner} cannot be decoded: ${problem}`,
      "Read it from another domain controller, or write it again with an administration tool",
    );
    this.attribute = attribute;
    this.problem = problem;
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

/** The security identifier of an account or a group, which ends in a number of its own. Throws DamagedValueError. */
export function sidIn(bytes: Uint8Array, attribute: string, owner: string): string {
  const sid = decoded(attribute, owner, () => decodeSid(bytes));
  if (sid.split("-").length > 3) return sid;
  throw new DamagedValueError(attribute, owner, "the security identifier ends with its authority");
}

/** A GUID that is all of a value. Throws DamagedValueError. */
export function guidIn(bytes: Uint8Array, attribute: string, owner: string): string {
  if (bytes.length === guidLength) return decodeGuid(bytes);
  throw new DamagedValueError(attribute, owner, `a GUID takes ${guidLength} bytes, and these are ${bytes.length}`);
}

/** The syntax Integer has 32 bits, which some write without a sign. Source: MS-ADTS 3.1.1.2.2.2. */
const smallest = -(2 ** 31);
const largest = 2 ** 32 - 1;

/** The number in a value of the syntax Integer. Throws DamagedValueError. */
export function integerIn(stored: string, attribute: string, owner: string): number {
  const value = /^-?\d{1,10}$/.test(stored) ? Number(stored) : Number.NaN;
  if (value >= smallest && value <= largest) return value;
  throw new DamagedValueError(attribute, owner, "it is not a whole number of 32 bits");
}

/** Takes the place of bytes that are no UTF-8. */
const replacementCharacter = "\ufffd";

/** A text from which something is concluded. Throws DamagedValueError where it is empty, or was no text. */
export function textIn(stored: string, attribute: string, owner: string): string {
  if (stored === "") throw new DamagedValueError(attribute, owner, "it is empty");
  if (stored.includes(replacementCharacter)) throw new DamagedValueError(attribute, owner, "its bytes are not text");
  return stored;
}

/** The value of an attribute that has at most one; null where none came back. Throws DamagedValueError. */
export function onlyValue<T>(values: readonly T[], attribute: string, owner: string): T | null {
  const [value = null, ...others] = values;
  if (others.length === 0) return value;
  throw new DamagedValueError(attribute, owner, `it has ${values.length} values, and may have one`);
}
