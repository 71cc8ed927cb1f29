/** The security identifiers that count when an account asks for something, and how each got there. */
import { domainHolding } from "../catalogue/distinguished-name.ts";
import { type Fact, observed, type Unobservable, unobservable } from "../catalogue/fact.ts";
import { factOf, mapFact, sound, valueOr } from "./fact-of.ts";
import type { Membership } from "./facts/account.ts";
import { Issuers } from "./issuers.ts";
import { nameOf, nameOfSid } from "./names.ts";
import { sampleSize } from "./sample-of.ts";
import { compareSids, splitSid, wellKnownSids } from "./security/sid.ts";
import { builtinDomainSid } from "./security/well-known-sids.ts";
import type { DirectoryObject, DirectorySource, DomainFacts, Group, GroupClosure } from "./source.ts";

/** Of one account, for one domain: groups local to another domain are not in it. */
export interface LogonToken {
  /** By security identifier: the account, its SID history and its groups. */
  readonly sids: ReadonlyMap<string, TokenEntry>;
  /**
   * Why `sids` may lack groups that the reader does not see; null when the domain controller itself has told all of them.
   * What is missing in `sids` says nothing then; what is there counts.
   */
  readonly incomplete: { readonly unobservable: Unobservable } | null;
  /** Whether a security identifier that is not among `sids` may be held anyway: not seen, or through signing in. */
  readonly mayHold: (sid: string) => boolean;
  /** Which of the identifiers are of this forest. */
  readonly issuers: Issuers;
  /** The account's tokens for the other domains of the forest, by DNS name. */
  readonly elsewhere?: readonly { readonly domain: string; readonly token: Fact<LogonToken> }[];
}

export interface TokenEntry {
  readonly name: string;
  /** Names of the groups on the way, nearest to the account first, this one included; empty for the account itself. */
  readonly path: readonly string[];
  readonly by?: Membership["by"];
}

/** Stands in a path for groups that the domain controller counts but the reader does not see. */
const unseenGroup = "a group that the read account cannot see";

/** The token for the account's own domain. Throws DirectoryUnavailableError. */
export async function readLogonToken(source: DirectorySource, account: DirectoryObject): Promise<LogonToken> {
  const [domains, issuers] = await Promise.all([source.domains(), Issuers.of(source)]);
  const own = domainHolding(account.distinguishedName, domains) ?? domains[0];
  const others = domains.filter((domain) => domain !== own);
  const elsewhere = await Promise.all(
    others.map(async ({ dnsName }) => ({
      domain: dnsName,
      token: await factOf(() => readToken(source, account, dnsName, domains, issuers)),
    })),
  );
  const token = await readToken(source, account, own?.dnsName ?? "", domains, issuers);
  return { ...token, elsewhere };
}

/** The token that counts in a domain. */
export function tokenIn(token: Fact<LogonToken>, domain: string): Fact<LogonToken> {
  return mapFact(token, (own) => own.elsewhere?.find((each) => each.domain === domain)?.token ?? observed(own));
}

async function readToken(
  source: DirectorySource,
  account: DirectoryObject,
  domain: string,
  domains: readonly DomainFacts[],
  issuers: Issuers,
): Promise<LogonToken> {
  const closure = await source.groupsOf(account, domain);
  const own = nameOf(account, domains);
  const groupName = (group: Group) => localName(nameOf(group, domains), group.sid, domain, domains);
  const sids = new Map<string, TokenEntry>();
  if (account.sid !== null) sids.set(account.sid, { name: own, path: [] });
  for (const sid of account.sidHistory)
    sids.set(sid, { name: `${own} by its SID history`, path: [], by: "SID history" });
  const ways = shortestWays(closure);
  const first = beginnings(ways);
  for (const [sid, way] of ways) {
    if (sids.has(sid)) continue;
    const by = beginning(first.get(way), account);
    const names = namesOn(way, by === "SID history" ? 1 : 0, groupName);
    sids.set(sid, { name: names.at(-1) ?? sid, path: names, ...(by === undefined ? {} : { by }) });
  }
  for (const sid of closure.token ?? []) {
    if (sids.has(sid)) continue;
    const named = await factOf(() => nameOfSid(source, sid));
    const name = valueOr(named, null) ?? sid;
    sids.set(sid, { name, path: [unseenGroup, name], by: "unseen group" });
  }
  const { reader } = await source.evidence();
  const formerly = sound(account, "sIDHistory", account.sidHistory);
  const incomplete =
    "unobservable" in formerly ? formerly : closure.token === null ? notAllGroups(reader, account) : withGap(closure);
  return {
    sids,
    incomplete,
    issuers,
    mayHold: (sid) => !sids.has(sid) && (comesWithLogon(sid) || (incomplete !== null && isOfDomain(sid))),
  };
}

