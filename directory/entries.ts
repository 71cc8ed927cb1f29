/** Objects with the attributes that were asked for: one question for whatever has no method of its own. */
import { nameKey } from "../catalogue/distinguished-name.ts";

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
  /** An attribute of bytes, compared with a GUID in text form. */
  | { readonly attribute: string; readonly equalsGuid: string }
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

/** A question as it stands in a snapshot; equal for bases that the directory does not tell apart. */
export function entryQuestion({ base, scope, where, attributes }: EntryQuery): string {
  return JSON.stringify([nameKey(base), scope, where ?? null, attributes]);
}
