import { dnsNameOfDomain, nameKey } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed } from "../../catalogue/fact.ts";
import { managedServiceAccountsKey } from "../../catalogue/well-known-objects.ts";
import { always, mapFact, notReadable } from "../fact-of.ts";
import { DirectoryUnavailableError, type DomainFacts } from "../source.ts";
import type { LdapEntry } from "./entry.ts";
import { all, equals, hasBits } from "./filters.ts";
import { mostDomains } from "./limits.ts";
import { sidOf } from "./objects.ts";
import type { Root } from "./root.ts";
import type { SearchBase } from "./search.ts";
import { settled } from "./settled.ts";

/** A domain of the forest as the configuration partition lists it. */
export interface Partition {
  readonly dnsName: string;
  readonly netBiosName: string;
  readonly distinguishedName: string;
}

/** systemFlags of a cross-reference to a domain. Source: MS-ADTS 2.2.10, FLAG_CR_NTDS_DOMAIN. */
const domainFlag = 2;

/**
 * Throws DirectoryUnavailableError where a domain is hidden: a forest without it would look as if nothing were there.
 */
export async function readPartitions(root: Root, search: SearchBase): Promise<readonly Partition[]> {
  const partitions = `CN=Partitions,${root.configuration}`;
  const entries = await search(partitions, {
    scope: "one",
    filter: all(equals("objectClass", "crossRef"), hasBits("systemFlags", domainFlag)),
    attributes: ["nCName", "dnsRoot", "nETBIOSName"],
  });
  if (entries.length > mostDomains)
    throw new DirectoryUnavailableError(
      `${partitions} lists ${entries.length} domains, and no forest has more than ${mostDomains}`,
      "Delete the cross-references that do not belong to a domain",
    );
  const domains = entries.map((entry): Partition => {
    const text = (attribute: string): string => {
      const value = entry.text(attribute);
      if (value) return value;
      throw hiddenDomains(root, attribute, entry.distinguishedName);
    };
    const [distinguishedName, dnsName] = [text("nCName"), text("dnsRoot")];
    // The domain's controllers are looked for under this name, and get the password: it must be that of the domain.
    if (dnsNameOfDomain(distinguishedName)?.toLowerCase() !== dnsName.toLowerCase().replace(/\.$/, ""))
      throw new DirectoryUnavailableError(
        `The cross-reference to ${distinguishedName} names another domain in dnsRoot, ${dnsName}, so no password is sent there`,
        `Correct dnsRoot of ${entry.distinguishedName}`,
      );
    return { distinguishedName, dnsName, netBiosName: text("nETBIOSName") };
  });
  if (domains.some(({ distinguishedName }) => root.holds(distinguishedName))) return domains;
  throw hiddenDomains(root, "the domains", partitions);
}

/**
 * Throws DirectoryUnavailableError where something tells of a part of the forest of which no cross-reference is seen: it
 * may be a domain, and would look as if it were not there. Answers refer to the domains below; a domain with a tree of its
 * own is told by its domain controllers, which stand in the configuration of the whole forest; its cross-reference stays as long
 * as they do. Source: MS-ADTS 6.1.1.2.2.1.2.1.1, nTDSDSA.
 */
export async function checkReferences(root: Root, references: readonly string[], search: SearchBase): Promise<void> {
  const controllers = await search(`CN=Sites,${root.configuration}`, {
    scope: "sub",
    filter: equals("objectClass", "nTDSDSA"),
    attributes: ["msDS-HasDomainNCs"],
  });
  const elsewhere = [
    ...references.flatMap((url) => URL.parse(url)?.pathname ?? []).map(nameIn),
    ...new Set(controllers.flatMap((entry) => entry.texts("msDS-HasDomainNCs"))),
  ];
  if (elsewhere.length === 0) return;
  const partitions = `CN=Partitions,${root.configuration}`;
  const filter = equals("objectClass", "crossRef");
  const entries = await search(partitions, { scope: "one", filter, attributes: ["nCName"] });
  const known = new Set(entries.map((entry) => nameKey(entry.text("nCName") ?? "")));
  const hidden = elsewhere.find((name) => !known.has(nameKey(name)));
  if (hidden !== undefined) throw hiddenDomains(root, `the cross-reference to ${hidden}`, partitions);
}

/** The distinguished name in an LDAP URL. Source: RFC 4516. */
function nameIn(path: string): string {
  const name = path.replace(/^\//, "");
  try {
    return decodeURIComponent(name);
  } catch {
    // Damaged, and so the name of no domain that is known: what it leads to counts as hidden.
    return name;
  }
}

function hiddenDomains({ reader }: Root, what: string, distinguishedName: string): DirectoryUnavailableError {
  return new DirectoryUnavailableError(
    `${reader} cannot read ${what} of ${distinguishedName}`,
    `Grant ${reader} Read all properties on ${distinguishedName}`,
  );
}

const rootAttributes = [
  "objectSid",
  "msDS-Behavior-Version",
  "nTSecurityDescriptor",
  "wellKnownObjects",
  "otherWellKnownObjects",
];

/** `search` asks whoever holds the domain; why it cannot be asked stands in every fact. */
export async function readDomain(reader: string, partition: Partition, search: SearchBase): Promise<DomainFacts> {
  const { distinguishedName, dnsName, netBiosName } = partition;
  const entry = await settled(async (): Promise<Fact<LdapEntry>> => {
    const [found] = await search(distinguishedName, { scope: "base", attributes: rootAttributes });
    return found ? observed(found) : notReadable("anything", distinguishedName, reader);
  });
  const read = <T>(attribute: string, value: (entry: LdapEntry) => T | null): Fact<T> =>
    mapFact(entry, (found) => always(value(found), attribute, distinguishedName, reader));
  return {
    dnsName,
    netBiosName,
    distinguishedName,
    sid: read("objectSid", sidOf),
    functionalLevel: read("msDS-Behavior-Version", (found) => found.integer("msDS-Behavior-Version")),
    rootSecurityDescriptor: read("nTSecurityDescriptor", (found) => found.bytes("nTSecurityDescriptor")),
    managedServiceAccountsContainer: mapFact(entry, (found) => managedServiceAccountsContainer(reader, found)),
  };
}

/** Values have the form `B:32:<key>:<distinguished name>`. Source: MS-ADTS 3.1.1.1.6. */
function managedServiceAccountsContainer(
  reader: string,
  domain: LdapEntry,
): DomainFacts["managedServiceAccountsContainer"] {
  const values = domain.texts("otherWellKnownObjects");
  // Every domain has wellKnownObjects: when it is hidden, so is its sibling.
  if (values.length === 0 && domain.texts("wellKnownObjects").length === 0)
    return notReadable("otherWellKnownObjects", domain.distinguishedName, reader);
  const prefix = `B:32:${managedServiceAccountsKey}:`;
  const value = values.find((candidate) => candidate.toUpperCase().startsWith(prefix));
  if (value === undefined) return observed(null);
  const distinguishedName = value.slice(prefix.length);
  // A deleted object's name carries a line break and `DEL:`. Source: MS-ADTS 3.1.1.5.5.
  return observed({ distinguishedName, deleted: /\\0ADEL:|\nDEL:/i.test(distinguishedName) });
}
