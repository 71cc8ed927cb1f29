/** Who could take over an account, and the groups and servers on which it rests. */
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { type Fact, observed, type Unobservable, unobservable } from "../../catalogue/fact.ts";
import type { TakeoverTarget } from "../../catalogue/takeover-edges.ts";
import { factOf, mapFact, valueOr } from "../fact-of.ts";
import type { FoundAccount } from "../facts/account.ts";
import type { ForestObservation } from "../facts/forest.ts";
import type { Takeover, TakeoverRole } from "../facts/takeover.ts";
import type { Issuers } from "../issuers.ts";
import { nameOf } from "../names.ts";
import type { TrustedPrincipals } from "../requests.ts";
import { rootDescriptor } from "../rights.ts";
import { sampleSize } from "../sample-of.ts";
import { accessRights, mapGenericRights } from "../security/access-mask.ts";
import { isObjectEntry, type SecurityDescriptor } from "../security/security-descriptor.ts";
import { compareSids } from "../security/sid.ts";
import type { DirectoryObject, DirectorySource, DomainFacts, Group } from "../source.ts";
import { holdsEveryone, isWide } from "../takeover/everyone.ts";
import { isTierZero } from "../takeover/principals.ts";
import { type NamesOfTypes, namesOfTypes, rightsGiven } from "../takeover/rights-given.ts";
import { serverWays } from "../takeover/server-ways.ts";
import { type AttributeFinding, Survey } from "../takeover/survey.ts";
import { describe, findOne, queryFor } from "./account.ts";

export const nobodyElse: TrustedPrincipals = { tierZero: [], syncAccounts: [] };

/** The AD DS Connector account, and the groups through which it holds rights on a domain. */
export async function observeConnectorTakeover(
  source: DirectorySource,
  object: DirectoryObject,
  account: Fact<FoundAccount | null>,
  trusted: TrustedPrincipals,
): Promise<Fact<readonly Takeover[]>> {
  return observeTakeover(source, account, trusted, { kind: "user" }, async (survey, target) => {
    const domains = await source.domains();
    const names = namesOfTypes(await source.schema());
    const groups = await groupsAround(source, object, domains);
    const holders = new Map<string, HolderOfRights>();
    for (const domain of domains)
      for (const [sid, holder] of valueOr(
        mapFact(rootDescriptor(domain), (root) => observed(rightsOn(root, domain, names))),
        [],
      ))
        holders.set(sid, both(holders.get(sid), holder));
    const expected = [target.sid];
    const { found, stillUnseen } = await onTheWay(survey, object, { groups, holders });
    const seen = await groupTakeovers(survey, found, { expected, self: target.sid });
    return [
      ...seen,
      ...stillUnseen,
      ...(await unseenHolders(survey, source, object, { domains, groups, holders, expected })),
    ];
  });
}

/** The gMSA, and the groups through which servers retrieve its password. `retrievers` are security identifiers. */
export async function observeGmsaTakeover(
  source: DirectorySource,
  account: Fact<FoundAccount | null>,
  trusted: TrustedPrincipals,
  {
    retrievers,
    isRefused,
    servers,
  }: {
    readonly retrievers: Fact<readonly string[]>;
    /** Whether an entry denies retrieving to whoever holds these security identifiers; nobody where it is absent. */
    readonly isRefused?: (sids: ReadonlySet<string>) => boolean;
    readonly servers: readonly string[];
  },
): Promise<Fact<readonly Takeover[]>> {
  const refusing = (survey: Survey, target: FoundAccount) => async (sid: string, through: readonly string[]) => {
    if (isRefused === undefined) return false;
    const certain = await survey.principals.tokenOf({ sid, formerly: null }, survey.domainOf(target.distinguishedName));
    return isRefused(new Set([...certain, ...through]));
  };
  const direct = async (survey: Survey, target: FoundAccount) => {
    if (!("observed" in retrievers)) return [];
    const found = await directRetrievers(survey, target, retrievers.observed, servers);
    const refused = await Promise.all(found.map(({ trustee }) => refusing(survey, target)(trustee, [])));
    return found.filter((_, index) => !refused[index]);
  };
  const ways = { kind: "managed service account", others: direct } as const;
  return observeTakeover(source, account, trusted, ways, async (survey, target) => {
    if (!("observed" in retrievers)) return [{ target, role: "group of retrievers", paths: retrievers }];
    const domain = survey.domainOf(target.distinguishedName);
    const groups: OnTheWay[] = [];
    const unseen: Takeover[] = [];
    for (const sid of retrievers.observed) {
      if (!isOrdinaryGroup(sid, survey.principals.issuers)) continue;
      const found = await survey.principals.locate(sid, domain);
      if (found?.kind === "group") groups.push({ sid, ...found, role: "group of retrievers", leadsTo: [], rights: [] });
      const why = found === null ? await survey.principals.whyUnseen(sid, domain) : found.hidden;
      if (why !== null) unseen.push(unseenGroup(sid, "group of retrievers", why));
    }
    const expected = { expected: servers, self: target.sid, isRefused: refusing(survey, target) };
    return [...(await groupTakeovers(survey, groups, expected)), ...unseen];
  });
}

