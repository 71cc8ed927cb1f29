/** Whether mS-DS-ConsistencyGuid is in use already, from what is read of every object anyway. */
import { type Fact, observed, unobservable } from "../../catalogue/fact.ts";
import { type Census, takeCensus } from "../census.ts";
import { allFacts, factOf, mapFact } from "../fact-of.ts";
import type { DomainConsistencyGuids, ForestObservation } from "../facts/forest.ts";
import { type LogonToken, readLogonToken, tokenIn } from "../logon-token.ts";
import { sampleOfGroups } from "../sample-of.ts";
import { readProperty } from "../security/access-check.ts";
import type { DirectorySource, DomainFacts } from "../source.ts";
import { Visibility } from "../visibility.ts";
import { type Names, namesIn } from "./access-requests.ts";
import { findOne, queryFor, readerOf } from "./account.ts";
import { EntryEffects } from "./entry-effects.ts";

const attribute = "mS-DS-ConsistencyGuid";

/** Classes of the objects whose anchor it may be: Connect Sync writes it to people, Cloud Sync to groups too. */
const anchored = ["user", "inetOrgPerson", "group"];

/** A value counts on an object of any class, as it does for the wizard. */
export async function observeConsistencyGuids(
  source: DirectorySource,
): Promise<NonNullable<ForestObservation["consistencyGuids"]>> {
  const domains = await factOf(() => source.domains());
  if (!("observed" in domains)) return domains;
  const [names, token] = await Promise.all([
    factOf(() => source.schema()).then((schema) => mapFact(schema, namesIn)),
    readerToken(source),
  ]);
  const rows: DomainConsistencyGuids[] = [];
  for (const domain of domains.observed) rows.push(await observeDomain(source, domain, names, token));
  return observed(rows);
}

async function observeDomain(
  source: DirectorySource,
  domain: DomainFacts,
  names: Fact<Names>,
  token: Fact<LogonToken>,
): Promise<DomainConsistencyGuids> {
  const { dnsName, distinguishedName } = domain;
  const everyObject = await Visibility.of(source).everyObject(domain);
  const taken = await factOf(() => takeCensus(source, distinguishedName));
  const asked = allFacts({ everyObject, names, identity: tokenIn(token, dnsName) });
  const objects = mapFact(taken, ({ census, domainController }) =>
    observed({
      domainController,
      visible: census.visible,
      set: sampleOfGroups(census.groups().filter(({ consistencyGuid }) => consistencyGuid)),
      unread: mapFact(asked, ({ names, identity }) => observed(firstUnread(census, names, identity))),
    }),
  );
  return { domain: dnsName, distinguishedName, objects };
}

/**
 * Who reads is an account like any other. An attribute that does not come back is absent or hidden, and the answer does
 * not tell which: the permissions of the reader do.
 */
async function readerToken(source: DirectorySource): Promise<Fact<LogonToken>> {
  const evidence = await factOf(() => readerOf(source));
  if (!("observed" in evidence)) return evidence;
  const reader = evidence.observed;
  const account = await findOne(source, reader, () => queryFor(reader, "account"));
  if (!("observed" in account)) return account;
  const object = account.observed;
  if (object !== null) return factOf(() => readLogonToken(source, object));
  return unobservable(
    `${reader} was not found in the forest, so its read permissions are not known`,
    "Use a read account of the forest itself",
  );
}

/** One name is enough to say that not everything was seen, and does not change with every new user. */
function firstUnread(census: Census, names: Names, token: LogonToken): string | null {
  const facts = names.attributes.get(attribute.toLowerCase());
  // What the schema does not have, no object has.
  if (facts === undefined) return null;
  const { guid, propertySet } = facts;
  const readers = new Map(
    anchored.map((name) => {
      const own = names.classes.get(name.toLowerCase())?.guid;
      const types = [guid, ...(propertySet === null ? [] : [propertySet]), ...(own === undefined ? [] : [own])];
      return [name.toLowerCase(), new EntryEffects(token, census.entries, [readProperty(types)])];
    }),
  );
  const unread = census.groups().filter(({ objectClass, descriptor, leftOut, consistencyGuid }) => {
    const reader = readers.get(objectClass?.toLowerCase() ?? "");
    if (reader === undefined || leftOut || consistencyGuid) return false;
    return descriptor === null || reader.answersOf(descriptor).granted === 0;
  });
  return sampleOfGroups(unread).sample[0] ?? null;
}
