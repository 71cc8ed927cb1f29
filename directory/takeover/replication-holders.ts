/**
 * Who may replicate the secrets of a domain: every password hash in it. It takes two rights, and both count however
 * someone came by them: each may come through another group.
 */

import { nameKey } from "../../catalogue/distinguished-name.ts";
import type { Fact, Unobservable } from "../../catalogue/fact.ts";
import { factOf, mapFact } from "../fact-of.ts";
import type { DomainReplication, ReplicationHolder } from "../facts/forest.ts";
import { rootDescriptor } from "../rights.ts";
import { sampleSize } from "../sample-of.ts";
import { type AccessDecision, type AccessRequest, checkAccess } from "../security/access-check.ts";
import { accessRights, mapGenericRights } from "../security/access-mask.ts";
import { entryToSddl } from "../security/sddl.ts";
import { entryFlags, isObjectEntry, type SecurityDescriptor } from "../security/security-descriptor.ts";
import { compareSids } from "../security/sid.ts";
import { domainRids } from "../security/well-known-sids.ts";
import type { DomainFacts } from "../source.ts";
import { type AllowingEntry, controlsIn, leftOf, nobody } from "./controls.ts";
import { isWide } from "./everyone.ts";
import { mostLookedAt } from "./members.ts";
import type { Identity } from "./principals.ts";
import { getChanges, getChangesAll } from "./replication-rights.ts";
import type { Survey } from "./survey.ts";

export async function observeReplication(survey: Survey, domain: DomainFacts): Promise<DomainReplication> {
  const { dnsName, distinguishedName } = domain;
  const descriptor = rootDescriptor(domain);
  const holders =
    "observed" in descriptor
      ? await factOf(() => new Holders(survey, domain, descriptor.observed).find())
      : mapFact(descriptor, (): DomainReplication["holders"] => descriptor);
  return { domain: dnsName, distinguishedName, holders };
}

/** Of Tier 0, and yet not meant to hold more than the right to write sign-in keys. Source: MS-DTYP 2.4.2.4. */
const enterpriseKeyAdmins = { relativeTo: "forest root", rid: domainRids.enterpriseKeyAdmins } as const;

/** What someone holds by all that he is. */
interface Rights {
  readonly changes: AccessDecision;
  readonly all: AccessDecision;
}

interface Holder {
  readonly identity: Identity;
  readonly by: ReplicationHolder["by"];
  readonly entry: AllowingEntry | null;
  readonly decided: boolean;
  /** Whose entries give both rights, where one of them is for someone else. */
  readonly through?: { readonly getChanges: string; readonly getChangesAll: string };
  /** Whether someone who holds these identifiers has it; it says who in a group does. */
  readonly holds: (sids: ReadonlySet<string>) => boolean;
}

class Holders {
  readonly #survey: Survey;
  readonly #domain: DomainFacts;
  readonly #descriptor: SecurityDescriptor;
  /** By security identifier: each once, by the most that it can do. */
  readonly #found = new Map<string, Holder>();
  #untold: Unobservable | undefined;

  constructor(survey: Survey, domain: DomainFacts, descriptor: SecurityDescriptor) {
    this.#survey = survey;
    this.#domain = domain;
    this.#descriptor = descriptor;
  }

  async find(): Promise<Extract<DomainReplication["holders"], { observed: unknown }>["observed"]> {
    const ofAll = await this.#others(trusteesOf(this.#descriptor, getChangesAll));
    const ofChanges = await this.#others(trusteesOf(this.#descriptor, getChanges));
    for (const identity of distinct([...ofAll, ...ofChanges])) await this.#judge(identity);
    // Nobody can add a right to the one that a group gives him, unless someone else gives it.
    for (const [identities, complements] of [
      [ofAll, ofChanges],
      [ofChanges, ofAll],
    ] as const)
      for (const identity of identities)
        if (complements.some(({ sid }) => sid !== identity.sid)) await this.#descend(identity);
    for (const identity of ofAll) await this.#halfOf(identity);
    await this.#grantors();
    return this.#described();
  }

