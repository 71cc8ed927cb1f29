/** The groups that an object is in, directly or through other groups, and whether one of them is of Tier 0. */
import { domainHolding, isSameName, nameKey } from "../../catalogue/distinguished-name.ts";
import { observed, type Unobservable } from "../../catalogue/fact.ts";
import { sidIn } from "../damaged-value.ts";
import type { Entry, EntryQuery } from "../entries.ts";
import { allBytesOf, integerOf, sidOf } from "../entry-values.ts";
import { factOf, mapFact, notReadable, valueOr } from "../fact-of.ts";
import type { DirectorySource, DomainFacts } from "../source.ts";

/** Why it is unknown stands in place of an answer. */
export type Trust = "trusted" | "not trusted" | Unobservable;

/** A security group that lists someone. */
interface Listing {
  readonly distinguishedName: string;
  /** Empty for a group whose security identifier is hidden. */
  readonly sid: string;
  /** Security identifiers of groups that this one replaced; they count for its members. */
  readonly formerly: readonly string[];
  /** Whether it counts on objects of its own domain only. */
  readonly domainLocal: boolean;
  /** Why it is not known whether the group gives its members anything; null where it does. */
  readonly unknown: Unobservable | null;
}

/** Objects that one walk meets before it gives up: a logon token holds at most 1,024 security identifiers. */
const mostMet = 1000;

/** GROUP_TYPE_SECURITY_ENABLED of groupType: the others give their members nothing. Source: MS-ADTS 2.2.12. */
const securityEnabled = 0x8000_0000;
/** GROUP_TYPE_ACCOUNT_GROUP and GROUP_TYPE_UNIVERSAL_GROUP, which count in every domain; same source. */
const forestWide = 0x2 | 0x8;

/** Whether a group gives its members its rights: distribution groups do not. Null where that is hidden. */
export function isSecurityGroup(group: Entry): boolean | null {
  const type = integerOf(group, "groupType");
  return type === null ? null : (type & securityEnabled) !== 0;
}

/** Every object is looked at once, whoever asks: what a walk learns of the groups on its way is kept. */
export class GroupsAbove {
  readonly #source: DirectorySource;
  readonly #domains: readonly DomainFacts[];
  readonly #ownTrust: (sid: string) => Trust;
  /** By distinguished name, in lower case. */
  readonly #learned = new Map<string, Trust>();
  readonly #groups = new Map<string, Promise<readonly Listing[]>>();

  /** `ownTrust` says whether a security identifier is trusted by itself. */
  constructor(source: DirectorySource, domains: readonly DomainFacts[], ownTrust: (sid: string) => Trust) {
    this.#source = source;
    this.#domains = domains;
    this.#ownTrust = ownTrust;
  }

