/** Who stands behind a security identifier, and whether its rights are a finding. */
import { type Fact, observed, type Unobservable, unobservable } from "../../catalogue/fact.ts";
import { tierZeroGroups } from "../../catalogue/tier-zero.ts";
import { domainHolding, nameKey } from "../distinguished-name.ts";
import type { Entry } from "../entries.ts";
import { integerOf, sidOf, textOf, textsOf } from "../entry-values.ts";
import { factOf, mapFact, notReadable } from "../fact-of.ts";
import type { TakeoverPrincipal } from "../facts/takeover.ts";
import { Issuers } from "../issuers.ts";
import { nameOf } from "../names.ts";
import { entryWithSid } from "../object-by-sid.ts";
import { kindOfClasses } from "../principal-kind.ts";
import type { TrustedPrincipals } from "../requests.ts";
import { splitSid, wellKnownSidName } from "../security/sid.ts";
import type { DirectorySource, DomainFacts } from "../source.ts";
import { Visibility } from "../visibility.ts";
import { holdsEveryone, isWide } from "./everyone.ts";
import { sidsOfNamed } from "./named-principal.ts";
import { TierZeroAbove, type Trust } from "./tier-zero-above.ts";

/** Members that one question looks at, directly and through groups: a group with more counts as one with others in it. */
const mostLookedAt = 1000;

interface Found {
  readonly entry: Entry | null;
  readonly domain: DomainFacts;
}

/** A group, or what is listed in one. */
interface Listed {
  readonly distinguishedName: string;
  readonly sid: string;
  readonly kind: ReturnType<typeof kindOf>;
}

/**
 * What the rights of a principal come to: those of `others` are a finding; `nobody` is a group in which the reader sees
 * nobody who is not trusted. Why it is unknown stands in place of an answer.
 */
export type Standing = "trusted" | "nobody" | "others" | Unobservable;

/** Asks a source; every answer is kept, because the same few principals stand in most descriptors. */
export class Principals {
  readonly issuers: Issuers;
  readonly #source: DirectorySource;
  readonly #visibility: Visibility;
  readonly #domains: readonly DomainFacts[];
  readonly #declared: ReadonlySet<string>;
  readonly #found = new Map<string, Promise<Found>>();
  readonly #trusted = new Map<string, Promise<Trust>>();
  readonly #standings = new Map<string, Promise<Standing>>();
  readonly #above: TierZeroAbove;

  private constructor(
    source: DirectorySource,
    domains: readonly DomainFacts[],
    issuers: Issuers,
    declared: ReadonlySet<string>,
  ) {
    this.#source = source;
    this.#visibility = Visibility.of(source);
    this.#domains = domains;
    this.issuers = issuers;
    this.#declared = declared;
    this.#above = new TierZeroAbove(source, domains, (sid) => this.#ownTrust(sid));
  }

  /**
   * Declared names that lead nowhere trust nobody; the forest's own observation says so. Throws
   * DirectoryUnavailableError.
   */
  static async open(source: DirectorySource, trusted: TrustedPrincipals): Promise<Principals> {
    const declared = await Promise.all([
      ...trusted.tierZero.map((name) => sidsOfNamed(source, name)),
      ...trusted.syncAccounts.map((name) => sidsOfNamed(source, name)),
    ]);
    const [domains, issuers] = await Promise.all([source.domains(), Issuers.of(source)]);
    return new Principals(source, domains, issuers, new Set(declared.flat()));
  }

