import { firstValue, namingContextOf } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed, type Unobservable } from "../../catalogue/fact.ts";
import type { Entry } from "../entries.ts";
import { soundTextOf } from "../entry-values.ts";
import { allFacts, factOf, mapFact } from "../fact-of.ts";
import type { ForestObservation, KdsRootKeyTimes } from "../facts/forest.ts";
import { byText } from "../order.ts";
import type { TrustedPrincipals } from "../requests.ts";
import { sampleSize } from "../sample-of.ts";
import type { DirectorySource, DomainFacts, ForestFacts } from "../source.ts";
import { findNamed } from "../takeover/named-principal.ts";
import { observeReplication } from "../takeover/replication-holders.ts";
import { Survey } from "../takeover/survey.ts";
import { Visibility } from "../visibility.ts";
import { timeIn } from "../windows-time.ts";
import { observeConsistencyGuids } from "./consistency-guids.ts";
import { observeDeviceRegistration } from "./device-registration.ts";
import { observeSeamlessSingleSignOn } from "./seamless-single-sign-on.ts";
import { nobodyElse, observeServerTakeovers } from "./takeover.ts";

export async function observeForest(
  source: DirectorySource,
  {
    trusted = nobodyElse,
    syncServers = [],
    consistencyGuids = false,
  }: {
    readonly trusted?: TrustedPrincipals;
    readonly syncServers?: readonly string[];
    readonly consistencyGuids?: boolean;
  } = {},
): Promise<Omit<ForestObservation, "evidence">> {
  const [forest, domains] = await Promise.all([factOf(() => source.forest()), factOf(() => source.domains())]);
  const survey = await factOf(() => Survey.open(source, trusted));
  return {
    domains:
      "observed" in domains
        ? observed(await Promise.all(domains.observed.map((domain) => describeDomain(source, domain, survey))))
        : domains,
    functionalLevel: mapFact(forest, (facts) => facts.functionalLevel),
    schemaVersion: mapFact(forest, (facts) => facts.schemaVersion),
    recycleBin: "observed" in forest ? await observeRecycleBin(source, forest.observed) : forest,
    replication: await observeEverywhere(survey, domains),
    syncServers: await observeServerTakeovers(source, survey, syncServers),
    tierZero: observed(
      await Promise.all(trusted.tierZero.map(async (name) => ({ name, found: await findNamed(source, name) }))),
    ),
    kdsRootKeys: "observed" in forest ? await kdsRootKeys(source, forest.observed) : forest,
    deviceRegistration:
      "observed" in forest
        ? await observeDeviceRegistration(source, namingContextOf(forest.observed.rootDomain))
        : forest,
    consistencyGuids: consistencyGuids ? await observeConsistencyGuids(source) : null,
  };
}

/** A forest of which nothing can be seen. */
export function unseenForest(why: { readonly unobservable: Unobservable }): Omit<ForestObservation, "evidence"> {
  return {
    domains: why,
    functionalLevel: why,
    schemaVersion: why,
    recycleBin: why,
    replication: why,
    syncServers: why,
    tierZero: why,
    kdsRootKeys: why,
    deviceRegistration: why,
    consistencyGuids: why,
  };
}

async function observeEverywhere(
  survey: Fact<Survey>,
  domains: Fact<readonly DomainFacts[]>,
): Promise<ForestObservation["replication"]> {
  const both = allFacts({ survey, domains });
  if (!("observed" in both)) return both;
  const { survey: open, domains: all } = both.observed;
  return observed(await Promise.all(all.map((domain) => observeReplication(open, domain))));
}

type ObservedDomain = Extract<ForestObservation["domains"], { observed: unknown }>["observed"][number];

