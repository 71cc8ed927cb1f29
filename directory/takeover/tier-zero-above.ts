/** Whether an object is in a group of Tier 0, directly or through other groups. */
import type { Unobservable } from "../../catalogue/fact.ts";
import { nameKey } from "../distinguished-name.ts";
import type { EntryQuery } from "../entries.ts";
import { sidOf } from "../entry-values.ts";
import { factOf } from "../fact-of.ts";
import type { DirectorySource, DomainFacts } from "../source.ts";

/** Why it is unknown stands in place of an answer. */
export type Trust = "trusted" | "not trusted" | Unobservable;

/** A group that lists someone. */
interface Listing {
  readonly distinguishedName: string;
  /** Empty for a group whose security identifier is hidden. */
  readonly sid: string;
}

/** Objects that one walk meets before it gives up: a logon token holds at most 1,024 security identifiers. */
const mostMet = 1000;

/** Every object is looked at once, whoever asks: what a walk learns of the groups on its way is kept. */
export class TierZeroAbove {
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

  /** Level by level, so that the groups of a level are asked for together. */
  async #walk(start: string): Promise<ReadonlyMap<string, Trust>> {
    const met = new Set([nameKey(start)]);
    const members = new Map<string, string[]>();
    const ends = new Map<string, Trust>();
    let level = [start];
    while (level.length > 0 && met.size <= mostMet) {
      const found = await Promise.all(level.map((member) => this.#groupsOf(member)));
      const next: string[] = [];
      for (const [index, groups] of found.entries()) {
        for (const { distinguishedName, sid } of groups) {
          const key = nameKey(distinguishedName);
          const listed = members.get(key) ?? [];
          listed.push(nameKey(level[index] ?? ""));
          members.set(key, listed);
          if (met.has(key)) continue;
          met.add(key);
          const own = this.#ownTrust(sid);
          const known = own === "trusted" ? own : this.#learned.get(key);
          if (known === undefined) next.push(distinguishedName);
          if ((known ?? own) !== "not trusted") ends.set(key, known ?? own);
        }
      }
      level = next;
    }
    for (const name of level) if (!ends.has(nameKey(name))) ends.set(nameKey(name), tooManyGroups(start));
    return handedDown(met, ends, members);
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
      attributes: ["objectSid"],
    });
    const answers = await Promise.all(this.#domains.map((domain) => factOf(() => this.#source.entries(query(domain)))));
    return answers
      .flatMap((answer) => ("observed" in answer ? answer.observed : []))
      .map((entry) => ({ distinguishedName: entry.distinguishedName, sid: sidOf(entry) ?? "" }));
  }
}

/** Members have what their groups have; what is trusted wins over what is unknown. */
function handedDown(
  met: ReadonlySet<string>,
  ends: ReadonlyMap<string, Trust>,
  members: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, Trust> {
  const trusts = new Map<string, Trust>();
  const ordered = [...ends].toSorted(([, a], [, b]) => Number(b === "trusted") - Number(a === "trusted"));
  for (const [end, trust] of ordered) {
    const pending = [end];
    for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
      if (trusts.has(key)) continue;
      trusts.set(key, trust);
      for (const member of members.get(key) ?? []) pending.push(member);
    }
  }
  return new Map([...met].map((key) => [key, trusts.get(key) ?? "not trusted"]));
}

function tooManyGroups(distinguishedName: string): Unobservable {
  return {
    reason: `${distinguishedName} is in more than ${mostMet} groups, including nested groups, so it is not known whether one of them belongs to Tier 0`,
    remedy:
      "Remove it from groups (a logon token holds at most 1,024 security identifiers), or name it under tierZero of the forest in hybrid-sync:forests",
  };
}
