import { controlAccessRights } from "./control-access-rights.ts";
import { otherControlAccessRights, propertySets, validatedWrites } from "./named-rights.ts";
import { attributeGuids, classGuids } from "./schema-objects.ts";

/**
 * What an access control entry may be about and the catalogue names: classes, attributes, property sets, rights and
 * validated writes, by GUID in lower case. All others are a forest's own, or of an application such as Exchange.
 */
export const knownTypes: ReadonlySet<string> = new Set([
  ...Object.values(classGuids),
  ...Object.values(attributeGuids),
  ...Object.values(controlAccessRights).map(({ guid }) => guid),
  ...Object.keys(otherControlAccessRights),
  ...Object.keys(propertySets),
  ...Object.keys(validatedWrites),
]);
