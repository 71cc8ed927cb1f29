import { type Fact, observed, type Unobservable } from "../../catalogue/fact.ts";
import { factOf, mapFact } from "../facts.ts";
import type { ForestObservation, TrustedPrincipals } from "../observation.ts";
import type { DirectorySource, DomainFacts, ForestFacts } from "../source.ts";
import { findNamed } from "../takeover/named-principal.ts";
import { observeReplication } from "../takeover/replication-holders.ts";
import { Survey } from "../takeover/survey.ts";
import { nobodyElse, observeServerTakeovers } from "./takeover.ts";

export async function observeForest(
  source: DirectorySource,
  {
    trusted = nobodyElse,
    syncServers = [],
  }: { readonly trusted?: TrustedPrincipals; readonly syncServers?: readonly string[] } = {},
): Promise<ForestObservation> {
  const [evidence, forest, domains] = await Promise.all([
    source.evidence(),
    factOf(() => source.forest()),
    factOf(() => source.domains()),
  ]);
  const survey = await factOf(() => Survey.open(source, trusted));
  return {
    evidence,
    domains: mapFact(domains, (known) => observed(known.map(describeDomain))),
    functionalLevel: mapFact(forest, (facts) => facts.functionalLevel),
    schemaVersion: mapFact(forest, (facts) => facts.schemaVersion),
    recycleBin: mapFact(forest, (facts) =>
      mapFact(facts.enabledOptionalFeatures, (enabled) => observed(enabled.some(isRecycleBin))),
    ),
    replication: await observeEverywhere(survey, domains),
    syncServers: await observeServerTakeovers(source, survey, syncServers),
    tierZero: observed(
      await Promise.all(trusted.tierZero.map(async (name) => ({ name, found: await findNamed(source, name) }))),
    ),
    kdsRootKeys: mapFact(forest, kdsRootKeys),
  };
}

/** A forest of which nothing can be seen. */
export function unseenForest(why: { readonly unobservable: Unobservable }): ForestObservation {
  return {
    evidence: { source: "none" },
    domains: why,
    functionalLevel: why,
    schemaVersion: why,
    recycleBin: why,
    replication: why,
    syncServers: why,
    tierZero: why,
    kdsRootKeys: why,
  };
}

async function observeEverywhere(
  survey: Fact<Survey>,
  domains: Fact<readonly DomainFacts[]>,
): Promise<ForestObservation["replication"]> {
  if (!("observed" in survey)) return survey;
  if (!("observed" in domains)) return domains;
  return observed(await Promise.all(domains.observed.map((domain) => observeReplication(survey.observed, domain))));
}

type ObservedDomain = Extract<ForestObservation["domains"], { observed: unknown }>["observed"][number];

function describeDomain(domain: DomainFacts): ObservedDomain {
  return {
    dnsName: domain.dnsName,
    netBiosName: domain.netBiosName,
    distinguishedName: domain.distinguishedName,
    functionalLevel: domain.functionalLevel,
    managedServiceAccountsContainer: mapFact(
      domain.managedServiceAccountsContainer,
      (container): ObservedDomain["managedServiceAccountsContainer"] => {
        if (container === null) return observed({ state: "missing" });
        const { distinguishedName, deleted } = container;
        return observed({ state: deleted ? "deleted" : "present", distinguishedName });
      },
    ),
  };
}

/** Source: MS-ADTS 6.1.1.2.4.1.3.5; the object keeps that name in every forest. */
function isRecycleBin(feature: string): boolean {
  return feature.toLowerCase().startsWith("cn=recycle bin feature,");
}

function kdsRootKeys(facts: ForestFacts): ForestObservation["kdsRootKeys"] {
  const { visibleKdsRootKeys: visible, managedPasswordHolders: holders } = facts;
  if ("observed" in visible && visible.observed > 0) return observed({ state: "seen", count: visible.observed });
  return mapFact(holders, ([by]): Fact<KdsRootKeys> => {
    if (by !== undefined) return observed({ state: "evidenced", by });
    return mapFact(visible, () => observed({ state: "not visible" }));
  });
}

type KdsRootKeys = Extract<ForestObservation["kdsRootKeys"], { observed: unknown }>["observed"];
