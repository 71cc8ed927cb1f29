/**
 * The spelling of a distinguished name that every tool takes for the same name: whatever a shell, PowerShell, cmd.exe or LDIF
 * could read in a way of its own is written as the hexadecimal digits of its bytes. Source: RFC 4514, section 2.4.
 */

/** Letters, figures and some signs of ASCII stay: they mean themselves in quotation marks everywhere. */
const plain = /^[A-Za-z0-9 _.()-]$/;

export const plainNamePattern =
  /^[A-Za-z][A-Za-z0-9-]{0,63}=(?:[A-Za-z0-9 _.()-]|\\[0-9A-F]{2})+(?:,[A-Za-z][A-Za-z0-9-]{0,63}=(?:[A-Za-z0-9 _.()-]|\\[0-9A-F]{2})+)*$/;

/** Undefined for what is no distinguished name as a directory returns one. */
export function plainName(distinguishedName: string): string | undefined {
  if (!distinguishedName.isWellFormed()) return undefined;
  let text = "";
  let inType = true;
  for (const [token, digits, escaped] of distinguishedName.matchAll(/\\([0-9A-Fa-f]{2})|\\([\s\S])|[\s\S]/gu)) {
    if (digits !== undefined) text += `\\${digits.toUpperCase()}`;
    else if (escaped !== undefined) text += hexadecimal(escaped);
    else if (token === "=" && inType) {
      text += token;
      inType = false;
    } else if (token === ",") {
      text += token;
      inType = true;
    } else if (inType || plain.test(token)) text += token;
    // A name of several attributes, or in quotation marks: no directory returns one.
    else if (token === "+" || token === '"') return undefined;
    else text += hexadecimal(token);
  }
  return plainNamePattern.test(text) ? text : undefined;
}

/** The bytes of a character as a distinguished name may have them. */
export function hexadecimal(character: string): string {
  const bytes = [...new TextEncoder().encode(character)];
  return bytes.map((byte) => `\\${byte.toString(16).padStart(2, "0").toUpperCase()}`).join("");
}
