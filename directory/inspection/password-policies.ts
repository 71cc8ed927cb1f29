/** How long people must keep a password before they may change it, in every domain. */

import type { Fact } from "../../catalogue/fact.ts";
import type { Entry } from "../entries.ts";
import { soundTextOf } from "../entry-values.ts";
import { always, factOf, mapFact, notReadable } from "../fact-of.ts";
import type { DomainPasswordPolicy } from "../facts/logon.ts";
import { byText } from "../order.ts";
import { sampleSize } from "../sample-of.ts";
import type { DirectorySource, DomainFacts } from "../source.ts";
import { secondsIn } from "../windows-time.ts";

/** Nothing is said of a domain that is not seen: without domains there are no rows. */
export async function observePasswordPolicies(source: DirectorySource): Promise<readonly DomainPasswordPolicy[]> {
  const [{ reader }, domains] = await Promise.all([source.evidence(), factOf(() => source.domains())]);
  if (!("observed" in domains)) return [];
  return Promise.all(domains.observed.map((domain) => readPolicies(source, domain, reader)));
}

async function readPolicies(
  source: DirectorySource,
  { dnsName, distinguishedName }: DomainFacts,
  reader: string,
): Promise<DomainPasswordPolicy> {
  const root = await factOf(() =>
    source.entries({ base: distinguishedName, scope: "base", attributes: ["minPwdAge"] }),
  );
  return {
    domain: dnsName,
    distinguishedName,
    minimumAgeSeconds: mapFact(root, ([entry]) => ageOf(entry, "minPwdAge", distinguishedName, reader)),
    fineGrained: await factOf(() => readFineGrained(source, distinguishedName, reader)),
  };
}

function ageOf(entry: Entry | undefined, attribute: string, owner: string, reader: string): Fact<number> {
  const stored = entry === undefined ? null : soundTextOf(entry, attribute);
  return always(stored === null ? null : secondsIn(stored, attribute, owner), attribute, owner, reader);
}

/**
 * Ordinary readers see no fine-grained policy, but the groups to which one applies name it. Users name theirs too, where
 * that is readable; going through all of them would take as long as reading the domain.
 */
async function readFineGrained(
  source: DirectorySource,
  domain: string,
  reader: string,
): Promise<Extract<DomainPasswordPolicy["fineGrained"], { observed: unknown }>["observed"]> {
  const age = "msDS-MinimumPasswordAge";
  const [policies, groups] = await Promise.all([
    source.entries({
      base: `CN=Password Settings Container,CN=System,${domain}`,
      scope: "one",
      where: { attribute: "objectClass", equals: "msDS-PasswordSettings" },
      attributes: [age],
    }),
    source.entries({
      base: domain,
      scope: "sub",
      where: { all: [{ attribute: "objectClass", equals: "group" }, { present: "msDS-PSOApplied" }] },
      attributes: ["msDS-PSOApplied"],
    }),
  ]);
  const seen = new Map<string, Fact<number>>();
  for (const group of groups)
    for (const name of group.attributes["msDS-PSOApplied"] ?? []) seen.set(name, notReadable(age, name, reader));
  for (const policy of policies)
    seen.set(policy.distinguishedName, ageOf(policy, age, policy.distinguishedName, reader));
  const sorted = [...seen].toSorted(byText(([name]) => name));
  return {
    count: sorted.length,
    sample: sorted
      .slice(0, sampleSize)
      .map(([distinguishedName, minimumAgeSeconds]) => ({ distinguishedName, minimumAgeSeconds })),
  };
}
