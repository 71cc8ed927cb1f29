import { randomBytes } from "node:crypto";

/**
 * Microsoft Entra ID asks for three of four kinds of characters: small letters, capital letters, digits and symbols.
 * Source: https://learn.microsoft.com/entra/identity/authentication/concept-password-ban-bad-combined-policy
 */
const wanted = [/[a-z]/, /[A-Z]/, /\d/];

/**
 * A password of 43 characters for the first sign-in. About one draw in a thousand lacks a kind of characters, and is made
 * again.
 *
 * @param draw 256 random bits as text
 */
export function initialPassword(draw = (): string => randomBytes(32).toString("base64url")): string {
  for (;;) {
    const password = draw();
    if (wanted.every((kind) => kind.test(password))) return password;
  }
}