async function describeDomain(
  source: DirectorySource,
  domain: DomainFacts,
  survey: Fact<Survey>,
): Promise<ObservedDomain> {
  return {
    dnsName: domain.dnsName,
    ...(domain.netBiosName.includes(".") ? { dottedNetBiosName: domain.netBiosName } : {}),
    distinguishedName: domain.distinguishedName,
    functionalLevel: domain.functionalLevel,
    managedServiceAccountsContainer: await describeContainer(source, domain),
    seamlessSingleSignOn: await observeSeamlessSingleSignOn(source, domain, survey),
  };
}

async function describeContainer(
  source: DirectorySource,
  { distinguishedName: domain, managedServiceAccountsContainer: container }: DomainFacts,
): Promise<ObservedDomain["managedServiceAccountsContainer"]> {
  if (!("observed" in container)) return container;
  if (container.observed === null)
    return mapFact(await Visibility.of(source).absent(domain, "otherWellKnownObjects"), () =>
      observed({ state: "missing" }),
    );
  const { distinguishedName, deleted } = container.observed;
  return observed({ state: deleted ? "deleted" : "present", distinguishedName });
}

/** Other features may be the only ones that show. */
async function observeRecycleBin(source: DirectorySource, facts: ForestFacts): Promise<Fact<boolean>> {
  const { enabledOptionalFeatures: features, rootDomain } = facts;
  if (!("observed" in features) || features.observed.some(isRecycleBin)) return mapFact(features, () => observed(true));
  const partitions = `CN=Partitions,CN=Configuration,${namingContextOf(rootDomain)}`;
  const none = await Visibility.of(source).absent(partitions, "msDS-EnabledFeature");
  return mapFact(none, () => observed(false));
}

/** Source: MS-ADTS 6.1.1.2.4.1.3.5; the object keeps that name in every forest. */
function isRecycleBin(feature: string): boolean {
  return firstValue(feature)?.toLowerCase() === "recycle bin feature";
}

async function kdsRootKeys(source: DirectorySource, facts: ForestFacts): Promise<Fact<KdsRootKeys>> {
  const { visibleKdsRootKeys: visible, managedPasswordHolders: holders } = facts;
  if ("observed" in visible && visible.observed > 0) {
    const times = await factOf(() => timesOfKeys(source, facts.rootDomain));
    const [by] = "observed" in holders ? holders.observed : [];
    // The times are confidential, so that who reads the objects cannot read them. A password that was made says as much.
    if (by !== undefined && "observed" in times && times.observed.every(({ start }) => start === null))
      return observed({ state: "evidenced", by });
    return mapFact(times, (keys) =>
      observed({
        state: "seen",
        count: visible.observed,
        keys: keys.slice(0, sampleSize),
      }),
    );
  }
  return mapFact(holders, ([by]): Fact<KdsRootKeys> => {
    if (by !== undefined) return observed({ state: "evidenced", by });
    return mapFact(visible, () => observed({ state: "not visible" }));
  });
}

/** Of each key that shows them, the one that counts first at the beginning. */
async function timesOfKeys(source: DirectorySource, rootDomain: string): Promise<readonly KdsRootKeyTimes[]> {
  const attributes = { created: "msKds-CreateTime", start: "msKds-UseStartTime" };
  const keys = await source.entries({
    base: `CN=Master Root Keys,CN=Group Key Distribution Service,CN=Services,CN=Configuration,${namingContextOf(rootDomain)}`,
    scope: "one",
    where: { attribute: "objectClass", equals: "msKds-ProvRootKey" },
    attributes: Object.values(attributes),
  });
  const timeOf = (key: Entry, attribute: string) => {
    const stored = soundTextOf(key, attribute);
    return stored === null ? null : timeIn(stored, attribute, key.distinguishedName);
  };
  return keys
    .map((key) => ({ created: timeOf(key, attributes.created), start: timeOf(key, attributes.start) }))
    .toSorted(byText(({ start, created }) => `${start ?? "~"} ${created ?? "~"}`));
}

type KdsRootKeys = Extract<ForestObservation["kdsRootKeys"], { observed: unknown }>["observed"];
