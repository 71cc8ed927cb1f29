/** The GUIDs by which entries are about an attribute, as the forest's own schema has them. */

import { type Control, takeoverEdges } from "../../catalogue/takeover-edges.ts";
import { decoded } from "../damaged-value.ts";
import { namingContextOf } from "../distinguished-name.ts";
import { bytesOf, textOf } from "../entries.ts";
import { decodeGuid } from "../security/guid.ts";
import type { DirectorySource } from "../source.ts";

/** By lower-case name: the attribute's own GUID and that of its property set, if it is in one. */
export type AttributeTypes = ReadonlyMap<string, readonly string[]>;

const attributes: readonly string[] = [
  ...new Set(
    Object.values(takeoverEdges)
      .map(({ control }: { readonly control: Control | null }) => control)
      .flatMap((control) => (control !== null && "attribute" in control ? [control.attribute] : [])),
  ),
];

/** An attribute that is not there is not in the schema, or hidden from the reader. Throws DirectoryUnavailableError. */
export async function readAttributeTypes(source: DirectorySource): Promise<AttributeTypes> {
  if (attributes.length === 0) return new Map();
  const { rootDomain } = await source.forest();
  const found = await source.entries({
    base: `CN=Schema,CN=Configuration,${namingContextOf(rootDomain)}`,
    scope: "one",
    where: { any: attributes.map((name) => ({ attribute: "lDAPDisplayName", equals: name })) },
    attributes: ["lDAPDisplayName", "schemaIDGUID", "attributeSecurityGUID"],
  });
  return new Map(
    found.map((entry) => [
      (textOf(entry, "lDAPDisplayName") ?? "").toLowerCase(),
      ["schemaIDGUID", "attributeSecurityGUID"].flatMap((attribute) => {
        const bytes = bytesOf(entry, attribute);
        return bytes === null ? [] : [decoded(attribute, entry.distinguishedName, () => decodeGuid(bytes))];
      }),
    ]),
  );
}