/**
 * Retrievers that are no group to look into: people, and whoever is everyone of a kind. Computers that are not declared
 * are a matter of the list, because they may be standby agents.
 */
async function directRetrievers(
  survey: Survey,
  target: FoundAccount,
  retrievers: readonly string[],
  servers: readonly string[],
): Promise<readonly AttributeFinding[]> {
  const domain = survey.domainOf(target.distinguishedName);
  const found: AttributeFinding[] = [];
  for (const trustee of retrievers.filter((sid) => !servers.includes(sid) && sid !== target.sid)) {
    const located = await survey.principals.locate(trustee, domain);
    const isNobody =
      located === null &&
      (await survey.principals.describe({ sid: trustee, formerly: null }, domain)).kind === "unresolved";
    const identities = isNobody ? await survey.principals.identitiesOf(trustee, domain) : null;
    const isGone =
      identities !== null && "observed" in identities && identities.observed.every(({ formerly }) => formerly === null);
    const isListed = located?.kind === "computer" || (located?.kind === "group" && !holdsEveryone(trustee));
    if (!isGone && !isListed) found.push({ trustee, edges: ["retrieve-password"] });
  }
  return found;
}

/** The declared servers of both tools. */
export async function observeServerTakeovers(
  source: DirectorySource,
  survey: Fact<Survey>,
  servers: readonly string[],
): Promise<ForestObservation["syncServers"]> {
  if (!("observed" in survey)) return survey;
  return observed(
    await Promise.all(
      servers.map(async (server) => {
        const found = await findOne(source, server, () => queryFor(server, "computer"));
        const computer = await describe(source, found);
        const target = valueOr(computer, null);
        return { server, computer, takeover: target && (await serverTakeover(source, survey.observed, target)) };
      }),
    ),
  );
}

async function serverTakeover(source: DirectorySource, survey: Survey, target: FoundAccount): Promise<Takeover> {
  const others = await factOf(() => serverWays(source, target, survey.domainOf(target.distinguishedName)));
  if (!("observed" in others)) return { target, role: "server", paths: others };
  return survey.takeoverOf(target, {
    kind: "computer",
    role: "server",
    others: others.observed.found,
    hidden: others.observed.hidden,
  });
}

interface WaysToAccount {
  readonly kind: TakeoverTarget;
  /** Ways to the account itself that stand in attributes. */
  readonly others?: (
    survey: Survey,
    target: FoundAccount,
  ) => Promise<readonly AttributeFinding[]> | readonly AttributeFinding[];
}

