import { OrFilter } from "ldapts";
import { type Fact, observed } from "../../catalogue/fact.ts";
import { namesInPermissions } from "../../catalogue/permissions.ts";
import { decoded } from "../damaged-value.ts";
import { notReadable } from "../fact-of.ts";
import { byText } from "../order.ts";
import { decodeGuid } from "../security/guid.ts";
import type { SchemaFacts } from "../source.ts";
import type { LdapEntry } from "./entry.ts";
import { all, equals } from "./filters.ts";
import type { Root } from "./root.ts";
import type { SearchBase } from "./search.ts";
import { settled } from "./settled.ts";

/** Reads the classes, attributes and rights named in the catalogue. Source: MS-ADTS 3.1.1.2. */
export async function readSchema(root: Root, search: SearchBase): Promise<SchemaFacts> {
  const [classes, attributes, rights] = await Promise.all([
    readNamed(root, search, {
      base: root.schema,
      filter: all(equals("objectClass", "classSchema"), anyOf("lDAPDisplayName", namesInPermissions.classes)),
      attributes: ["lDAPDisplayName", "schemaIDGUID", "defaultSecurityDescriptor"],
      fact: (entry) => ({
        ...named(entry.text("lDAPDisplayName"), guid(entry, "schemaIDGUID")),
        defaultSecurityDescriptor: entry.text("defaultSecurityDescriptor"),
      }),
    }),
    readNamed(root, search, {
      base: root.schema,
      filter: all(equals("objectClass", "attributeSchema"), anyOf("lDAPDisplayName", namesInPermissions.attributes)),
      attributes: ["lDAPDisplayName", "schemaIDGUID", "attributeSecurityGUID"],
      fact: (entry) => ({
        ...named(entry.text("lDAPDisplayName"), guid(entry, "schemaIDGUID")),
        propertySet: guid(entry, "attributeSecurityGUID"),
      }),
    }),
    readNamed(root, search, {
      base: `CN=Extended-Rights,${root.configuration}`,
      filter: anyOf("cn", namesInPermissions.rights),
      attributes: ["cn", "rightsGuid"],
      fact: (entry) => named(entry.text("cn"), entry.text("rightsGuid")?.toLowerCase() ?? null),
    }),
  ]);
  return { classes, attributes, rights };
}

interface Question<T> {
  readonly base: string;
  readonly filter: OrFilter | ReturnType<typeof all>;
  readonly attributes: readonly string[];
  readonly fact: (entry: LdapEntry) => T & { readonly name: string | null; readonly guid: string | null };
}

type Named<T> = Omit<T, "name" | "guid"> & { readonly name: string; readonly guid: string };

/** Every schema has some of the names: when none comes back, or one without its GUID, the reader may not read them. */
async function readNamed<T extends object>(
  root: Root,
  search: SearchBase,
  { base, filter, attributes, fact }: Question<T>,
): Promise<Fact<readonly Named<T>[]>> {
  return settled(async () => {
    const found = (await search(base, { scope: "one", filter, attributes })).map(fact);
    const complete = found.filter((each): each is typeof each & Named<T> => each.name !== null && each.guid !== null);
    return complete.length === 0 || complete.length < found.length
      ? notReadable(attributes.join(", "), `the objects in ${base}`, root.reader)
      : observed(complete.toSorted(byText(({ name }) => name)));
  });
}

function named(name: string | null, guid: string | null) {
  return { name, guid };
}

function guid(entry: LdapEntry, attribute: string): string | null {
  const bytes = entry.bytes(attribute);
  return bytes === null || bytes.length === 0
    ? null
    : decoded(attribute, entry.distinguishedName, () => decodeGuid(bytes));
}

function anyOf(attribute: string, values: readonly string[]): OrFilter {
  return new OrFilter({ filters: values.map((value) => equals(attribute, value)) });
}