  /** The domain in which an object lies; undefined for one of another forest. */
  domainOf(distinguishedName: string): DomainFacts | undefined {
    return domainHolding(distinguishedName, this.#domains);
  }

  /**
   * Trusted are Tier 0, the accounts of this stack, and who is in a group of Tier 0. `home` is the domain of the
   * descriptor.
   */
  standingOf(sid: string, home: DomainFacts): Promise<Standing> {
    const key = this.#key(sid, home);
    const known = this.#standings.get(key) ?? this.#standingOf(sid, home);
    this.#standings.set(key, known);
    return known;
  }

  async describe(sid: string, home: DomainFacts): Promise<TakeoverPrincipal> {
    const { entry } = await this.#find(sid, home);
    const wellKnown = wellKnownSidName(sid) ?? null;
    const kind = entry === null ? null : kindOf(entry);
    if (entry === null || kind === null)
      return {
        sid,
        name: wellKnown,
        kind: wellKnown === null ? await this.#unresolved(sid, home) : "well-known",
        members: null,
      };
    const name = nameOf(
      { distinguishedName: entry.distinguishedName, sid, samAccountName: textOf(entry, "sAMAccountName") },
      this.#domains,
    );
    const members = kind === "group" && !isWide(sid) ? await this.#membersOf(entry.distinguishedName) : null;
    return { sid, name, kind, members: members === null || "reason" in members ? null : members.length };
  }

  async #unresolved(sid: string, home: DomainFacts): Promise<"unresolved" | "unseen"> {
    return (await this.whyUnseen(sid, home)) === null ? "unresolved" : "unseen";
  }