/** An account, and the groups on which it rests. */
export async function observeTakeover(
  source: DirectorySource,
  account: Fact<FoundAccount | null>,
  trusted: TrustedPrincipals,
  { kind, others }: WaysToAccount,
  groupsOf: (survey: Survey, target: FoundAccount) => Promise<readonly Takeover[]>,
): Promise<Fact<readonly Takeover[]>> {
  if (!("observed" in account)) return account;
  const target = account.observed;
  if (target === null) return observed([]);
  return factOf(async () => {
    const survey = await Survey.open(source, trusted);
    const direct = (await others?.(survey, target)) ?? [];
    const own = await survey.takeoverOf(target, { kind, role: "account", others: direct });
    return [own, ...(await groupsOf(survey, target))];
  });
}

/** A group of which nothing is known but that it counts. */
function unseenGroup(sid: string, role: TakeoverRole, why: Unobservable): Takeover {
  return {
    target: { distinguishedName: "", name: sid, sid, objectClass: "group" },
    role,
    paths: { unobservable: why },
  };
}

/** A group that matters, with what it gives. */
interface OnTheWay {
  readonly sid: string;
  readonly distinguishedName: string;
  readonly samAccountName: string | null;
  readonly role: TakeoverRole;
  /** Names of the groups from it to the one that holds rights, nearest first. */
  readonly leadsTo: readonly string[];
  readonly rights: readonly string[];
}

/** What entries on domain roots give. */
interface HolderOfRights {
  readonly role: TakeoverRole;
  /** `RIGHT on DN`. */
  readonly rights: readonly string[];
}

function both(one: HolderOfRights | undefined, other: HolderOfRights): HolderOfRights {
  if (one === undefined) return other;
  const role = one.role === "group with rights" ? one.role : other.role;
  return { role, rights: [...new Set([...one.rights, ...other.rights])] };
}

/** Groups that are looked at one by one. More of them are one fact that cannot be verified. */
const mostGroups = 100;

/** `expected` are the members that a group is for, and `self` is the account that it leads to. */
interface Expected {
  readonly expected: readonly string[];
  readonly self: string;
  /** Whether a member may not do what the group may; nobody where it is absent. */
  readonly isRefused?: (sid: string, through: readonly string[]) => Promise<boolean>;
}

async function groupTakeovers(
  survey: Survey,
  groups: readonly OnTheWay[],
  expected: Expected,
): Promise<readonly Takeover[]> {
  const all = await withNested(survey, groups);
  const known = new Set([...expected.expected, expected.self, ...all.map(({ sid }) => sid)]);
  const ordered = all.toSorted((a, b) => compareSids(a.sid, b.sid));
  const [first] = ordered.slice(mostGroups);
  return [
    ...(await groupsOneByOne(survey, ordered.slice(0, mostGroups), known, expected)),
    ...(first === undefined ? [] : [await notOneByOne(survey, first, ordered.length)]),
  ];
}

/** Whoever is in a group that one of them lists holds the same: groups nested in them are on the way, too. */
async function withNested(survey: Survey, groups: readonly OnTheWay[]): Promise<readonly OnTheWay[]> {
  const all = new Map(groups.map((group) => [group.sid, group]));
  const domains = await survey.domains();
  const pending = [...groups];
  for (let group = pending.shift(); group !== undefined && all.size <= mostGroups; group = pending.shift()) {
    const { seen } = await survey.principals.membersOf(group.sid, survey.domainOf(group.distinguishedName));
    for (const { sid, distinguishedName, samAccountName, kind } of seen) {
      if (kind !== "group" || all.has(sid) || !isOrdinaryGroup(sid, survey.principals.issuers)) continue;
      const home = survey.principals.domainOf(distinguishedName);
      if (home === undefined || (await survey.principals.standingOf(sid, home)) === "trusted") continue;
      const { role, rights, leadsTo } = group;
      const nested = { sid, distinguishedName, samAccountName, role, rights };
      const next = { ...nested, leadsTo: [nameOf(group, domains), ...leadsTo].slice(0, sampleSize) };
      all.set(sid, next);
      pending.push(next);
    }
  }
  return [...all.values()];
}

async function notOneByOne(survey: Survey, group: OnTheWay, count: number): Promise<Takeover> {
  const { role, sid, distinguishedName } = group;
  const target = { distinguishedName, name: nameOf(group, await survey.domains()), sid, objectClass: "group" };
  const reason = `${count} groups lead to the rights of this account, and only ${mostGroups} of them were checked; ${target.name} is the first that was not`;
  return { target, role, paths: unobservable(reason, "Give the account its rights through fewer groups") };
}