function withGap({ gap }: GroupClosure): LogonToken["incomplete"] {
  return gap === undefined ? null : { unobservable: gap };
}

/** Every domain has groups of these names, so where there are several domains, the domain's name tells them apart. */
function localName(name: string, sid: string, domain: string, domains: readonly DomainFacts[]): string {
  return domains.length > 1 && sid.startsWith(`${builtinDomainSid}-`) ? `${name} of ${domain}` : name;
}

function beginning(first: string | undefined, account: DirectoryObject): Membership["by"] {
  const { sid, primaryGroupId, sidHistory } = account;
  if (first !== undefined && sidHistory.includes(first)) return "SID history";
  if (first === wellKnownSids.everyone || first === wellKnownSids.authenticatedUsers) return "being everyone";
  if (sid === null || primaryGroupId === null) return undefined;
  return first === `${splitSid(sid).domain}-${primaryGroupId}` ? "primary group" : undefined;
}

function notAllGroups(reader: string, { distinguishedName }: DirectoryObject) {
  return unobservable(
    `${reader} cannot read tokenGroups of ${distinguishedName}, so there may be groups that it cannot see`,
    `Grant ${reader} Read tokenGroups on ${distinguishedName}`,
  );
}

/** Identities that come with the way of signing in, which no directory shows. Source: MS-DTYP 2.4.2.4. */
const logonIdentities: readonly string[] = [
  wellKnownSids.dialup,
  wellKnownSids.network,
  wellKnownSids.batch,
  wellKnownSids.interactive,
  wellKnownSids.service,
  wellKnownSids.remoteInteractiveLogon,
  wellKnownSids.thisOrganization,
];

function comesWithLogon(sid: string): boolean {
  return logonIdentities.includes(sid);
}

/** Groups of domains and of BUILTIN; the others are not a matter of membership. */
function isOfDomain(sid: string): boolean {
  return sid.startsWith("S-1-5-21-") || sid.startsWith(`${builtinDomainSid}-`);
}

/** A group with the one before it on the way; null for one that lists the account itself. */
interface Step {
  readonly group: Group;
  readonly before: Step | null;
  /** Groups on the way, this one included. */
  readonly length: number;
}

/** The shortest way to every group, level by level; among equals the one over the lowest security identifiers. */
function shortestWays(closure: GroupClosure): ReadonlyMap<string, Step> {
  const groups = new Map(closure.groups.map((group) => [group.sid, group]));
  const ways = new Map<string, Step>();
  let level = closure.direct.map((sid) => ({ sid, before: null as Step | null }));
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { sid, before } of level.toSorted((a, b) => compareSids(a.sid, b.sid))) {
      const group = groups.get(sid);
      if (group === undefined || ways.has(sid)) continue;
      const way = { group, before, length: (before?.length ?? 0) + 1 };
      ways.set(sid, way);
      for (const parent of group.memberOf) if (!ways.has(parent)) next.push({ sid: parent, before: way });
    }
    level = next;
  }
  return ways;
}

/** {@link shortestWays}, each as the groups on it. */
export function shortestPaths(closure: GroupClosure): ReadonlyMap<string, readonly Group[]> {
  return new Map([...shortestWays(closure)].map(([sid, way]) => [sid, groupsOn(way)]));
}

function groupsOn(way: Step): readonly Group[] {
  const groups: Group[] = [];
  for (let step: Step | null = way; step !== null; step = step.before) groups.push(step.group);
  return groups.toReversed();
}

/** Ways to all groups share their beginnings: spelled out, a chain of thousands would take millions of names. */
function beginnings(ways: ReadonlyMap<string, Step>): ReadonlyMap<Step, string> {
  const first = new Map<Step, string>();
  for (const way of ways.values())
    first.set(way, (way.before === null ? undefined : first.get(way.before)) ?? way.group.sid);
  return first;
}

/** In the middle of a way that is longer than what is named stands how many groups are left out. */
function namesOn(way: Step, without: number, nameOfGroup: (group: Group) => string): readonly string[] {
  const length = way.length - without;
  if (length <= sampleSize) return groupsOn(way).slice(without).map(nameOfGroup);
  const last: string[] = [];
  let step: Step | null = way;
  for (; step !== null && last.length < sampleSize - 1; step = step.before) last.push(nameOfGroup(step.group));
  return [`${length - last.length} groups`, ...last.toReversed()];
}

/** What is not known of a domain that is left out is no matter; what is known counts everywhere. */
export function withoutUnreachable(
  { elsewhere = [], ...own }: LogonToken,
  domains: readonly string[] | undefined,
): LogonToken {
  const names = domains?.map((name) => name.toLowerCase());
  const isWanted = (domain: string) => names === undefined || names.includes(domain.toLowerCase());
  return { ...own, elsewhere: elsewhere.filter(({ domain, token }) => "observed" in token || isWanted(domain)) };
}
