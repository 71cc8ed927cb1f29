/**
 * Who is an administrator of Active Directory: the people in the groups that AdminSDHolder protects, directly or through
 * other groups. What adminCount says comes an hour later, and stays when someone leaves.
 */
import { domainHolding, isSameName, isWithin, nameKey } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed, type Unobservable } from "../../catalogue/fact.ts";
import { protectedGroups } from "../../catalogue/protected-groups.ts";
import { textOf } from "../entry-values.ts";
import { factOf, mapFact } from "../fact-of.ts";
import type { AdministratorsInScope } from "../facts/permissions.ts";
import { installersAccounts } from "../installers-accounts.ts";
import { Issuers, type WellKnownPlace } from "../issuers.ts";
import { nameOf } from "../names.ts";
import { entryWithSid } from "../object-by-sid.ts";
import { byText } from "../order.ts";
import { sampleSize } from "../sample-of.ts";
import { builtinDomainSid } from "../security/well-known-sids.ts";
import type { DirectorySource, DomainFacts } from "../source.ts";
import { holdsEveryone } from "../takeover/everyone.ts";
import { MembersOfGroups } from "../takeover/members.ts";
import { Visibility } from "../visibility.ts";

/** People of a forest that are looked at. */
const mostPeople = 1000;

interface Administrator {
  readonly distinguishedName: string;
  /** Name of the protected group. */
  readonly group: string;
  /** Names of the groups in between, nearest to the person first. */
  readonly through: readonly string[];
  /** Whether adminCount is 1. */
  readonly stamped: boolean;
}

/** In the whole forest. */
interface Administrators {
  readonly people: readonly Administrator[];
  readonly everyone: AdministratorsInScope["everyone"];
  /** Why there may be others, the domain of the groups that they may be in, and their own where it is another. */
  readonly hidden: readonly { readonly domain: string; readonly ofDomain?: string; readonly why: Unobservable }[];
}

/** Beside those in scope, how many of them have adminCount 1: nobody counts them a second time. */
export type CountedAdministrators = AdministratorsInScope & { readonly stamped: number };

const known = new WeakMap<DirectorySource, Promise<Fact<Administrators>>>();

/** Those of one domain who may be synchronized, once for each scope. */
export async function administratorsIn(
  source: DirectorySource,
  domain: DomainFacts,
  {
    scope,
    account,
    synchronized,
  }: {
    readonly scope: readonly string[];
    readonly account: string;
    /** DNS names of the domains whose groups matter although they are not seen; those of every domain when absent. */
    readonly synchronized?: readonly string[] | undefined;
  },
): Promise<Fact<CountedAdministrators>> {
  const read = known.get(source) ?? factOf(() => new Walk(source).find());
  known.set(source, read);
  const domains = await factOf(() => source.domains());
  return mapFact(await read, ({ people, everyone, hidden }) => {
    const own = people.filter(
      ({ distinguishedName: name }) =>
        !isSameName(name, account) &&
        ("observed" in domains ? domainHolding(name, domains.observed) : domain) === domain &&
        (scope.length === 0 || scope.some((unit) => isWithin(name, unit))),
    );
    const wanted = synchronized?.map((name) => name.toLowerCase());
    const isWanted = (name: string) => wanted === undefined || wanted.includes(name.toLowerCase());
    // A person of a domain that is left out is in no scope. Of a group there, members who are here are told by adminCount 1,
    // which every domain controller sets within an hour (docs/method-and-limits.md): nothing else could be demanded of a
    // domain that need not be reachable.
    const matters = hidden.filter(({ domain, ofDomain = domain }) => isWanted(domain) && isWanted(ofDomain));
    const reasons = new Map(matters.map(({ why }) => [why.reason, why]));
    return observed({
      count: own.length,
      stamped: own.filter(({ stamped }) => stamped).length,
      names: own
        .slice(0, sampleSize)
        .map(({ distinguishedName, group, through }) => ({ distinguishedName, group, through })),
      everyone,
      hidden: [...reasons.values()].slice(0, sampleSize),
    });
  });
}

class Walk {
  readonly #source: DirectorySource;
  readonly #people = new Map<string, Administrator>();
  readonly #everyone = new Map<string, AdministratorsInScope["everyone"][number]>();
  readonly #hidden = new Map<string, Administrators["hidden"][number]>();

  constructor(source: DirectorySource) {
    this.#source = source;
  }