function groupsOneByOne(
  survey: Survey,
  groups: readonly OnTheWay[],
  known: ReadonlySet<string>,
  { self, isRefused = async () => false }: Expected,
): Promise<readonly Takeover[]> {
  return Promise.all(
    groups.map(async (group) => {
      const { role, sid, distinguishedName, leadsTo, rights } = group;
      const name = nameOf(group, await survey.domains());
      const { seen, more, hidden } = await survey.principals.membersOf(sid, survey.domainOf(distinguishedName));
      const unknown = seen.filter((member) => !known.has(member.sid));
      const refused = await Promise.all(unknown.map((member) => isRefused(member.sid, [sid])));
      const others = unknown
        .filter((_, index) => !refused[index])
        .map(
          (member): AttributeFinding => ({
            trustee: member.sid,
            edges: [role === "group of retrievers" && member.kind !== "computer" ? "retrieval" : "membership"],
          }),
        );
      const target = { distinguishedName, name, sid, objectClass: "group" };
      const found = await survey.takeoverOf(target, { kind: "group", role, self, others, uncounted: more, hidden });
      return {
        ...found,
        ...(leadsTo.length === 0 ? {} : { leadsTo }),
        ...(rights.length === 0 ? {} : { rights: rights.slice(0, sampleSize) }),
      };
    }),
  );
}

/**
 * Groups with rights that the domain controller counts in the token of the account, and of which the reader does not see how the account
 * is in them: it may not read their members, or not see them at all.
 */
async function unseenHolders(
  survey: Survey,
  source: DirectorySource,
  object: DirectoryObject,
  {
    domains,
    groups,
    holders,
    expected,
  }: {
    readonly domains: readonly DomainFacts[];
    readonly groups: readonly Group[];
    readonly holders: ReadonlyMap<string, HolderOfRights>;
    readonly expected: readonly string[];
  },
): Promise<readonly Takeover[]> {
  const known = new Set([...groups.map(({ sid }) => sid), ...expected, ...object.sidHistory]);
  const closures = await Promise.all(domains.map(({ dnsName }) => factOf(() => source.groupsOf(object, dnsName))));
  const token = new Set(closures.flatMap((closure) => ("observed" in closure ? (closure.observed.token ?? []) : [])));
  const home = survey.domainOf(object.distinguishedName);
  const found: Takeover[] = [];
  for (const sid of [...token].filter(
    (each) => holders.has(each) && !known.has(each) && isOrdinaryGroup(each, survey.principals.issuers),
  )) {
    const { role, rights } = holders.get(sid) ?? { role: "group with rights", rights: [] };
    const group = await survey.principals.locate(sid, home);
    if (group === null) found.push(unseenGroup(sid, role, hiddenGroup(sid)));
    else
      found.push(
        ...(await groupTakeovers(survey, [{ sid, ...group, role, rights, leadsTo: [] }], {
          expected,
          self: expected[0] ?? "",
        })),
      );
  }
  return found.toSorted((a, b) => compareSids(a.target.sid, b.target.sid));
}

function hiddenGroup(sid: string): Unobservable {
  return {
    reason: `the account is in the group ${sid}, which the read account cannot see`,
    remedy: `Let the read account see the group ${sid} and read its members`,
  };
}

/** As they count in any domain; one that cannot be asked adds none. */
async function groupsAround(source: DirectorySource, object: DirectoryObject, domains: readonly DomainFacts[]) {
  const closures = await Promise.all(domains.map(({ dnsName }) => factOf(() => source.groupsOf(object, dnsName))));
  const groups = closures.flatMap((closure) => ("observed" in closure ? closure.observed.groups : []));
  return [...new Map(groups.map((group) => [group.sid, group])).values()];
}

/**
 * The groups around an account which hold rights, or lead to one that does. An identifier from a SID history is no group
 * that anybody could join; one of which no object is seen may be.
 */
