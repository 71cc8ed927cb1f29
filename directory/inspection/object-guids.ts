/** Gives an observation the GUIDs of the objects that it names, by which a finding is told after one was renamed or moved. */
import { parseDistinguishedName } from "../../catalogue/distinguished-name.ts";
import { factOf, valueOr } from "../fact-of.ts";
import type { ToldByGuid } from "../facts/object-guid.ts";
import { byText } from "../order.ts";
import type { DirectorySource } from "../source.ts";

/** The same observation, with the GUIDs of what it names, as far as the reader may read them. */
export async function withObjectGuids<T extends object>(
  source: DirectorySource,
  observation: T,
): Promise<T & ToldByGuid> {
  const names = new Set<string>();
  visit(observation, names);
  const found = await Promise.all(
    [...names].map(async (distinguishedName) => {
      const guid = valueOr(await factOf(() => source.objectGuid(distinguishedName)), null);
      return guid === null ? [] : [{ distinguishedName, guid }];
    }),
  );
  const objectGuids = found.flat().toSorted(byText(({ distinguishedName }) => distinguishedName));
  return objectGuids.length === 0 ? observation : { ...observation, objectGuids };
}

function visit(value: unknown, names: Set<string>): void {
  if (typeof value === "string") {
    if (isBelowDomain(value)) names.add(value);
  } else if (typeof value === "object" && value !== null) for (const each of Object.values(value)) visit(each, names);
}

/** The root of a domain is told by its name, which stays. */
function isBelowDomain(text: string): boolean {
  const names = text.includes("=") ? parseDistinguishedName(text) : undefined;
  return names !== undefined && names[0]?.type.toUpperCase() !== "DC" && names.at(-1)?.type.toUpperCase() === "DC";
}
