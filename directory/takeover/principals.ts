/** Who stands behind a security identifier, and whether its rights are a finding. */
import { domainHolding, nameKey } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed, type Unobservable, unobservable } from "../../catalogue/fact.ts";
import { tierZeroGroups } from "../../catalogue/tier-zero.ts";
import { sidIn } from "../damaged-value.ts";
import type { Entry } from "../entries.ts";
import { allBytesOf, integerOf, sidOf, textOf, textsOf } from "../entry-values.ts";
import { allFacts, factOf, mapFact, notReadable, valueOr } from "../fact-of.ts";
import type { TakeoverPrincipal } from "../facts/takeover.ts";
import { Issuers } from "../issuers.ts";
import { nameOf } from "../names.ts";
import { entryWithSid } from "../object-by-sid.ts";
import { kindOfClasses } from "../principal-kind.ts";
import type { TrustedPrincipals } from "../requests.ts";
import { splitSid, wellKnownSidName } from "../security/sid.ts";
import type { DirectorySource, DomainFacts } from "../source.ts";
import { Visibility } from "../visibility.ts";
import { everybody, holdsEveryone, isWide } from "./everyone.ts";
import { GroupsAbove, isSecurityGroup, type Trust } from "./groups-above.ts";
import { type Member, type Members, MembersOfGroups, mostLookedAt } from "./members.ts";
import { sidsOfNamed } from "./named-principal.ts";

/** People behind a group who are named. */
const mostNamed = 5;

interface Found {
  readonly entry: Entry | null;
  readonly domain: DomainFacts;
}

/** Someone who has a security identifier: the object itself, or one that carries it in its SID history. */
export interface Identity {
  readonly sid: string;
  /** The identifier that it carries in its SID history; null for the object that has it. */
  readonly formerly: string | null;
}

/** Those behind a group who count, whether a right of theirs is taken back included. */
export interface People {
  /** At most {@link mostNamed}, each once. */
  readonly names: readonly string[];
  /** Whether there are, or may be, others. */
  readonly more: boolean;
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
  readonly #tierZero: ReadonlySet<string>;
  readonly #found = new Map<string, Promise<Found>>();
  readonly #trusted = new Map<string, Promise<Trust>>();
  readonly #standings = new Map<string, Promise<Standing>>();
  readonly #tokens = new Map<string, Promise<ReadonlySet<string>>>();
  readonly #successors = new Map<string, Promise<Fact<readonly Entry[]>>>();
  readonly #above: GroupsAbove;
  readonly #members: MembersOfGroups;

  private constructor(
    source: DirectorySource,
    domains: readonly DomainFacts[],
    issuers: Issuers,
    { tierZero, syncAccounts }: { readonly tierZero: readonly string[]; readonly syncAccounts: readonly string[] },
  ) {
    this.#source = source;
    this.#visibility = Visibility.of(source);
    this.#domains = domains;
    this.issuers = issuers;
    this.#tierZero = new Set(tierZero);
    this.#declared = new Set([...tierZero, ...syncAccounts]);
    this.#above = new GroupsAbove(source, domains, (sid) => this.#ownTrust(sid));
    this.#members = new MembersOfGroups(source, issuers);
  }