  async trustOf(distinguishedName: string): Promise<Trust> {
    const known = this.#learned.get(nameKey(distinguishedName));
    if (known !== undefined) return known;
    for (const [key, trust] of await this.#walk(distinguishedName))
      if (!this.#learned.has(key)) this.#learned.set(key, trust);
    return this.#learned.get(nameKey(distinguishedName)) ?? "not trusted";
  }

  /** What an object certainly holds by its groups on objects of a domain: their security identifiers, old ones included. */
  async sidsAbove(distinguishedName: string, home: DomainFacts): Promise<readonly string[]> {
    const met = new Map<string, Listing>();
    let level = [distinguishedName];
    while (level.length > 0 && met.size <= mostMet) {
      const found = await Promise.all(level.map((member) => this.#groupsOf(member)));
      const next = new Map(
        found
          .flat()
          .filter((group) => group.unknown === null && countsIn(group, home, this.#domains))
          .map((group) => [nameKey(group.distinguishedName), group] as const)
          .filter(([key]) => !met.has(key)),
      );
      for (const [key, group] of next) met.set(key, group);
      level = [...next.values()].map((group) => group.distinguishedName);
    }
    return [...met.values()].flatMap(({ sid, formerly }) => (sid === "" ? formerly : [sid, ...formerly]));
  }

  /** Level by level, so that the groups of a level are asked for together. */
  async #walk(start: string): Promise<ReadonlyMap<string, Trust>> {
    const met = new Set([nameKey(start)]);
    const members = new Map<string, string[]>();
    const ends = new Map<string, Trust>();
    const unknowns = new Map<string, Unobservable>();
    let level = [start];
    while (level.length > 0 && met.size <= mostMet) {
      const found = await Promise.all(level.map((member) => this.#groupsOf(member)));
      const next: string[] = [];
      for (const [index, groups] of found.entries()) {
        for (const { distinguishedName, sid, unknown } of groups) {
          const key = nameKey(distinguishedName);
          const listed = members.get(key) ?? [];
          listed.push(nameKey(level[index] ?? ""));
          members.set(key, listed);
          if (met.has(key)) continue;
          met.add(key);
          if (unknown !== null) unknowns.set(key, unknown);
          const own = sid === "" && unknown !== null ? unknown : this.#ownTrust(sid);
          const known = own === "trusted" ? own : this.#learned.get(key);
          if (known === undefined) next.push(distinguishedName);
          if ((known ?? own) !== "not trusted") ends.set(key, known ?? own);
        }
      }
      level = next;
    }
    for (const name of level) if (!ends.has(nameKey(name))) ends.set(nameKey(name), tooManyGroups(start));
    return handedDown(met, ends, { members, unknowns });
  }

  #groupsOf(member: string): Promise<readonly Listing[]> {
    const known = this.#groups.get(nameKey(member)) ?? this.#readGroups(member);
    this.#groups.set(nameKey(member), known);
    return known;
  }

  /** A domain that cannot be asked makes nobody trusted. */
  async #readGroups(member: string): Promise<readonly Listing[]> {
    const query = (domain: DomainFacts): EntryQuery => ({
      base: domain.distinguishedName,
      scope: "sub",
      where: { attribute: "member", equals: member },
      attributes: ["objectSid", "groupType", "sIDHistory"],
    });
    const { reader } = await this.#source.evidence();
    const answers = await Promise.all(this.#domains.map((domain) => factOf(() => this.#source.entries(query(domain)))));
    return answers.flatMap((answer) => valueOr(answer, [])).flatMap((entry) => listingOf(entry, reader) ?? []);
  }
}

/** Null for a group that gives its members nothing. */
function listingOf(entry: Entry, reader: string): Listing | null {
  const { distinguishedName } = entry;
  const read = mapFact(observed(entry), (group) =>
    observed({
      security: isSecurityGroup(group),
      sid: sidOf(group) ?? "",
      formerly: allBytesOf(group, "sIDHistory").map((bytes) => sidIn(bytes, "sIDHistory", distinguishedName)),
      type: integerOf(group, "groupType") ?? forestWide,
    }),
  );
  if (!("observed" in read)) {
    const unknown = "unobservable" in read ? read.unobservable : null;
    return { distinguishedName, sid: "", formerly: [], domainLocal: false, unknown };
  }
  const { security, sid, formerly, type } = read.observed;
  if (security === false) return null;
  const unknown = security === null ? notReadable("groupType", distinguishedName, reader).unobservable : null;
  return { distinguishedName, sid, formerly, domainLocal: (type & forestWide) === 0, unknown };
}

/** Groups local to a domain count there and nowhere else. Source: MS-ADTS 2.2.12. */
function countsIn(
  { domainLocal, distinguishedName }: Listing,
  home: DomainFacts,
  domains: readonly DomainFacts[],
): boolean {
  if (!domainLocal) return true;
  const own = domainHolding(distinguishedName, domains);
  return own !== undefined && isSameName(own.distinguishedName, home.distinguishedName);
}

/** Members have what their groups have; what is trusted wins over what is unknown. */
function handedDown(
  met: ReadonlySet<string>,
  ends: ReadonlyMap<string, Trust>,
  {
    members,
    unknowns,
  }: {
    readonly members: ReadonlyMap<string, readonly string[]>;
    /** Groups of which it is not known whether they hand anything down. */
    readonly unknowns: ReadonlyMap<string, Unobservable>;
  },
): ReadonlyMap<string, Trust> {
  const trusts = new Map<string, Trust>();
  const later: (readonly [string, Trust])[] = [...ends].filter(([, trust]) => trust !== "trusted");
  const handDown = (first: readonly [string, Trust]) => {
    const pending = [first];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [key, trust] = next;
      if (trusts.has(key)) continue;
      trusts.set(key, trust);
      const unknown = unknowns.get(key);
      for (const member of members.get(key) ?? [])
        if (unknown === undefined || trust !== "trusted") pending.push([member, trust]);
        else later.push([member, unknown]);
    }
  };
  for (const end of ends) if (end[1] === "trusted") handDown(end);
  for (const end of later) handDown(end);
  return new Map([...met].map((key) => [key, trusts.get(key) ?? "not trusted"]));
}

function tooManyGroups(distinguishedName: string): Unobservable {
  return {
    reason: `${distinguishedName} is in more than ${mostMet} groups, including nested groups, so it is not known whether one of them belongs to Tier 0`,
    remedy:
      "Remove it from groups (a logon token holds at most 1,024 security identifiers), or name it under tierZero of the forest in hybrid-sync:forests",
  };
}
