/** What an entry gives, in words of administration tools. */
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { valueOr } from "../fact-of.ts";
import { accessRights, fullControl, mapGenericRights } from "../security/access-mask.ts";
import { isObjectEntry } from "../security/security-descriptor.ts";
import type { SchemaFacts } from "../source.ts";
import type { AllowingEntry } from "./controls.ts";

/** Names of attributes, classes and rights by what entries call them. */
export type NamesOfTypes = ReadonlyMap<string, string>;

export function namesOfTypes({ classes, attributes, rights }: SchemaFacts): NamesOfTypes {
  return new Map([
    ...[...valueOr(classes, []), ...valueOr(attributes, []), ...valueOr(rights, [])].map(
      ({ guid, name }) => [guid, name] as const,
    ),
    ...Object.values(controlAccessRights).map(({ guid, displayName }) => [guid, displayName] as const),
  ]);
}

/** `"Reset Password" on user objects`; empty for an entry that gives nothing. */
export function rightsGiven(entry: AllowingEntry, names: NamesOfTypes): readonly string[] {
  const mask = mapGenericRights(entry.mask);
  const { objectType, inheritedObjectType } = isObjectEntry(entry) ? entry : {};
  const nameOf = (guid: string) => names.get(guid) ?? guid;
  const where = inheritedObjectType === undefined ? "" : ` on ${nameOf(inheritedObjectType)} objects`;
  if ((mask & fullControl) === fullControl && objectType === undefined) return [`Full control${where}`];
  const type = objectType === undefined ? null : nameOf(objectType);
  const words: readonly (readonly [number, string])[] = [
    [accessRights.controlAccess, type === null ? "All extended rights" : `"${type}"`],
    [accessRights.writeProperty, `Write ${type ?? "all properties"}`],
    [accessRights.writeSelf, type === null ? "All validated writes" : `Validated write of ${type}`],
    [accessRights.createChild, `Create ${type === null ? "all" : type} objects`],
    [accessRights.deleteChild, `Delete ${type === null ? "all" : type} objects`],
    [accessRights.delete, "Delete"],
    [accessRights.writeDacl, "Modify permissions"],
    [accessRights.writeOwner, "Modify owner"],
    [accessRights.readProperty, `Read ${type ?? "all properties"}`],
  ];
  return words.flatMap(([bit, text]) => ((mask & bit) === 0 ? [] : [`${text}${where}`]));
}
