/** Attributes that a stack declares and the catalogue does not know: the schema is asked for each of them. */
import { namingContextOf } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed } from "../../catalogue/fact.ts";
import { attributeWrittenBack } from "../../catalogue/permissions/exchange-online.ts";
import type { Requirement } from "../../catalogue/permissions/requirement.ts";
import { namesInPermissions } from "../../catalogue/permissions.ts";
import { isAggregate } from "../../catalogue/schema-objects.ts";
import { guidIn } from "../damaged-value.ts";
import { bytesOf, textsOf } from "../entry-values.ts";
import { factOf, mapFact, notReadable } from "../fact-of.ts";
import type { DirectorySource } from "../source.ts";
import type { Names } from "./access-requests.ts";

/** The names with those that requirements are about besides; of what cannot be read is told why. */
export async function withDeclaredAttributes(
  source: DirectorySource,
  names: Fact<Names>,
  requirements: readonly Requirement[],
): Promise<Fact<Names>> {
  if (!("observed" in names)) return names;
  const known = names.observed;
  const declared = requirements
    .map(({ id }) => attributeWrittenBack(id))
    .filter((name) => name !== undefined)
    .filter((name) => !namesInPermissions.attributes.includes(name) && !known.attributes.has(name.toLowerCase()));
  if (declared.length === 0) return names;
  const found = await Promise.all(
    declared.map(async (name) => [name.toLowerCase(), await find(source, name)] as const),
  );
  const facts = found.flatMap(([name, fact]) =>
    "observed" in fact && fact.observed !== null ? [[name, fact.observed] as const] : [],
  );
  const untold = found.flatMap(([name, fact]) => ("observed" in fact ? [] : [[name, fact] as const]));
  return observed({ ...known, attributes: new Map([...known.attributes, ...facts]), untold: new Map(untold) });
}

type Attribute = NonNullable<ReturnType<Names["attributes"]["get"]>>;

/** Null where the schema has no such attribute: every object there shows its name, but for one that has none. */
async function find(source: DirectorySource, name: string): Promise<Fact<Attribute | null>> {
  const forest = await factOf(() => source.forest());
  if (!("observed" in forest)) return forest;
  const base = `CN=Schema,CN=Configuration,${namingContextOf(forest.observed.rootDomain)}`;
  const [answer, unnamed, { reader }] = await Promise.all([
    factOf(() =>
      source.entries({
        base,
        scope: "one",
        where: { attribute: "lDAPDisplayName", equals: name },
        attributes: ["objectClass", "schemaIDGUID", "attributeSecurityGUID"],
      }),
    ),
    factOf(() =>
      source.entries({
        base,
        scope: "one",
        where: { not: { present: "lDAPDisplayName" } },
        attributes: ["objectClass"],
      }),
    ),
    source.evidence(),
  ]);
  if (!("observed" in answer)) return answer;
  const [entry] = answer.observed;
  if (entry === undefined) {
    return mapFact(unnamed, (entries) => {
      const hidden = entries.find(({ distinguishedName }) => !isAggregate(distinguishedName));
      return hidden === undefined ? observed(null) : notReadable("lDAPDisplayName", hidden.distinguishedName, reader);
    });
  }
  return mapFact(observed(entry), (read) => {
    const { distinguishedName: owner } = read;
    const classes = textsOf(read, "objectClass").map((each) => each.toLowerCase());
    const bytes = bytesOf(read, "schemaIDGUID");
    if (classes.length === 0) return notReadable("objectClass", owner, reader);
    // A class has such a name too.
    if (!classes.includes("attributeschema")) return observed(null);
    if (bytes === null) return notReadable("schemaIDGUID", owner, reader);
    const set = bytesOf(read, "attributeSecurityGUID");
    return observed({
      guid: guidIn(bytes, "schemaIDGUID", owner),
      propertySet: set === null ? null : guidIn(set, "attributeSecurityGUID", owner),
    });
  });
}
