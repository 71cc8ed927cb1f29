/** Who stands behind a security identifier, and whether its rights are a finding. */
import { type Fact, observed, type Unobservable, unobservable } from "../../catalogue/fact.ts";
import { tierZeroGroups } from "../../catalogue/tier-zero.ts";
import { domainHolding } from "../distinguished-name.ts";
import { allBytesOf, type Entry, integerOf, textOf, textsOf } from "../entries.ts";
import { factOf, notReadable } from "../facts.ts";
import { nameOf } from "../names.ts";
import type { TakeoverPrincipal, TrustedPrincipals } from "../observation.ts";
import { kindOfClasses } from "../principal-kind.ts";
import { decodeSid, splitSid, wellKnownSidName } from "../security/sid.ts";
import { builtinDomainSid, domainRids } from "../security/well-known-sids.ts";
import type { DirectorySource, DomainFacts } from "../source.ts";
import { Visibility } from "../visibility.ts";
import { sidsOfNamed } from "./named-principal.ts";

/** Members up to this many are looked at one by one; a larger group is taken for one with others in it. */
const mostMembers = 20;

/** How deep groups in groups are followed when a group is asked for its members. */
const deepest = 8;

/** Groups that hold their members by way of a primary group, or hold everybody. */
const wideRids: readonly number[] = [domainRids.domainUsers, domainRids.domainGuests, domainRids.domainComputers];

interface Found {
  readonly entry: Entry | null;
  readonly domain: DomainFacts;
}

/** Asks a source; every answer is kept, because the same few principals stand in most descriptors. */
export class Principals {
  readonly #source: DirectorySource;
  readonly #visibility: Visibility;
  readonly #domains: readonly DomainFacts[];
  readonly #declared: ReadonlySet<string>;
  readonly #found = new Map<string, Promise<Found>>();
  readonly #trusted = new Map<string, Promise<boolean>>();

  private constructor(source: DirectorySource, domains: readonly DomainFacts[], declared: ReadonlySet<string>) {
    this.#source = source;
    this.#visibility = Visibility.of(source);
    this.#domains = domains;
    this.#declared = declared;
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
    return new Principals(source, await source.domains(), new Set(declared.flat()));
  }

