/** What stands in the attributes of an entry: as it came back, or as what it has to be. */
import { integerIn, onlyValue, sidIn, textIn } from "./damaged-value.ts";
import type { Entry } from "./entries.ts";

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