  /**
   * Declared names that lead nowhere trust nobody; the forest's own observation says so. Throws
   * DirectoryUnavailableError.
   */
  static async open(source: DirectorySource, trusted: TrustedPrincipals): Promise<Principals> {
    const sidsOf = async (names: readonly string[]) =>
      (await Promise.all(names.map((name) => sidsOfNamed(source, name)))).flat();
    const declared = { tierZero: await sidsOf(trusted.tierZero), syncAccounts: await sidsOf(trusted.syncAccounts) };
    const [domains, issuers] = await Promise.all([source.domains(), Issuers.of(source)]);
    return new Principals(source, domains, issuers, declared);
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

  /** Whether someone is trusted for more than being an account of the stack. */
  async isOfTierZero(sid: string, home: DomainFacts): Promise<boolean> {
    if (this.#tierZero.has(sid)) return true;
    if (isTierZero(sid, this.issuers) === true) return true;
    const { entry } = await this.#find(sid, home);
    if (entry === null) return false;
    const byPrimary = await this.#trustByPrimaryGroup(sid, entry);
    return byPrimary === "trusted" || (await this.#above.trustOf(entry.distinguishedName)) === "trusted";
  }

  /** Whoever holds an identifier; unknown where its SID history cannot be searched. */
  async identitiesOf(sid: string, home: DomainFacts): Promise<Fact<readonly Identity[]>> {
    const own: Identity = { sid, formerly: null };
    if (!sid.startsWith("S-1-5-21-") || isWide(sid) || this.#ownTrust(sid) !== "not trusted") return observed([own]);
    const [{ entry }, successors] = await Promise.all([this.#find(sid, home), this.successorsOf(sid)]);
    return mapFact(successors, (entries) => {
      const others = entries.flatMap((successor): Identity[] => {
        const known = sidOf(successor);
        return known === null || known === sid ? [] : [{ sid: known, formerly: sid }];
      });
      return observed(entry === null && others.length > 0 ? others : [own, ...others]);
    });
  }

  /** The objects that carry an identifier in their SID history, in whatever domain. */
  successorsOf(sid: string): Promise<Fact<readonly Entry[]>> {
    const known = this.#successors.get(sid) ?? this.#readSuccessors(sid);
    this.#successors.set(sid, known);
    return known;
  }

  /**
   * The security identifiers that certainly count for whoever holds `sid`, on objects of a domain: its own, those of its
   * groups, and what everyone is.
   */
  async tokenOf({ sid, formerly }: Identity, home: DomainFacts): Promise<ReadonlySet<string>> {
    const key = `${home.dnsName} ${sid}`;
    const known = this.#tokens.get(key) ?? this.#readToken(sid, home);
    this.#tokens.set(key, known);
    const sids = await known;
    return formerly === null ? sids : new Set([...sids, formerly]);
  }

  /** Those behind a group who are not trusted, and for whom `holds` is true. */
  async peopleIn(sid: string, home: DomainFacts, holds: (sids: ReadonlySet<string>) => boolean): Promise<People> {
    const { entry, domain } = await this.#find(sid, home);
    if (entry === null || isWide(sid)) return { names: [], more: true };
    const names = new Set<string>();
    const start = { sid, distinguishedName: entry.distinguishedName };
    const met = new Set([nameKey(entry.distinguishedName)]);
    const pending = [start];
    let more = false;
    for (let group = pending.shift(); group !== undefined; group = pending.shift()) {
      const members = await this.#members.of(group);
      more ||= members.more > 0 || members.hidden.length > 0;
      for (const member of members.seen) {
        if (met.has(nameKey(member.distinguishedName))) continue;
        met.add(nameKey(member.distinguishedName));
        if (met.size > mostLookedAt) return { names: [...names], more: true };
        const own = this.domainOf(member.distinguishedName) ?? domain;
        if ((await this.#trustOf(member.sid, own, member)) === "trusted") continue;
        if (member.kind === "group" && !isWide(member.sid)) {
          pending.push(member);
          continue;
        }
        const sids = await this.tokenOf({ sid: member.sid, formerly: null }, home);
        // The way down to a member is certain, whatever the way up shows.
        if (!holds(new Set([...sids, sid]))) continue;
        if (names.size === mostNamed) return { names: [...names], more: true };
        // A stand-in is named by whom it stands for.
        names.add(member.kind === null ? (wellKnownSidName(member.sid) ?? member.sid) : nameOf(member, this.#domains));
      }
    }
    return { names: [...names], more };
  }

  async describe({ sid, formerly }: Identity, home: DomainFacts): Promise<TakeoverPrincipal> {
    const { entry } = await this.#find(sid, home);
    const history = formerly === null ? {} : { formerly };
    const wellKnown = wellKnownSidName(sid) ?? null;
    if (entry === null) {
      const kind = wellKnown === null ? await this.#unresolved(sid, home) : "well-known";
      return { sid, name: wellKnown, kind, members: null, ...history };
    }
    const kind = kindOf(entry);
    if (kind === null)
      return { sid, name: wellKnown, kind: wellKnown === null ? "foreign" : "well-known", members: null };
    const name = nameOf(
      { distinguishedName: entry.distinguishedName, sid, samAccountName: textOf(entry, "sAMAccountName") },
      this.#domains,
    );
    const isListing = kind === "group" && !isWide(sid);
    const members = isListing ? await this.#members.count({ distinguishedName: entry.distinguishedName, sid }) : null;
    return { sid, name, kind, members, ...history };
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

  /** Those in a group, listed or by their primary group. */
  async membersOf(sid: string, home: DomainFacts): Promise<Members> {
    const { entry } = await this.#find(sid, home);
    if (entry !== null) return this.#members.of({ distinguishedName: entry.distinguishedName, sid });
    const { unobservable: why } = notReadable("member", sid, await this.#visibility.reader());
    return { seen: [], more: 0, unseen: [], hidden: [why] };
  }

  /** Why nobody is seen behind an identifier, although there may be someone; null where nobody is. */
  async whyUnseen(sid: string, home: DomainFacts): Promise<Unobservable | null> {
    if (wellKnownSidName(sid) !== undefined) return null;
    const domain = this.issuers.domainOf(sid);
    // An identifier of another forest is someone where a domain is trusted.
    const certain =
      domain === undefined ? await this.#trustsNobody(home) : await this.#visibility.nobodyElse(domain, ["objectSid"]);
    if ("unobservable" in certain) return certain.unobservable;
    // Objects that moved between domains carry what they had in their SID history.
    for (const each of this.#domains) {
      const unseen = await this.#visibility.nobodyElse(each, ["sIDHistory"]);
      if ("unobservable" in unseen) return unseen.unobservable;
    }
    return null;
  }

  async #readSuccessors(sid: string): Promise<Fact<readonly Entry[]>> {
    const answers = await Promise.all(
      this.#domains.map(({ distinguishedName: base }) =>
        factOf(() =>
          this.#source.entries({
            base,
            scope: "sub",
            where: { attribute: "sIDHistory", equalsSid: sid },
            attributes: ["objectSid"],
          }),
        ),
      ),
    );
    const all = allFacts(Object.fromEntries(answers.map((answer, index) => [index, answer])));
    return mapFact(all, (entries) => observed(Object.values(entries).flat()));
  }

  async #readToken(sid: string, home: DomainFacts): Promise<ReadonlySet<string>> {
    const common = everybody(sid);
    const [{ entry }, standIns] = await Promise.all([
      this.#find(sid, home),
      Promise.all(common.map((each) => this.#find(each, home))),
    ]);
    const read = entry === null ? null : ownIdentifiers(sid, entry);
    const primary = read?.primaryGroup == null ? null : await this.#find(read.primaryGroup, home);
    const objects = [entry, ...standIns.map((found) => found.entry), primary?.entry].flatMap((each) => each ?? []);
    const above = await Promise.all(
      objects.map(({ distinguishedName }) => this.#above.sidsAbove(distinguishedName, home)),
    );
    return new Set([
      sid,
      ...common,
      ...(read?.history ?? []),
      ...(read?.primaryGroup == null ? [] : [read.primaryGroup]),
      ...above.flat(),
    ]);
  }

  async #unresolved(sid: string, home: DomainFacts): Promise<"unresolved" | "unseen"> {
    return (await this.whyUnseen(sid, home)) === null ? "unresolved" : "unseen";
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
    if (isSecurityGroup(entry) === false) return "nobody";
    let standing: Standing = "nobody";
    const start = { sid, distinguishedName: entry.distinguishedName };
    const seen = new Set([nameKey(entry.distinguishedName)]);
    const pending = [start];
    for (let group = pending.pop(); group !== undefined; group = pending.pop()) {
      const members = await this.#members.of(group);
      if (members.more > 0 || seen.size + members.seen.length > mostLookedAt) return "others";
      standing = members.hidden[0] ?? standing;
      for (const member of members.seen) {
        const key = nameKey(member.distinguishedName);
        if (seen.has(key)) continue;
        seen.add(key);
        const trust = await this.#trustOf(member.sid, this.domainOf(member.distinguishedName) ?? domain, member);
        if (trust !== "trusted" && trust !== "not trusted") standing = trust;
        if (trust !== "not trusted") continue;
        if (member.kind !== "group" || isWide(member.sid)) return "others";
        pending.push(member);
      }
    }
    return standing;
  }

  #trustOf(sid: string, home: DomainFacts, seen?: Member): Promise<Trust> {
    const key = this.#key(sid, home);
    const known = this.#trusted.get(key) ?? this.#readTrust(sid, home, seen);
    this.#trusted.set(key, known);
    return known;
  }

  /** `seen` is the object where it was met already. */
  async #readTrust(sid: string, home: DomainFacts, seen?: Member): Promise<Trust> {
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

interface OwnIdentifiers {
  readonly history: readonly string[];
  readonly primaryGroup: string | null;
}

/** What an object itself says of its token; values that make no sense add nothing. */
function ownIdentifiers(sid: string, entry: Entry): OwnIdentifiers {
  const history = mapFact(observed(entry), (read) =>
    observed(allBytesOf(read, "sIDHistory").map((bytes) => sidIn(bytes, "sIDHistory", read.distinguishedName))),
  );
  const primary = mapFact(observed(entry), (read) => observed(integerOf(read, "primaryGroupID")));
  const rid = valueOr(primary, null);
  return {
    history: valueOr(history, []),
    primaryGroup: rid === null || kindOf(entry) === "group" ? null : `${splitSid(sid).domain}-${rid}`,
  };
}

function kindOf(entry: Entry) {
  return kindOfClasses(textsOf(entry, "objectClass"));
}