  async find(): Promise<Administrators> {
    const [domains, issuers, { rootDomain }] = await Promise.all([
      this.#source.domains(),
      Issuers.of(this.#source),
      this.#source.forest(),
    ]);
    const members = new MembersOfGroups(this.#source, issuers);
    for (const domain of domains)
      for (const group of protectedGroups)
        if (group.protectsMembers)
          this.#note(domain, await factOf(() => this.#lookInto(group, domain, { domains, members, rootDomain })));
    const people = [...this.#people.values()].toSorted(byText(({ distinguishedName }) => distinguishedName));
    return {
      people: await this.#synchronized(people),
      everyone: [...this.#everyone.values()].toSorted(byText(({ name, group }) => `${name} ${group}`)),
      hidden: [...this.#hidden.values()].toSorted(byText(({ domain, why }) => `${why.reason} ${domain}`)),
    };
  }

  async #lookInto(
    { relativeTo, rid }: WellKnownPlace,
    domain: DomainFacts,
    {
      domains,
      members,
      rootDomain,
    }: { readonly domains: readonly DomainFacts[]; readonly members: MembersOfGroups; readonly rootDomain: string },
  ): Promise<void> {
    if (relativeTo === "forest root" && domain.dnsName.toLowerCase() !== rootDomain.toLowerCase()) return;
    if (relativeTo !== "builtin" && !("observed" in domain.sid)) return this.#note(domain, domain.sid);
    const sid =
      relativeTo === "builtin" || !("observed" in domain.sid)
        ? `${builtinDomainSid}-${rid}`
        : `${domain.sid.observed}-${rid}`;
    const entry = await entryWithSid(this.#source, sid, domain);
    if (entry === null) return this.#note(domain, await Visibility.of(this.#source).nobodyElse(domain, ["objectSid"]));
    const { distinguishedName } = entry;
    const group = nameOf({ distinguishedName, sid, samAccountName: textOf(entry, "sAMAccountName") }, domains);
    const met = new Set([nameKey(distinguishedName)]);
    const pending = [{ distinguishedName, sid, through: [] as readonly string[] }];
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      const { seen, more, unseen, hidden } = await members.of(next);
      for (const why of hidden) this.#note(domain, { unobservable: why });
      const elsewhere = unseen.map((name) => domainHolding(name, domains)).filter((each) => each !== undefined);
      for (const other of elsewhere) this.#note(domain, notAll(next.distinguishedName), other);
      if (more > elsewhere.length) this.#note(domain, notAll(next.distinguishedName));
      for (const member of seen) {
        const key = nameKey(member.distinguishedName);
        if (met.has(key)) continue;
        met.add(key);
        const name = nameOf(member, domains);
        if (holdsEveryone(member.sid))
          this.#everyone.set(`${name} ${group}`, {
            name,
            sid: member.sid,
            group,
            groupSid: sid,
            through: next.through,
          });
        else if (member.kind === "group") pending.push({ ...member, through: [name, ...next.through] });
        else if (member.kind === "user" && !this.#people.has(key)) {
          if (this.#people.size === mostPeople) return this.#note(domain, notAll(distinguishedName));
          const { through } = next;
          this.#people.set(key, { distinguishedName: member.distinguishedName, group, through, stamped: false });
        }
      }
    }
  }

  /** @param of whose domain the others are, where it is known */
  #note({ dnsName }: DomainFacts, fact: Fact<unknown>, of?: DomainFacts): void {
    if (!("unobservable" in fact)) return;
    const why = fact.unobservable;
    const ofDomain = of === undefined ? {} : { ofDomain: of.dnsName };
    this.#hidden.set(`${dnsName} ${ofDomain.ofDomain ?? dnsName} ${why.reason}`, { domain: dnsName, ...ofDomain, why });
  }

  /** Parts of Active Directory itself, and accounts that installers made, are synchronized by no tool. */
  async #synchronized(people: readonly Administrator[]): Promise<readonly Administrator[]> {
    const installers = await installersAccounts(this.#source);
    const found: Administrator[] = [];
    for (const person of people) {
      const { distinguishedName: base } = person;
      if (installers.has(nameKey(base))) continue;
      const attributes = ["isCriticalSystemObject", "adminCount"];
      const [entry] = await this.#source.entries({ base, scope: "base", attributes });
      if (entry !== undefined && textOf(entry, "isCriticalSystemObject")?.toUpperCase() === "TRUE") continue;
      found.push({ ...person, stamped: entry !== undefined && textOf(entry, "adminCount") === "1" });
    }
    return found;
  }
}

function notAll(group: string): Fact<never> {
  return {
    unobservable: {
      reason: `${group} has members that were not looked at: too many, or hidden from the read account`,
      remedy: `Let the read account see the members of ${group}, or remove members from it`,
    },
  };
}
