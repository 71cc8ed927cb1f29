/** Gives entries of an observation the names that the forest has for what they are about. */
import { namingContextOf } from "../../catalogue/distinguished-name.ts";
import { knownTypes } from "../../catalogue/known-types.ts";
import type { Entry, EntryQuery } from "../entries.ts";
import { textOf, textsOf } from "../entry-values.ts";
import { factOf, valueOr } from "../fact-of.ts";
import type { Sample } from "../facts/sample.ts";
import type { SchemaNames } from "../facts/schema-names.ts";
import type { DirectorySource } from "../source.ts";

/** GUIDs of one observation that are looked up; an observation shows few entries. */
const mostLookups = 100;

const guids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/**
 * The same observation, each entry with `names` where it is about something that the catalogue does not name. Where the
 * schema cannot be read, or an older snapshot does not have the answer, there are no names.
 */
export async function withSchemaNames<T>(source: DirectorySource, observation: T): Promise<T> {
  const wanted = new Set<string>();
  visit(observation, (text) => {
    for (const guid of unknownIn(text)) wanted.add(guid);
  });
  if (wanted.size === 0) return observation;
  const forest = await factOf(() => source.forest());
  if (!("observed" in forest)) return observation;
  const configuration = `CN=Configuration,${namingContextOf(forest.observed.rootDomain)}`;
  const found = await Promise.all(
    [...wanted]
      .toSorted()
      .slice(0, mostLookups)
      .map(async (guid) => [guid, await nameOf(source, configuration, guid)] as const),
  );
  const names = Object.fromEntries(found.flatMap(([guid, name]) => (name === null ? [] : [[guid, name]])));
  return named(observation, names) as T;
}

function unknownIn(text: string): readonly string[] {
  return [...text.matchAll(guids)].map(([guid]) => guid.toLowerCase()).filter((guid) => !knownTypes.has(guid));
}

/** Entries of access control lists in an observation: those of a takeover, of excess, of a denial, of a lock-down. */
function textsIn(value: Readonly<Record<string, unknown>>): readonly string[] {
  const { sddl, made, entry, origin, trustee, why, objectClass, withoutEffect } = value;
  if (withoutEffect !== undefined) return (withoutEffect as Sample).sample;
  const isEntry = sddl !== undefined || trustee !== undefined || why === "denied";
  if (!isEntry) return typeof objectClass === "string" ? [objectClass] : [];
  const above = typeof origin === "object" && origin !== null && "entry" in origin ? origin.entry : undefined;
  return [sddl, made, entry, above].filter((text) => typeof text === "string");
}

function visit(value: unknown, see: (text: string) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) for (const text of textsIn(value as Record<string, unknown>)) see(text);
  for (const each of Object.values(value)) visit(each, see);
}

function named(value: unknown, names: SchemaNames): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => named(each, names));
  const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, named(each, names)]));
  const own = new Set(textsIn(copy).flatMap(unknownIn));
  const some = Object.entries(names).filter(([guid]) => own.has(guid));
  return some.length === 0 ? copy : { ...copy, names: Object.fromEntries(some) };
}

async function nameOf(
  source: DirectorySource,
  configuration: string,
  guid: string,
): Promise<SchemaNames[string] | null> {
  const [inSchema, amongRights] = await Promise.all([
    one(source, {
      base: `CN=Schema,${configuration}`,
      scope: "one",
      where: { attribute: "schemaIDGUID", equalsGuid: guid },
      attributes: ["lDAPDisplayName", "objectClass"],
    }),
    one(source, {
      base: `CN=Extended-Rights,${configuration}`,
      scope: "one",
      where: { attribute: "rightsGuid", equals: guid },
      attributes: ["displayName"],
    }),
  ]);
  const name = inSchema === null ? null : textOf(inSchema, "lDAPDisplayName");
  if (inSchema !== null && name !== null) {
    const classes = textsOf(inSchema, "objectClass").map((each) => each.toLowerCase());
    return { name, kind: classes.includes("classschema") ? "class" : "attribute" };
  }
  const displayName = amongRights === null ? null : textOf(amongRights, "displayName");
  return displayName === null ? null : { name: displayName, kind: "right" };
}

/** Null also where there are several, or nobody may look. */
async function one(source: DirectorySource, query: EntryQuery): Promise<Entry | null> {
  const found = await factOf(() => source.entries(query));
  const [first, ...others] = valueOr(found, []);
  return first !== undefined && others.length === 0 ? first : null;
}
