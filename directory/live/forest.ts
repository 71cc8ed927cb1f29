import { PresenceFilter } from "ldapts";
import { type Fact, observed, unobservable } from "../../catalogue/fact.ts";
import { byText } from "../order.ts";
import { ConnectionLostError, DirectoryUnavailableError, type ForestFacts } from "../source.ts";
import { all, equals } from "./account-lookup.ts";
import type { SearchDomains } from "./group-closure.ts";
import type { Root, SearchBase } from "./root.ts";

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
    const value = entry?.integer(attribute) ?? null;
    return value === null ? notReadable(root, attribute, distinguishedName) : observed(value);
  });
}

export function notReadable(root: Root, attribute: string, distinguishedName: string) {
  return unobservable(
    `${root.reader} may not read ${attribute} of ${distinguishedName}`,
    `Grant ${root.reader} Read ${attribute} on ${distinguishedName}`,
  );
}

/** A fact that cannot be read says why; the others are not held up by it. A lost connection concerns them all. */
export async function settled<T>(read: () => Promise<Fact<T>>): Promise<Fact<T>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ConnectionLostError || !(error instanceof DirectoryUnavailableError)) throw error;
    return unobservable(error.reason, error.remedy);
  }
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