  /** Where an object is, and what it is; null when nobody is seen. `hidden` says why it is not known what it is. */
  async locate(sid: string, home: DomainFacts) {
    const { entry } = await this.#find(sid, home);
    if (entry === null) return null;
    const { distinguishedName } = entry;
    const classHidden = textsOf(entry, "objectClass").length === 0;
    const hidden = classHidden
      ? notReadable("objectClass", distinguishedName, await this.#visibility.reader()).unobservable
      : null;
    return { distinguishedName, samAccountName: textOf(entry, "sAMAccountName"), kind: kindOf(entry), hidden };
  }

  /**
   * Those in a group, listed or by their primary group. `more` counts those that cannot be looked at one by one: there are too many, or
   * the reader does not see them; `hidden` says why there may be members of which nothing is known.
   */
  async membersOf(
    sid: string,
    home: DomainFacts,
  ): Promise<{ readonly seen: readonly Listed[]; readonly more: number; readonly hidden: readonly Unobservable[] }> {
    const { entry } = await this.#find(sid, home);
    if (entry === null) {
      const { unobservable: why } = notReadable("member", sid, await this.#visibility.reader());
      return { seen: [], more: 0, hidden: [why] };
    }
    const members = await this.#membersOf(entry.distinguishedName);
    if (members === null) return { seen: [], more: 1, hidden: [] };
    if ("reason" in members) return { seen: [], more: 0, hidden: [members] };
    const found = await Promise.all(members.slice(0, mostLookedAt).map((member) => this.#member(member)));
    const listed = found.filter((member) => member !== null);
    const byPrimary = await this.#holdersOf(sid);
    const told = byPrimary.seen.filter((holder) => holder.sid !== "");
    return {
      seen: [...listed, ...told.filter((holder) => !listed.some((member) => member.sid === holder.sid))],
      more: members.length - listed.length + byPrimary.seen.length - told.length,
      hidden: byPrimary.hidden,
    };
  }

  /** Why nobody is seen behind an identifier, although there may be someone; null where nobody is. */
  async whyUnseen(sid: string, home: DomainFacts): Promise<Unobservable | null> {
    if (wellKnownSidName(sid) !== undefined) return null;
    const domain = this.issuers.domainOf(sid);
    // An identifier of another forest is someone where a domain is trusted.
    const certain =
      domain === undefined ? await this.#trustsNobody(home) : await this.#visibility.nobodyElse(domain, ["objectSid"]);
    return "unobservable" in certain ? certain.unobservable : null;
  }

  async #trustsNobody(home: DomainFacts): Promise<Fact<null>> {
    const containers = [home, ...this.#domains.filter(({ dnsName }) => dnsName !== home.dnsName)];
    for (const { distinguishedName } of containers) {
      const base = `CN=System,${distinguishedName}`;
      const trusts = await factOf(() =>
        this.#source.entries({
          base,
          scope: "one",
          where: { attribute: "objectClass", equals: "trustedDomain" },
          attributes: ["trustPartner"],
        }),
      );
      if (!("observed" in trusts)) return trusts;
      const own = new Set(this.#domains.map(({ dnsName }) => dnsName.toLowerCase()));
      const [other] = trusts.observed.filter((trust) => !own.has((textOf(trust, "trustPartner") ?? "").toLowerCase()));
      if (other !== undefined)
        return unobservable(
          `The forest trusts other domains (${other.distinguishedName}), and the read account cannot see their accounts`,
          "Look up the security identifier in the trusted domain, or remove the trust if it is no longer needed",
        );
      const listed = await this.#visibility.noObject(`CN=trust,${base}`);
      if (!("observed" in listed)) return listed;
    }
    return observed(null);
  }

  /** Whether it is of Tier 0 by itself, or declared. */
  #ownTrust(sid: string): Trust {
    if (this.#declared.has(sid)) return "trusted";
    const own = isTierZero(sid, this.issuers);
    return own === null ? this.issuers.hidden() : own ? "trusted" : "not trusted";
  }

  /** Walks down the members, and ends with the first one that is not trusted. */
  async #standingOf(sid: string, home: DomainFacts): Promise<Standing> {
    const own = await this.#trustOf(sid, home);
    if (own !== "not trusted") return own;
    const { entry, domain } = await this.#find(sid, home);
    if (entry === null || kindOf(entry) !== "group" || isWide(sid)) return "others";
    let standing: Standing = "nobody";
    const groups = [sid];
    const seen = new Set([nameKey(entry.distinguishedName)]);
    const pending = [entry.distinguishedName];
    for (let group = pending.pop(); group !== undefined; group = pending.pop()) {
      const members = await this.#membersOf(group);
      if (members === null) return "others";
      if ("reason" in members) {
        standing = members;
        continue;
      }
      if (seen.size + members.length > mostLookedAt) return "others";
      for (const name of members) {
        if (seen.has(nameKey(name))) continue;
        seen.add(nameKey(name));
        const member = await this.#member(name);
        if (member === null) return "others";
        const trust = await this.#trustOf(member.sid, this.domainOf(name) ?? domain, member);
        if (trust !== "trusted" && trust !== "not trusted") standing = trust;
        if (trust !== "not trusted") continue;
        if (member.kind !== "group" || isWide(member.sid)) return "others";
        groups.push(member.sid);
        pending.push(member.distinguishedName);
      }
    }
    return standing === "nobody" ? this.#standingByPrimaryGroup(groups) : standing;
  }

  async #standingByPrimaryGroup(groups: readonly string[]): Promise<Standing> {
    let standing: Standing = "nobody";
    for (const group of groups) {
      const { seen, hidden } = await this.#holdersOf(group);
      for (const { sid, distinguishedName } of seen) {
        const domain = this.domainOf(distinguishedName);
        const trust = sid === "" || domain === undefined ? "not trusted" : await this.#trustOf(sid, domain);
        if (trust === "not trusted") return "others";
        if (trust !== "trusted") standing = trust;
      }
      standing = hidden[0] ?? standing;
    }
    return standing;
  }

  /**
   * Whoever has a group as primary group is in it, and is not listed there; the identifier is empty where it is hidden.
   * `hidden` says why there may be more. Groups of BUILTIN are nobody's.
   */
  async #holdersOf(
    group: string,
  ): Promise<{ readonly seen: readonly Listed[]; readonly hidden: readonly Unobservable[] }> {
    const domain = this.issuers.domainOf(group);
    if (domain === undefined || isWide(group)) return { seen: [], hidden: [] };
    const found = await factOf(() =>
      this.#source.entries({
        base: domain.distinguishedName,
        scope: "sub",
        where: { attribute: "primaryGroupID", equals: String(splitSid(group).rid) },
        attributes: ["objectSid", "objectClass"],
      }),
    );
    if ("unobservable" in found) return { seen: [], hidden: [found.unobservable] };
    const seen = ("observed" in found ? found.observed : []).map(
      (entry): Listed => ({ distinguishedName: entry.distinguishedName, sid: sidOf(entry) ?? "", kind: kindOf(entry) }),
    );
    const certain = await this.#visibility.nobodyElse(domain, ["primaryGroupID"]);
    return { seen, hidden: "unobservable" in certain ? [certain.unobservable] : [] };
  }

  #trustOf(sid: string, home: DomainFacts, seen?: Listed): Promise<Trust> {
    const key = this.#key(sid, home);
    const known = this.#trusted.get(key) ?? this.#readTrust(sid, home, seen);
    this.#trusted.set(key, known);
    return known;
  }

  /** `seen` is the object where it was met already. */
  async #readTrust(sid: string, home: DomainFacts, seen?: Listed): Promise<Trust> {
    const own = this.#ownTrust(sid);
    if (own !== "not trusted") return own;
    // In a group of Tier 0 it makes everyone an administrator, and nobody trustworthy.
    if (holdsEveryone(sid)) return "not trusted";
    if (seen?.kind === "group") return this.#above.trustOf(seen.distinguishedName);
    const { entry } = await this.#find(sid, home);
    if (entry === null) return "not trusted";
    const byPrimary = await this.#trustByPrimaryGroup(sid, entry);
    if (byPrimary === "trusted") return byPrimary;
    const above = await this.#above.trustOf(entry.distinguishedName);
    return above === "not trusted" ? byPrimary : above;
  }

  /** Groups have none. */
  async #trustByPrimaryGroup(sid: string, entry: Entry): Promise<Trust> {
    if (kindOf(entry) === "group") return "not trusted";
    const stored = mapFact(observed(entry), (read) => observed(integerOf(read, "primaryGroupID")));
    const primary =
      "observed" in stored
        ? await this.#visibility.optional(entry.distinguishedName, "primaryGroupID", stored.observed)
        : stored;
    if ("unobservable" in primary) return primary.unobservable;
    return "observed" in primary && primary.observed !== null
      ? this.#ownTrust(`${splitSid(sid).domain}-${primary.observed}`)
      : "not trusted";
  }

  /** Distinguished names; null when there are more than one answer holds; why they are not known where they are hidden. */
  async #membersOf(group: string): Promise<readonly string[] | null | Unobservable> {
    const [entry] = await this.#source.entries({
      base: group,
      scope: "base",
      where: { present: "member" },
      attributes: ["member"],
    });
    if (entry === undefined) {
      const absent = await this.#visibility.absent(group, "member");
      if ("observed" in absent) return [];
      return "unobservable" in absent
        ? absent.unobservable
        : notReadable("member", group, await this.#visibility.reader()).unobservable;
    }
    const members = textsOf(entry, "member");
    return members.length === 0 ? null : members;
  }

  async #member(distinguishedName: string): Promise<Listed | null> {
    const answer = await factOf(() =>
      this.#source.entries({ base: distinguishedName, scope: "base", attributes: ["objectSid", "objectClass"] }),
    );
    const [entry] = "observed" in answer ? answer.observed : [];
    const sid = entry === undefined ? null : sidOf(entry);
    return entry === undefined || sid === null ? null : { distinguishedName, sid, kind: kindOf(entry) };
  }

  #find(sid: string, home: DomainFacts): Promise<Found> {
    const key = this.#key(sid, home);
    const known = this.#found.get(key) ?? this.#search(sid, this.issuers.domainOf(sid) ?? home);
    this.#found.set(key, known);
    return known;
  }

  async #search(sid: string, domain: DomainFacts): Promise<Found> {
    return { entry: await entryWithSid(this.#source, sid, domain), domain };
  }

  /** Groups of BUILTIN are another in every domain. */
  #key(sid: string, home: DomainFacts): string {
    return `${this.issuers.domainOf(sid)?.dnsName ?? home.dnsName} ${sid}`;
  }
}

/** Null where it cannot be told, because the security identifier of a domain is hidden. */
export function isTierZero(sid: string, issuers: Issuers): boolean | null {
  const answers = tierZeroGroups.map(({ identifier }) =>
    "sid" in identifier ? sid === identifier.sid : issuers.isAt(sid, identifier),
  );
  return answers.includes(true) || (answers.includes(null) ? null : false);
}

function kindOf(entry: Entry) {
  return kindOfClasses(textsOf(entry, "objectClass"));
}
