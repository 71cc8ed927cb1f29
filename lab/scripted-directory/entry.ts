/** One object of the table that a scripted directory answers from. */
export type Value = string | Uint8Array;

export interface ScriptedEntry {
  readonly distinguishedName: string;
  /** By lDAPDisplayName, as the schema spells it. */
  readonly attributes: Readonly<Record<string, readonly Value[]>>;
  /** Attributes that no reader gets, nor finds the object by. */
  readonly unreadable?: readonly string[];
  /** Whether no reader sees the object at all. */
  readonly invisible?: boolean;
}

/** Attributes that are computed when they are asked for, with an object itself as the base. Source: MS-ADTS 3.1.1.4.5. */
const constructed = new Set([
  "tokengroups",
  "tokengroupsglobalanduniversal",
  "allowedattributes",
  "allowedattributeseffective",
  "allowedchildclasseseffective",
  "sdrightseffective",
  "msds-resultantpso",
]);

export function isConstructed(attribute: string): boolean {
  return constructed.has(attribute.toLowerCase());
}

/** What a filter sees: constructed attributes and those that are not readable match nothing. */
export function valuesOf(entry: ScriptedEntry, attribute: string): readonly Value[] {
  return isConstructed(attribute) ? [] : readableValues(entry, attribute);
}

export function readableValues(entry: ScriptedEntry, attribute: string): readonly Value[] {
  const name = attribute.toLowerCase();
  if (entry.unreadable?.some((hidden) => hidden.toLowerCase() === name)) return [];
  if (name === "distinguishedname") return [entry.distinguishedName];
  return Object.entries(entry.attributes).find(([key]) => key.toLowerCase() === name)?.[1] ?? [];
}

/** The spelling of the schema, which is that of the table. */
export function spelling(entry: ScriptedEntry, attribute: string): string {
  const name = attribute.toLowerCase();
  return Object.keys(entry.attributes).find((key) => key.toLowerCase() === name) ?? attribute;
}

const nameAttributes = new Set(["member", "memberof", "distinguishedname", "objectcategory", "managedby", "ncname"]);

export function isDistinguishedNameAttribute(attribute: string): boolean {
  return nameAttributes.has(attribute.toLowerCase());
}
