/** Objects with the attributes that were asked for: one question for whatever has no method of its own. */
import { integerIn, onlyValue, sidIn, textIn } from "./damaged-value.ts";
import { nameKey } from "./distinguished-name.ts";

export interface EntryQuery {
  /** Distinguished name of the object asked about, or below which is searched. */
  readonly base: string;
  readonly scope: "base" | "one" | "sub";
  /** Every object in scope when absent. */
  readonly where?: Condition;
  /** lDAPDisplayNames. Never msDS-ManagedPassword: whoever may retrieve it would be handed the password. */
  readonly attributes: readonly string[];
}

/** Which objects count. Data, so that a snapshot can tell one question from another. */
export type Condition =
  | { readonly attribute: string; readonly equals: string }
  /** An attribute of bytes, compared with a security identifier in text form. */
  | { readonly attribute: string; readonly equalsSid: string }
  | { readonly attribute: string; readonly startsWith: string }
  /** An integer in which all of these bits are set. */
  | { readonly attribute: string; readonly hasBits: number }
  | { readonly present: string }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export interface Entry {
  readonly distinguishedName: string;
  /**
   * By the name in the question; an attribute without a value, or one that the reader may not read, is not there.
   * Attributes whose values are bytes are in base64.
   */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** As they came back, whatever they are. */
export function textsOf(entry: Entry, attribute: string): readonly string[] {
  return entry.attributes[attribute] ?? [];
}

/** The value as it came back, as people are shown it; null where none did. */
export function textOf(entry: Entry, attribute: string): string | null {
  return textsOf(entry, attribute)[0] ?? null;
}

/** Texts from which something is concluded. Throws DamagedValueError. */
export function soundTextsOf(entry: Entry, attribute: string): readonly string[] {
  return textsOf(entry, attribute).map((value) => textIn(value, attribute, entry.distinguishedName));
}

/** A text from which something is concluded; null where none came back. Throws DamagedValueError. */
export function soundTextOf(entry: Entry, attribute: string): string | null {
  return onlyValue(soundTextsOf(entry, attribute), attribute, entry.distinguishedName);
}

/** Null where none came back. Throws DamagedValueError. */
export function integerOf(entry: Entry, attribute: string): number | null {
  const value = soundTextOf(entry, attribute);
  return value === null ? null : integerIn(value, attribute, entry.distinguishedName);
}

export function allBytesOf(entry: Entry, attribute: string): readonly Uint8Array[] {
  return textsOf(entry, attribute).map((value) => Uint8Array.from(Buffer.from(value, "base64")));
}

/** Null where none came back. Throws DamagedValueError for several. */
export function bytesOf(entry: Entry, attribute: string): Uint8Array | null {
  return onlyValue(allBytesOf(entry, attribute), attribute, entry.distinguishedName);
}

/** The security identifier of an account or a group; null where none came back. Throws DamagedValueError. */
export function sidOf(entry: Entry, attribute = "objectSid"): string | null {
  const bytes = bytesOf(entry, attribute);
  return bytes === null ? null : sidIn(bytes, attribute, entry.distinguishedName);
}

/** A question as it stands in a snapshot; equal for bases that the directory does not tell apart. */
export function entryQuestion({ base, scope, where, attributes }: EntryQuery): string {
  return JSON.stringify([nameKey(base), scope, where ?? null, attributes]);
}
