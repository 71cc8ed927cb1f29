/** The GUIDs by which entries are about an attribute, as the forest's own schema has them. */

import { takeoverEdges } from "../../catalogue/takeover-edges.ts";
import { type DirectorySource, DirectoryUnavailableError } from "../source.ts";
import { type OptionalAttribute, Visibility } from "../visibility.ts";
import type { AttributeTypes } from "./controls.ts";

const attributes: readonly OptionalAttribute[] = [
  ...new Set(
    Object.values(takeoverEdges).flatMap(({ control }) =>
      control !== null && "attribute" in control ? [control.attribute] : [],
    ),
  ),
];

/** An attribute that is not there is not in the schema. Throws DirectoryUnavailableError where one may be there unseen. */
export async function readAttributeTypes(source: DirectorySource): Promise<AttributeTypes> {
  const types = new Map<string, readonly string[]>();
  for (const name of attributes) {
    const found = await Visibility.of(source).objectTypes(name);
    if ("unobservable" in found)
      throw new DirectoryUnavailableError(found.unobservable.reason, found.unobservable.remedy);
    if ("observed" in found && found.observed !== null) types.set(name.toLowerCase(), found.observed);
  }
  return types;
}
