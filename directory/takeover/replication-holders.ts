/** Who may replicate the secrets of a domain: every password hash in it. */

import { observed, type Unobservable } from "../../catalogue/fact.ts";
import { factOf, mapFact } from "../fact-of.ts";
import type { DomainReplication, ReplicationHolder } from "../facts/forest.ts";
import { rootDescriptor } from "../rights.ts";
import { sampleSize } from "../sample-of.ts";
import { type AccessDecision, checkAccess } from "../security/access-check.ts";
import { accessRights, mapGenericRights } from "../security/access-mask.ts";
import { entryToSddl } from "../security/sddl.ts";
import {
  type AccessControlEntry,
  entryFlags,
  isObjectEntry,
  type SecurityDescriptor,
} from "../security/security-descriptor.ts";
import { compareSids } from "../security/sid.ts";
import { domainRids } from "../security/well-known-sids.ts";
import type { DomainFacts } from "../source.ts";
import { type AllowingEntry, controlsIn, nobody, tokenOf } from "./controls.ts";
import { getChanges, getChangesAll } from "./replication-rights.ts";
import type { Survey } from "./survey.ts";

/** A holder as the descriptor shows it, before anyone is asked who it is. */
type Held = Omit<ReplicationHolder, "principal" | "entry"> & {
  readonly trustee: string;
  readonly entry: AllowingEntry | null;
};

export async function observeReplication(survey: Survey, domain: DomainFacts): Promise<DomainReplication> {
  const held = mapFact(rootDescriptor(domain), (descriptor) => observed(heldIn(descriptor)));
  const { dnsName, distinguishedName } = domain;
  if (!("observed" in held)) return { domain: dnsName, distinguishedName, holders: held };
  return { domain: dnsName, distinguishedName, holders: await described(survey, domain, held.observed) };
}

async function described(
  survey: Survey,
  domain: DomainFacts,
  held: readonly Held[],
): Promise<DomainReplication["holders"]> {
  return factOf(async () => {
    const holders: ReplicationHolder[] = [];
    let untold: Unobservable | undefined;
    for (const { trustee, entry, ...rest } of held) {
      const isKeyAdmins = survey.principals.issuers.isAt(trustee, enterpriseKeyAdmins) === true;
      const standing = isKeyAdmins ? "others" : await survey.principals.standingOf(trustee, domain);
      if (standing === "trusted" || standing === "nobody") continue;
      if (standing !== "others") {
        untold ??= standing;
        continue;
      }
      const principal = await survey.principals.describe(trustee, domain);
      holders.push({
        principal,
        ...rest,
        entry: entry === null ? null : entryToSddl(entry, survey.sddlDomains(domain)),
        ...(isKeyAdmins ? { known: "Enterprise Key Admins" } : {}),
      });
    }
    const ordered = holders.toSorted((a, b) => compareSids(a.principal.sid, b.principal.sid));
    return {
      count: ordered.length,
      sample: ordered.slice(0, sampleSize),
      ...(untold === undefined ? {} : { untold }),
    };
  });
}

/** Of Tier 0, and yet not meant to hold more than the right to write sign-in keys. Source: MS-DTYP 2.4.2.4. */
const enterpriseKeyAdmins = { relativeTo: "forest root", rid: domainRids.enterpriseKeyAdmins } as const;

/** By entry, in stored order; then those who could give themselves the rights. */
function heldIn(descriptor: SecurityDescriptor): readonly Held[] {
  const holders = (descriptor.dacl?.entries ?? []).flatMap((entry) => holderBy(entry, descriptor) ?? []);
  const already = new Set(holders.map(({ trustee }) => trustee));
  const grantors = controlsIn(descriptor, "container", new Map())
    .filter(({ trustee }) => !already.has(trustee))
    .map(
      ({ trustee, entry, decided, edges: [edge] }): Held => ({
        trustee,
        entry,
        decided,
        by: edge === "full-control" ? "both rights" : "granting them to itself",
      }),
    );
  return [...holders, ...grantors];
}

function holderBy(entry: AccessControlEntry, descriptor: SecurityDescriptor): Held | null {
  if (entry.kind === "unknown" || !entry.kind.startsWith("allow") || (entry.flags & entryFlags.inheritOnly) !== 0)
    return null;
  if ((mapGenericRights(entry.mask) & accessRights.controlAccess) === 0 || nobody.includes(entry.trustee)) return null;
  const { objectType } = isObjectEntry(entry) ? entry : {};
  if (objectType !== undefined && !getChangesAll.objectTypes.includes(objectType)) return null;
  const token = tokenOf(entry.trustee);
  const all = checkAccess(descriptor, token, getChangesAll).outcome;
  if (all === "denied") return null;
  const changes = checkAccess(descriptor, token, getChanges).outcome;
  return {
    trustee: entry.trustee,
    entry,
    by: changes === "denied" ? "Get-Changes-All alone" : "both rights",
    decided: ([all, changes] as readonly AccessDecision["outcome"][]).every((outcome) => outcome !== "undecided"),
  };
}
