/**
 * Texts that the engine and its SDKs take for something else than a text, wherever one is the whole of a value or of the
 * name of a property. A name in a directory or a tenant may be one of them. Source:
 * sdk/go/common/resource/plugin/rpc.go and sdk/go/common/resource/sig of pulumi/pulumi.
 */

/** What the engine puts in the place of a value that is not known yet, whatever its type, on its way to a Node program. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Not known yet: a text, truth value, number, list, asset, archive, object. */
const unknowns: readonly string[] = [
  unknownValue,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/** Signatures, of special values in general, then of secrets, output values and references to resources. */
const signatures: readonly string[] = [
  "4dabf18193072939515e22adb298388d",
  "1b47061264138c4ac30d75fd1eb44270",
  "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  "5cf8f73096256a8f31e491e813e4eb8e",
];

const prefix = "the text ";

/** A mark, or what is taken for an escaped one. */
const marklike = new RegExp(`^(?:${prefix})*(?:${[...unknowns, ...signatures].join("|")})$`);

/** Whether the engine, or this program, would take the text for something else. */
export function isMarklike(text: string): boolean {
  return marklike.test(text);
}

/** Whether the value, or a value in it, is not known yet. For what is declared: what was observed has its marks escaped. */
export function containsUnknown(value: unknown): boolean {
  if (typeof value === "string") return unknowns.includes(value);
  return typeof value === "object" && value !== null && Object.values(value).some(containsUnknown);
}

/** A copy of plain JSON in which the engine takes every text for a text; half a character becomes U+FFFD, as in UTF-8. */
export function escapeMarks<T>(value: T): T {
  return mapTexts(value, (text) => (marklike.test(text) ? `${prefix}${text}` : text.toWellFormed())) as T;
}

/** A copy with the texts as they were before {@link escapeMarks}. */
export function unescapeMarks<T>(value: T): T {
  return mapTexts(value, unescapeMark) as T;
}

/** One text as it was before {@link escapeMarks}; any other value as it is. */
export function unescapeMark<T>(value: T): T | string {
  return typeof value === "string" && value.startsWith(prefix) && marklike.test(value)
    ? value.slice(prefix.length)
    : value;
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [map(key), mapTexts(entry, map)]));
}
