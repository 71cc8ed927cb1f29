import { OrFilter } from "ldapts";
import { type Fact, observed } from "../../catalogue/fact.ts";
import { namesInPermissions } from "../../catalogue/permissions.ts";
import { isAggregate } from "../../catalogue/schema-objects.ts";
import { guidIn } from "../damaged-value.ts";
import { notReadable } from "../fact-of.ts";
import { byText } from "../order.ts";
import type { SchemaFacts } from "../source.ts";
import type { LdapEntry } from "./entry.ts";
import { equals } from "./filters.ts";
import type { Root } from "./root.ts";
import type { SearchBase } from "./search.ts";
import { settled } from "./settled.ts";

/** Reads the classes, attributes and rights named in the catalogue. Source: MS-ADTS 3.1.1.2. */
export async function readSchema(root: Root, search: SearchBase): Promise<SchemaFacts> {
  // Classes and attributes lie side by side: where both need all of their names, they are read once.
  const read = new Map<string, ReturnType<SearchBase>>();
  const everythingIn = (base: string, name: string) => {
    const known = read.get(base) ?? search(base, { scope: "one", attributes: [name] });
    read.set(base, known);
    return known;
  };
  const [classes, attributes, rights] = await Promise.all([
    readNamed(root, search, everythingIn, {
      base: root.schema,
      names: namesInPermissions.classes,
      attributes: ["lDAPDisplayName", "schemaIDGUID", "defaultSecurityDescriptor"],
      fact: (entry) => ({
        ...named(entry.text("lDAPDisplayName"), guid(entry, "schemaIDGUID")),
        defaultSecurityDescriptor: entry.text("defaultSecurityDescriptor"),
      }),
      // Every schema has some with one.
      hidden: (classes) =>
        classes.every((each) => each.defaultSecurityDescriptor === null) ? "defaultSecurityDescriptor" : null,
    }),
    readNamed(root, search, everythingIn, {
      base: root.schema,
      names: namesInPermissions.attributes,
      attributes: ["lDAPDisplayName", "schemaIDGUID", "attributeSecurityGUID"],
      fact: (entry) => ({
        ...named(entry.text("lDAPDisplayName"), guid(entry, "schemaIDGUID")),
        propertySet: guid(entry, "attributeSecurityGUID"),
      }),
      // Every schema has some in a property set.
      hidden: (attributes) => (attributes.every((each) => each.propertySet === null) ? "attributeSecurityGUID" : null),
    }),
    readNamed(root, search, everythingIn, {
      base: `CN=Extended-Rights,${root.configuration}`,
      names: namesInPermissions.rights,
      attributes: ["cn", "rightsGuid"],
      hidden: () => null,
      fact: (entry) => named(entry.text("cn"), entry.text("rightsGuid")?.toLowerCase() ?? null),
    }),
  ]);
  return { classes, attributes, rights };
}

interface Question<T> {
  readonly base: string;
  readonly names: readonly string[];
  /** The first is that of the name, which is one of a kind below `base`. */
  readonly attributes: readonly [name: string, ...others: string[]];
  readonly fact: (entry: LdapEntry) => T & { readonly name: string | null; readonly guid: string | null };
  /** An attribute that the reader may not read, as the whole answer shows. */
  readonly hidden: (found: readonly T[]) => string | null;
}

type Named<T> = Omit<T, "name" | "guid"> & { readonly name: string; readonly guid: string };

/**
 * Every schema has some of the names: when none comes back, or one without its GUID, the reader may not read them. A name
 * is missing only where every object there shows its own.
 */
async function readNamed<T extends object>(
  root: Root,
  search: SearchBase,
  everythingIn: (base: string, name: string) => ReturnType<SearchBase>,
  { base, names, attributes, fact, hidden }: Question<T>,
): Promise<Fact<readonly Named<T>[]>> {
  const [nameAttribute] = attributes;
  return settled(async () => {
    const found = (await search(base, { scope: "one", filter: anyOf(nameAttribute, names), attributes })).map(fact);
    const complete = found.filter((each): each is typeof each & Named<T> => each.name !== null && each.guid !== null);
    if (complete.length === 0 || complete.length < found.length)
      return notReadable(attributes.join(", "), `the objects in ${base}`, root.reader);
    const attribute = hidden(complete);
    if (attribute !== null) return notReadable(attribute, `the objects in ${base}`, root.reader);
    if (complete.length < names.length) {
      const all = await everythingIn(base, nameAttribute);
      const unnamed = all.find((entry) => entry.text(nameAttribute) === null && !isAggregate(entry.distinguishedName));
      if (unnamed !== undefined) return notReadable(nameAttribute, unnamed.distinguishedName, root.reader);
    }
    return observed(complete.toSorted(byText(({ name }) => name)));
  });
}

function named(name: string | null, guid: string | null) {
  return { name, guid };
}

function guid(entry: LdapEntry, attribute: string): string | null {
  const bytes = entry.bytes(attribute);
  return bytes === null ? null : guidIn(bytes, attribute, entry.distinguishedName);
}

function anyOf(attribute: string, values: readonly string[]): OrFilter {
  return new OrFilter({ filters: values.map((value) => equals(attribute, value)) });
}
