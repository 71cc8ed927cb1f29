/**
 * Texts that the engine and its SDKs take for something else than a text, wherever one is the whole of a value. A name in
 * a directory or a tenant may be one of them. Source: sdk/go/common/resource/plugin/rpc.go and sdk/go/common/resource/sig
 * of pulumi/pulumi.
 */
const marks: readonly string[] = [
  // Not known yet: a text, truth value, number, list, asset, archive, object.
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  // Signatures, of special values in general, then of secrets, output values and references to resources.
  "4dabf18193072939515e22adb298388d",
  "1b47061264138c4ac30d75fd1eb44270",
  "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  "5cf8f73096256a8f31e491e813e4eb8e",
];

const prefix = "the text ";

const escapes: ReadonlyMap<string, string> = new Map(marks.map((mark) => [mark, `${prefix}${mark}`]));
const originals: ReadonlyMap<string, string> = new Map([...escapes].map(([mark, escaped]) => [escaped, mark]));

/** The text in a form that the engine takes for a text. Twice is the same as once. */
export function escapeMark<T>(value: T): T | string {
  return (typeof value === "string" && escapes.get(value)) || value;
}

/** The text as it was. */
export function unescapeMark<T>(value: T): T | string {
  return (typeof value === "string" && originals.get(value)) || value;
}
