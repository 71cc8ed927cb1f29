import { PresenceFilter } from "ldapts";
import { type Fact, observed } from "../../catalogue/fact.ts";
import { always } from "../fact-of.ts";
import { byText } from "../order.ts";
import type { ForestFacts } from "../source.ts";
import { all, equals } from "./filters.ts";
import type { Root } from "./root.ts";
import type { SearchBase, SearchDomains } from "./search.ts";
import { settled } from "./settled.ts";

/** How many witnesses of a KDS root key are kept; one is enough. */
const witnesses = 20;

export async function readForest(root: Root, search: SearchBase, searchDomains: SearchDomains): Promise<ForestFacts> {
  const partitions = `CN=Partitions,${root.configuration}`;
  const keys = `CN=Master Root Keys,CN=Group Key Distribution Service,CN=Services,${root.configuration}`;
  const [functionalLevel, schemaVersion, enabledOptionalFeatures, visibleKdsRootKeys, managedPasswordHolders] =
    await Promise.all([
      integer(root, search, partitions, "msDS-Behavior-Version"),
      integer(root, search, root.schema, "objectVersion"),
      settled(async () => observed(await readOptionalFeatures(partitions, search))),
      settled(async () => {
        const filter = equals("objectClass", "msKds-ProvRootKey");
        return observed((await search(keys, { scope: "one", filter, attributes: ["cn"] })).length);
      }),
      settled(async () => observed(await readPasswordHolders(searchDomains))),
    ]);
  return {
    rootDomain: root.rootDomain,
    functionalLevel,
    schemaVersion,
    enabledOptionalFeatures,
    visibleKdsRootKeys,
    managedPasswordHolders,
  };
}

/** An attribute that every such object has: when it does not come back, the reader may not read it. */
async function integer(
  root: Root,
  search: SearchBase,
  distinguishedName: string,
  attribute: string,
): Promise<Fact<number>> {
  return settled(async () => {
    const [entry] = await search(distinguishedName, { scope: "base", attributes: [attribute] });
    return always(entry?.integer(attribute) ?? null, attribute, distinguishedName, root.reader);
  });
}

async function readOptionalFeatures(partitions: string, search: SearchBase): Promise<readonly string[]> {
  const [entry] = await search(partitions, { scope: "base", attributes: ["msDS-EnabledFeature"] });
  return (entry?.texts("msDS-EnabledFeature") ?? []).toSorted();
}

async function readPasswordHolders(searchDomains: SearchDomains): Promise<readonly string[]> {
  const entries = await searchDomains({
    scope: "sub",
    filter: all(
      equals("objectClass", "msDS-GroupManagedServiceAccount"),
      new PresenceFilter({ attribute: "msDS-ManagedPasswordId" }),
    ),
    attributes: ["cn"],
  });
  return entries
    .toSorted(byText((entry) => entry.distinguishedName))
    .slice(0, witnesses)
    .map((entry) => entry.distinguishedName);
}
