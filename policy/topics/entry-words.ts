/** Access control entries as people read them: rights, attributes and property sets by the names that administration tools show. */
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { otherControlAccessRights, propertySets, validatedWrites } from "../../catalogue/named-rights.ts";
import { namesInPermissions } from "../../catalogue/permissions.ts";
import { isLikeName, Remedy } from "../../catalogue/remedy.ts";
import { attributeGuids, classGuids } from "../../catalogue/schema-objects.ts";
import type { HeldEntry } from "../../directory/facts/permissions.ts";
import type { SchemaNames } from "../../directory/facts/schema-names.ts";
import { enumerated } from "./active-directory.ts";

type Rights = Pick<HeldEntry, "rights" | "objectType" | "names">;

/** `full control`; `Write lockoutTime`; `Write the property set "Account Restrictions" and "Reset Password"`. */
export function rightsWords({ rights, objectType, names = {} }: Rights): string {
  const all = new Set(rights);
  const isFull = all.has("GA") || ["WD", "WO", "WP", "CR"].every((letters) => all.has(letters));
  if (isFull) return objectType === null ? "full control" : `full control of ${className(objectType, names)} objects`;
  return enumerated(rights.map((letters) => words(letters, objectType, names)));
}

function words(letters: string, objectType: string | null, names: SchemaNames): string {
  const plain = plainRights[letters];
  if (plain !== undefined) return plain;
  switch (letters) {
    case "RP":
      return objectType === null ? "Read all properties" : `Read ${propertyName(objectType, names)}`;
    case "WP":
      return objectType === null ? "Write all properties" : `Write ${propertyName(objectType, names)}`;
    case "CR":
      return objectType === null ? "all extended rights" : rightName(objectType, names);
    case "SW":
      return objectType === null ? "all validated writes" : writeName(objectType, names);
    case "CC":
      return objectType === null ? "Create all child objects" : `Create ${className(objectType, names)} objects`;
    case "DC":
      return objectType === null ? "Delete all child objects" : `Delete ${className(objectType, names)} objects`;
    default:
      return `the right ${letters}`;
  }
}

/** Rights that are the same whatever the entry is about, and what the security tab of an object calls them. */
const plainRights: Readonly<Record<string, string>> = {
  SD: "Delete",
  DT: "Delete subtree",
  RC: "Read permissions",
  WD: "Modify permissions",
  WO: "Modify owner",
  LC: "List contents",
  LO: "List object",
  SY: "Synchronize",
  GR: "generic read",
  GW: "generic write",
  GX: "generic execute",
};

const rightsByName = new Map(
  Object.entries(controlAccessRights).flatMap(([name, { displayName, guid }]) => [
    [name.toLowerCase(), displayName],
    [guid, displayName],
  ]),
);
const attributesByGuid = new Map(Object.entries(attributeGuids).map(([name, guid]) => [guid as string, name]));
const classesByGuid = new Map(Object.entries(classGuids).map(([name, guid]) => [guid as string, name]));
const spellings = new Map(
  [...namesInPermissions.classes, ...namesInPermissions.attributes].map((name) => [name.toLowerCase(), name]),
);

function propertyName(objectType: string, names: SchemaNames): string {
  const own = names[objectType];
  const set = own?.kind === "right" ? own.name : propertySets[objectType];
  if (set !== undefined) return `the property set "${set}"`;
  return (
    spellings.get(objectType) ?? attributesByGuid.get(objectType) ?? own?.name ?? unnamed(objectType, "the attribute")
  );
}

function rightName(objectType: string, names: SchemaNames): string {
  const name = rightsByName.get(objectType) ?? otherControlAccessRights[objectType] ?? names[objectType]?.name;
  return name === undefined ? unnamed(objectType, "the extended right") : `"${name}"`;
}

function writeName(objectType: string, names: SchemaNames): string {
  const name = validatedWrites[objectType] ?? names[objectType]?.name;
  return name === undefined ? unnamed(objectType, "the validated write") : `"${name}"`;
}

/** `user`, whether a name or its GUID stands there. */
export function className(objectType: string, names: SchemaNames = {}): string {
  return (
    spellings.get(objectType) ??
    classesByGuid.get(objectType) ??
    names[objectType]?.name ??
    unnamed(objectType, "the class")
  );
}

/** A name that the catalogue does not spell, or a GUID that neither it nor the forest's own part of it names. */
function unnamed(objectType: string, what: string): string {
  return /^[0-9a-f]{8}-/.test(objectType) ? `${what} with the GUID ${objectType}` : objectType;
}

/** `(type;flags;rights;object type;inherited object type;trustee)`, and nothing more. Source: MS-DTYP 2.5.1. */
const plainEntry = /^\(O?(A|D);([A-Z]*);((?:[A-Z]{2})+);([0-9a-f-]*);([0-9a-f-]*);([A-Z0-9-]+)\)$/i;

/** `"Reset Password" on user objects below`; the text itself where it has a condition, or is none that can be worded. */
export function entryWords(sddl: string, names: SchemaNames = {}): string {
  const [, , flags = "", rights, objectType = "", inheritedObjectType = ""] = plainEntry.exec(sddl) ?? [];
  if (rights === undefined) return sddl;
  const given = rightsWords({
    rights: rights.match(/../g) ?? [],
    objectType: objectType.toLowerCase() || null,
    names,
  });
  const which = inheritedObjectType === "" ? "" : `${className(inheritedObjectType.toLowerCase(), names)} `;
  const letters = new Set(flags.match(/../g) ?? []);
  if (!letters.has("CI") || letters.has("ID")) return given;
  return letters.has("IO")
    ? `${given} on ${which === "" ? "all " : which}objects below`
    : `${given} on it and ${which === "" ? "all " : which}objects below`;
}

/**
 * The same of several entries, for a sentence of a remedy, in which the quotes around a right's name are not quoted again.
 * Text where an entry has no words, or where the forest has a name that could pass for something else.
 */
export function entriesPhrase(entries: readonly string[], names: SchemaNames = {}): Remedy | string {
  const phrases = entries.map((sddl) => entryWords(sddl, names));
  const text = enumerated([...new Set(phrases)]);
  const isWorded = phrases.every((phrase, index) => phrase !== entries[index]);
  const isNamedPlainly = Object.entries(names).every(
    ([guid, own]) => isLikeName(own.name) || !entries.some((sddl) => sddl.toLowerCase().includes(guid)),
  );
  return isWorded && isNamedPlainly ? Remedy.phrase(text) : text;
}

/** The same in parentheses, as it stands behind "the ACE". */
export function aceWords(sddl: string, names: SchemaNames = {}): string {
  const words = entryWords(sddl, names);
  return words === sddl ? sddl : `(${words})`;
}