async function onTheWay(
  survey: Survey,
  object: DirectoryObject,
  { groups, holders }: { readonly groups: readonly Group[]; readonly holders: ReadonlyMap<string, HolderOfRights> },
): Promise<{ readonly found: readonly OnTheWay[]; readonly stillUnseen: readonly Takeover[] }> {
  const domains = await survey.domains();
  const ways = waysToRights(groups, holders);
  const found: OnTheWay[] = [];
  const stillUnseen: Takeover[] = [];
  for (const group of groups) {
    const way = ways.get(group.sid);
    if (way === undefined || !isOrdinaryGroup(group.sid, survey.principals.issuers)) continue;
    const { role, rights, through } = way;
    const leadsTo = through.map((above) => nameOf(above, domains));
    if (group.distinguishedName !== "") found.push({ ...group, role, rights, leadsTo });
    else if (!object.sidHistory.includes(group.sid) && !(await isFormer(survey, group.sid)))
      stillUnseen.push(unseenGroup(group.sid, role, hiddenGroup(group.sid)));
  }
  return { found, stillUnseen };
}

/** Whether an identifier is one that some object carries in its SID history. */
async function isFormer(survey: Survey, sid: string): Promise<boolean> {
  const successors = await survey.principals.successorsOf(sid);
  return "observed" in successors && successors.observed.length > 0;
}

interface WayToRights extends HolderOfRights {
  readonly through: readonly Group[];
}

/** By security identifier, the strongest role first, and the shortest way to it. */
function waysToRights(
  all: readonly Group[],
  holders: ReadonlyMap<string, HolderOfRights>,
): ReadonlyMap<string, WayToRights> {
  const members = new Map<string, Group[]>();
  for (const group of all)
    for (const above of group.memberOf) {
      const listed = members.get(above) ?? [];
      listed.push(group);
      members.set(above, listed);
    }
  const ways = new Map<string, WayToRights>();
  for (const role of ["group with rights", "group that reads"] as const) {
    const pending = all.flatMap((group) => {
      const holder = holders.get(group.sid);
      return holder?.role === role ? [{ group, way: { ...holder, through: [] as readonly Group[] } }] : [];
    });
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      const { group, way } = next;
      if (ways.has(group.sid)) continue;
      ways.set(group.sid, way);
      const through = group.distinguishedName === "" ? way.through : [group, ...way.through].slice(0, sampleSize);
      for (const member of members.get(group.sid) ?? []) pending.push({ group: member, way: { ...way, through } });
    }
  }
  return ways;
}

/** One of a domain that someone made or filled, and whose takeover is no takeover of the domain. */
function isOrdinaryGroup(sid: string, issuers: Issuers): boolean {
  return sid.startsWith("S-1-5-21-") && !isWide(sid) && isTierZero(sid, issuers) !== true;
}

const reading =
  accessRights.readProperty | accessRights.listContents | accessRights.listObject | accessRights.readControl;

/** What reading and every synchronization take, and what gives nothing away. */
const harmless: readonly string[] = [controlAccessRights["DS-Replication-Get-Changes"].guid];

/** Whom entries on a domain root are about, and whether they give more than reading. */
function rightsOn(
  root: SecurityDescriptor,
  { distinguishedName }: DomainFacts,
  names: NamesOfTypes,
): readonly (readonly [string, HolderOfRights])[] {
  return (root.dacl?.entries ?? []).flatMap((entry): (readonly [string, HolderOfRights])[] => {
    if (entry.kind === "unknown" || !entry.kind.startsWith("allow")) return [];
    const objectType = isObjectEntry(entry) ? entry.objectType : undefined;
    const mayDoMore = (mapGenericRights(entry.mask) & ~reading) !== 0 && !harmless.includes(objectType ?? "");
    const rights = rightsGiven(entry, names).map((right) => `${right} on ${distinguishedName}`);
    return [[entry.trustee, { role: mayDoMore ? "group with rights" : "group that reads", rights }]];
  });
}
