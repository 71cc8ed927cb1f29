/** What follows the trustee of an entry, in words: the condition of a callback entry, the value of a resource attribute. */
import type { EntryKind } from "./access-control-entry.ts";
import { decodeConditionalExpression, encodeConditionalExpression } from "./conditional-expression.ts";
import { readExpression, type SidNotation, writeExpression } from "./conditional-text.ts";
import { readResourceAttribute, writeResourceAttribute } from "./resource-attribute.ts";

/** The words, without the parentheses around them; undefined for kinds of entries that have none. */
export function writeApplicationData(kind: EntryKind, bytes: Uint8Array, notation: SidNotation): string | undefined {
  if (kind === "resource attribute") return writeResourceAttribute(bytes, notation);
  return kind.includes("callback") ? writeExpression(decodeConditionalExpression(bytes), notation) : undefined;
}

/** The bytes that words stand for; `offset` is where they stand in a longer text. Throws SecurityDescriptorError. */
export function readApplicationData(
  kind: EntryKind,
  words: string,
  offset: number,
  notation: SidNotation,
): Uint8Array | undefined {
  if (kind === "resource attribute") return readResourceAttribute(words, offset, notation);
  if (!kind.includes("callback")) return undefined;
  return encodeConditionalExpression(readExpression(words, offset, notation));
}
