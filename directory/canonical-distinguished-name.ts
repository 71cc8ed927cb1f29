import { parseDistinguishedName } from "./distinguished-name.ts";

/**
 * The one way to write a distinguished name in which people may put spaces and escapes as they like; the text itself
 * when it is none. An equals sign may be escaped and need not; Samba refuses one that is not. Source: RFC 4514, 2.4 and 3.
 */
export function canonicalDistinguishedName(text: string): string {
  const names = parseDistinguishedName(text);
  return names === undefined ? text : names.map(({ type, value }) => `${type}=${escapeValue(value)}`).join(",");
}

/** The value of a component as it stands in a distinguished name. */
export function escapeValue(value: string): string {
  const characters = [...value];
  const last = characters.length - 1;
  return characters
    .map((character, index) => {
      const atEdge = (index === 0 && "# ".includes(character)) || (index === last && character === " ");
      return atEdge || ',+"\\<>;='.includes(character) ? `\\${character}` : character;
    })
    .join("");
}