  /** Those behind trustees who are not trusted. */
  async #others(trustees: readonly string[]): Promise<readonly Identity[]> {
    const { principals } = this.#survey;
    const others: Identity[] = [];
    for (const trustee of trustees) {
      const identities = await principals.identitiesOf(trustee, this.#domain);
      this.#note(identities);
      for (const identity of "observed" in identities ? identities.observed : [{ sid: trustee, formerly: null }])
        if (await this.#counts(identity.sid)) others.push(identity);
    }
    return others;
  }

  async #counts(sid: string): Promise<boolean> {
    const standing = this.#isKeyAdmins(sid) ? "others" : await this.#survey.principals.standingOf(sid, this.#domain);
    if (typeof standing === "object") this.#untold ??= standing;
    return standing === "others";
  }

  #note(fact: Fact<unknown>): void {
    if ("unobservable" in fact) this.#untold ??= fact.unobservable;
  }

  #isKeyAdmins(sid: string): boolean {
    return this.#survey.principals.issuers.isAt(sid, enterpriseKeyAdmins) === true;
  }

  #rightsOf(sids: ReadonlySet<string>): Rights {
    const decide = (request: AccessRequest) => checkAccess(this.#descriptor, { sids }, request);
    return { changes: decide(getChanges), all: decide(getChangesAll) };
  }

  /** Whether someone holds both rights; `groups` are identifiers that he certainly holds. */
  async #judge(identity: Identity, groups: readonly string[] = []): Promise<boolean> {
    if (this.#found.has(identity.sid)) return true;
    const sids = new Set([...(await this.#survey.principals.tokenOf(identity, this.#domain)), ...groups]);
    const rights = this.#rightsOf(sids);
    const { changes, all } = rights;
    if (all.outcome === "denied" || changes.outcome === "denied") return false;
    const trustees = { getChanges: trusteeOf(changes), getChangesAll: trusteeOf(all) };
    const own = [identity.sid, identity.formerly];
    const isOwn = Object.values(trustees).every((trustee) => trustee === null || own.includes(trustee));
    const { getChanges: one, getChangesAll: other } = trustees;
    this.#found.set(identity.sid, {
      identity,
      by: "both rights",
      entry: entryOf(all),
      decided: all.outcome === "granted" && changes.outcome === "granted",
      ...(isOwn || one === null || other === null ? {} : { through: { getChanges: one, getChangesAll: other } }),
      holds: (each) => {
        const held = this.#rightsOf(each);
        return held.all.outcome !== "denied" && held.changes.outcome !== "denied";
      },
    });
    return true;
  }

  /** Looks at those in a group that gives one of the rights, as far down as nobody holds both. */
  async #descend(group: Identity): Promise<void> {
    const { principals } = this.#survey;
    const met = new Set<string>();
    const pending = [{ sid: group.sid, above: [group.sid, ...(group.formerly === null ? [] : [group.formerly])] }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (this.#found.has(next.sid) || isWide(next.sid)) continue;
      const located = await principals.locate(next.sid, this.#domain);
      if (located?.kind !== "group") continue;
      const members = await principals.membersOf(next.sid, this.#domain);
      if (members.hidden[0] !== undefined) this.#untold ??= members.hidden[0];
      if (members.more > 0 || met.size + members.seen.length > mostLookedAt) {
        this.#untold ??= tooMany(located.distinguishedName);
        continue;
      }
      for (const member of members.seen) {
        if (met.has(nameKey(member.distinguishedName))) continue;
        met.add(nameKey(member.distinguishedName));
        if (!(await this.#counts(member.sid))) continue;
        if (await this.#judge({ sid: member.sid, formerly: null }, next.above)) continue;
        if (member.kind === "group") pending.push({ sid: member.sid, above: [...next.above, member.sid] });
      }
    }
  }

  async #halfOf(identity: Identity): Promise<void> {
    if (this.#found.has(identity.sid)) return;
    const { all } = this.#rightsOf(await this.#survey.principals.tokenOf(identity, this.#domain));
    if (all.outcome === "denied") return;
    this.#found.set(identity.sid, {
      identity,
      by: "Get-Changes-All alone",
      entry: entryOf(all),
      decided: all.outcome === "granted",
      holds: (sids) => this.#rightsOf(sids).all.outcome !== "denied",
    });
  }

  /** Those who could give themselves the rights. */
  async #grantors(): Promise<void> {
    const asked = { target: "container", types: new Map() } as const;
    for (const control of controlsIn(this.#descriptor, "container", asked.types))
      for (const identity of await this.#others([control.trustee])) {
        if (this.#found.get(identity.sid)?.by === "both rights") continue;
        const left = (sids: ReadonlySet<string>) => leftOf(control, this.#descriptor, asked, sids);
        const given = left(await this.#survey.principals.tokenOf(identity, this.#domain));
        if (given === null) continue;
        const isAll = given.edges[0] === "full-control";
        this.#found.set(identity.sid, {
          identity,
          by: isAll ? "both rights" : "granting them to itself",
          entry: control.entry,
          decided: given.decided,
          holds: (sids) => left(sids) !== null,
        });
      }
  }

  async #described() {
    const { principals } = this.#survey;
    const holders: ReplicationHolder[] = [];
    for (const { identity, by, entry, decided, through, holds } of this.#found.values()) {
      const principal = await principals.describe(identity, this.#domain);
      const isGroup = principal.kind === "group" && !isWide(principal.sid) && !this.#isKeyAdmins(principal.sid);
      const people = isGroup ? await principals.peopleIn(principal.sid, this.#domain, holds) : null;
      if (people !== null && people.names.length === 0 && !people.more) continue;
      holders.push({
        principal: { ...principal, ...(people === null || people.names.length === 0 ? {} : { people }) },
        by,
        entry: entry === null ? null : entryToSddl(entry, this.#survey.sddlDomains(this.#domain)),
        decided,
        ...(through === undefined ? {} : { through: await this.#named(through) }),
        ...(this.#isKeyAdmins(identity.sid) ? { known: "Enterprise Key Admins" } : {}),
      });
    }
    const ordered = holders.toSorted((a, b) => compareSids(a.principal.sid, b.principal.sid));
    return {
      count: ordered.length,
      sample: ordered.slice(0, sampleSize),
      ...(this.#untold === undefined ? {} : { untold: this.#untold }),
    };
  }

  async #named(through: NonNullable<Holder["through"]>): Promise<NonNullable<ReplicationHolder["through"]>> {
    const nameOf = async (sid: string) => {
      const { name } = await this.#survey.principals.describe({ sid, formerly: null }, this.#domain);
      return name ?? sid;
    };
    return { getChanges: await nameOf(through.getChanges), getChangesAll: await nameOf(through.getChangesAll) };
  }
}

/** Whom entries of a root give a right, each once, in stored order. */
function trusteesOf({ dacl }: SecurityDescriptor, { objectTypes }: AccessRequest): readonly string[] {
  const trustees = (dacl?.entries ?? []).flatMap((entry) => {
    if (entry.kind === "unknown" || !entry.kind.startsWith("allow")) return [];
    if ((entry.flags & entryFlags.inheritOnly) !== 0 || nobody.includes(entry.trustee)) return [];
    if ((mapGenericRights(entry.mask) & accessRights.controlAccess) === 0) return [];
    const { objectType } = isObjectEntry(entry) ? entry : {};
    return objectType === undefined || objectTypes.includes(objectType) ? [entry.trustee] : [];
  });
  return [...new Set(trustees)];
}

function distinct(identities: readonly Identity[]): readonly Identity[] {
  return [...new Map(identities.map((identity) => [identity.sid, identity])).values()];
}

function entryOf({ entry }: AccessDecision): AllowingEntry | null {
  return entry === undefined || entry.entry.kind === "unknown" ? null : entry.entry;
}

/** Null where no entry decides. */
function trusteeOf(decision: AccessDecision): string | null {
  return entryOf(decision)?.trustee ?? null;
}

function tooMany(group: string): Unobservable {
  return {
    reason: `${group} has more than ${mostLookedAt} members, including nested groups, or members that the read account cannot see, so it is not known which of them may replicate secrets through another group as well`,
    remedy: `Remove the right of ${group} on the domain root, or give both rights to one group`,
  };
}