  /** The domain in which an object lies; undefined for one of another forest. */
  domainOf(distinguishedName: string): DomainFacts | undefined {
    return domainHolding(distinguishedName, this.#domains);
  }

  /** Tier 0, an account of this stack, or in a group of Tier 0. `home` is the domain of the descriptor. */
  isTrusted(sid: string, home: DomainFacts): Promise<boolean> {
    const key = this.#key(sid, home);
    const known = this.#trusted.get(key) ?? this.#isTrusted(sid, home);
    this.#trusted.set(key, known);
    return known;
  }

  /** Trusted, or a group in which the reader sees nobody who is not. */
  async isHarmless(sid: string, home: DomainFacts, depth = deepest): Promise<boolean> {
    if (await this.isTrusted(sid, home)) return true;
    if (depth === 0 || isWide(sid)) return false;
    const { entry, domain } = await this.#find(sid, home);
    if (entry === null || kindOf(entry) !== "group") return false;
    const members = await this.#membersOf(entry);
    if (members === null || members.length > mostMembers) return false;
    for (const member of members) {
      const found = await this.#member(member);
      if (found === null || !(await this.isHarmless(found.sid, this.domainOf(member) ?? domain, depth - 1)))
        return false;
    }
    return true;
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
    const members = kind === "group" && !isWide(sid) ? await this.#membersOf(entry) : null;
    return { sid, name, kind, members: members?.length ?? null };
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

  /** Those listed in a group as members, as far as they can be read; null when they cannot be listed. */
  async membersOf(sid: string, home: DomainFacts) {
    const { entry } = await this.#find(sid, home);
    const members = entry === null ? null : await this.#membersOf(entry);
    if (members === null) return { members: [], hidden: [await this.#hiddenMembers(entry, sid)] };
    const asked = members.slice(0, mostMembers);
    const found = await Promise.all(asked.map((member) => this.#member(member)));
    const unseen = asked.filter((_, index) => found[index] === null);
    const reader = await this.#visibility.reader();
    return {
      members: found.flatMap((member) => member ?? []),
      hidden: unseen.map((member) => notReadable("objectSid", member, reader).unobservable),
    };
  }

  /** Why nobody is seen behind an identifier, although there may be somebody; null where nobody is. */
  async whyUnseen(sid: string, home: DomainFacts): Promise<Unobservable | null> {
    if (wellKnownSidName(sid) !== undefined) return null;
    const domain = this.#domainOfSid(sid);
    // An identifier of another forest is somebody where a domain is trusted.
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
          `The forest trusts others (${other.distinguishedName}), and this reader does not see their accounts`,
          "Look the identifier up in the trusted domain, or remove the trust where it is over",
        );
      const listed = await this.#visibility.noObject(`CN=trust,${base}`);
      if (!("observed" in listed)) return listed;
    }
    return observed(null);
  }

  async #hiddenMembers(entry: Entry | null, sid: string): Promise<Unobservable> {
    const reader = await this.#visibility.reader();
    return notReadable("member", entry?.distinguishedName ?? sid, reader).unobservable;
  }

  async #isTrusted(sid: string, home: DomainFacts): Promise<boolean> {
    if (this.#declared.has(sid) || isTierZero(sid)) return true;
    const { entry, domain } = await this.#find(sid, home);
    if (entry === null) return false;
    const primary = integerOf(entry, "primaryGroupID");
    if (primary !== null && isTierZero(`${splitSid(sid).domain}-${primary}`)) return true;
    return this.#isInTierZero(entry.distinguishedName, domain);
  }

  /** Whether a group above, at any distance, is of Tier 0. */
  async #isInTierZero(distinguishedName: string, home: DomainFacts): Promise<boolean> {
    const seen = new Set<string>();
    let level: readonly string[] = [distinguishedName];
    while (level.length > 0) {
      const groups = (await Promise.all(level.map((member) => this.#groupsOf(member, home)))).flat();
      if (groups.some(({ sid }) => sid !== null && (isTierZero(sid) || this.#declared.has(sid)))) return true;
      level = groups.map((group) => group.distinguishedName).filter((name) => !seen.has(name));
      for (const name of level) seen.add(name);
    }
    return false;
  }

  /** A domain that cannot be asked makes nobody trusted. */
  async #groupsOf(member: string, home: DomainFacts) {
    const bases = [home, ...this.#domains.filter(({ dnsName }) => dnsName !== home.dnsName)];
    const answers = await Promise.all(
      bases.map((domain) =>
        factOf(() =>
          this.#source.entries({
            base: domain.distinguishedName,
            scope: "sub",
            where: { attribute: "member", equals: member },
            attributes: ["objectSid"],
          }),
        ),
      ),
    );
    return answers
      .flatMap((answer) => ("observed" in answer ? answer.observed : []))
      .map((entry) => ({ distinguishedName: entry.distinguishedName, sid: sidOf(entry) }));
  }

  /** Distinguished names; null when there are more than one answer holds. */
  async #membersOf(group: Entry): Promise<readonly string[] | null> {
    const [entry] = await this.#source.entries({
      base: group.distinguishedName,
      scope: "base",
      where: { present: "member" },
      attributes: ["member"],
    });
    // Without a value, or without one that the reader may read.
    if (entry === undefined)
      return "observed" in (await this.#visibility.absent(group.distinguishedName, "member")) ? [] : null;
    const members = textsOf(entry, "member");
    return members.length === 0 ? null : members;
  }

  async #member(distinguishedName: string) {
    const answer = await factOf(() =>
      this.#source.entries({ base: distinguishedName, scope: "base", attributes: ["objectSid", "objectClass"] }),
    );
    const [entry] = "observed" in answer ? answer.observed : [];
    const sid = entry === undefined ? null : sidOf(entry);
    return entry === undefined || sid === null ? null : { sid, kind: kindOf(entry) };
  }

  #find(sid: string, home: DomainFacts): Promise<Found> {
    const key = this.#key(sid, home);
    const known = this.#found.get(key) ?? this.#search(sid, this.#domainOfSid(sid) ?? home);
    this.#found.set(key, known);
    return known;
  }

  async #search(sid: string, domain: DomainFacts): Promise<Found> {
    const [entry] = await this.#source.entries({
      base: domain.distinguishedName,
      scope: "sub",
      where: { attribute: "objectSid", equalsSid: sid },
      attributes: ["objectClass", "sAMAccountName", "primaryGroupID"],
    });
    return { entry: entry ?? null, domain };
  }

  /** Groups of BUILTIN are another in every domain. */
  #key(sid: string, home: DomainFacts): string {
    return `${this.#domainOfSid(sid)?.dnsName ?? home.dnsName} ${sid}`;
  }

  #domainOfSid(sid: string): DomainFacts | undefined {
    const own = sid.slice(0, sid.lastIndexOf("-"));
    return this.#domains.find((domain) => "observed" in domain.sid && domain.sid.observed === own);
  }
}

export function isTierZero(sid: string): boolean {
  return tierZeroGroups.some(({ identifier }) => {
    if ("sid" in identifier) return sid === identifier.sid;
    if ("builtinRid" in identifier) return sid === `${builtinDomainSid}-${identifier.builtinRid}`;
    return /^S-1-5-21-\d+-\d+-\d+-\d+$/.test(sid) && splitSid(sid).rid === identifier.domainRid;
  });
}

/** Whether a group holds everybody, or is a primary group, which does not list its members. */
export function isWide(sid: string): boolean {
  return sid.startsWith("S-1-5-21-") && wideRids.includes(splitSid(sid).rid);
}

function kindOf(entry: Entry) {
  return kindOfClasses(textsOf(entry, "objectClass"));
}

function sidOf(entry: Entry): string | null {
  const [bytes] = allBytesOf(entry, "objectSid");
  return bytes === undefined ? null : decodeSid(bytes);
}
