/** Principals as people declare them: by name, or by security identifier. */
import { type Fact, observed } from "../../catalogue/fact.ts";
import { factOf } from "../fact-of.ts";
import { findOne, queryFor } from "../inspection/account.ts";
import { nameOf } from "../names.ts";
import type { DirectoryObject, DirectorySource } from "../source.ts";

/** What a declared name leads to, as people know it; null where nobody is seen. Never a guess among several. */
export async function findNamed(source: DirectorySource, text: string): Promise<Fact<string | null>> {
  const found = await find(source, text);
  if (!("observed" in found)) return found;
  const object = found.observed;
  return object === null ? observed(null) : factOf(async () => nameOf(object, await source.domains()));
}

/** The security identifier of what a declared name leads to; none where it leads nowhere. */
export async function sidsOfNamed(source: DirectorySource, text: string): Promise<readonly string[]> {
  if (isSidText(text)) return [text.toUpperCase()];
  const found = await find(source, text);
  return "observed" in found && found.observed?.sid ? [found.observed.sid] : [];
}

function find(source: DirectorySource, text: string): Promise<Fact<DirectoryObject | null>> {
  if (isSidText(text)) return factOf(() => source.objectWithSid(text.toUpperCase()));
  const wanted = text.endsWith("$") ? "managed service account" : "account";
  return findOne(source, text, () => queryFor(text, wanted));
}

function isSidText(text: string): boolean {
  return /^S-1-\d+(-\d+)+$/i.test(text);
}
