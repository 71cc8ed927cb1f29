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
import { accessRights, mapGenericRights } from "../security/access-mask.ts";
import { isObjectEntry, type SecurityDescriptor } from "../security/security-descriptor.ts";
import { compareSids } from "../security/sid.ts";
import type { DirectoryObject, DirectorySource, DomainFacts, Group } from "../source.ts";
import { isWide } from "../takeover/everyone.ts";
import { isTierZero } from "../takeover/principals.ts";
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
  return observeTakeover(source, account, trusted, "user", async (survey, target) => {
    const domains = await source.domains();
    const groups = await groupsAround(source, object, domains);
    const holders = new Map<string, TakeoverRole>();
    for (const [sid, role] of domains.flatMap((domain) => valueOr(mapFact(rootDescriptor(domain), rightsOn), [])))
      if (holders.get(sid) !== "group with rights") holders.set(sid, role);
    const seen = await groupTakeovers(survey, onTheWay(groups, holders, survey.principals.issuers), [target.sid]);
    return [
      ...seen,
      ...(await unseenHolders(survey, source, object, { domains, groups, holders, expected: [target.sid] })),
    ];
  });
}

/** The gMSA, and the groups through which servers retrieve its password. `retrievers` are security identifiers. */
export async function observeGmsaTakeover(
  source: DirectorySource,
  account: Fact<FoundAccount | null>,
  trusted: TrustedPrincipals,
  { retrievers, servers }: { readonly retrievers: Fact<readonly string[]>; readonly servers: readonly string[] },
): Promise<Fact<readonly Takeover[]>> {
  return observeTakeover(source, account, trusted, "managed service account", async (survey, target) => {
    if (!("observed" in retrievers)) return [{ target, role: "group of retrievers", paths: retrievers }];
    const domain = survey.domainOf(target.distinguishedName);
    const groups: OnTheWay[] = [];
    const unseen: Takeover[] = [];
    for (const sid of retrievers.observed) {
      if (!isOrdinaryGroup(sid, survey.principals.issuers)) continue;
      const found = await survey.principals.locate(sid, domain);
      if (found?.kind === "group") groups.push({ sid, ...found, role: "group of retrievers" });
      const why = found === null ? await survey.principals.whyUnseen(sid, domain) : found.hidden;
      if (why !== null) unseen.push(unseenGroup(sid, "group of retrievers", why));
    }
    return [...(await groupTakeovers(survey, groups, servers)), ...unseen];
  });
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
        const target = "observed" in computer ? computer.observed : null;
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

async function observeTakeover(
  source: DirectorySource,
  account: Fact<FoundAccount | null>,
  trusted: TrustedPrincipals,
  kind: TakeoverTarget,
  groupsOf: (survey: Survey, target: FoundAccount) => Promise<readonly Takeover[]>,
): Promise<Fact<readonly Takeover[]>> {
  if (!("observed" in account)) return account;
  const target = account.observed;
  if (target === null) return observed([]);
  return factOf(async () => {
    const survey = await Survey.open(source, trusted);
    return [await survey.takeoverOf(target, { kind, role: "account" }), ...(await groupsOf(survey, target))];
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
}

/** Groups that are looked at one by one. More of them are one fact that cannot be verified. */
const mostGroups = 100;

/** `expected` are the members that a group is for. */
async function groupTakeovers(
  survey: Survey,
  groups: readonly OnTheWay[],
  expected: readonly string[],
): Promise<readonly Takeover[]> {
  const known = new Set([...expected, ...groups.map(({ sid }) => sid)]);
  const ordered = groups.toSorted((a, b) => compareSids(a.sid, b.sid));
  const [first] = ordered.slice(mostGroups);
  return [
    ...(await groupsOneByOne(survey, ordered.slice(0, mostGroups), known)),
    ...(first === undefined ? [] : [await notOneByOne(survey, first, ordered.length)]),
  ];
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
): Promise<readonly Takeover[]> {
  return Promise.all(
    groups.map(async (group) => {
      const { role, sid, distinguishedName } = group;
      const name = nameOf(group, await survey.domains());
      const { seen, more, hidden } = await survey.principals.membersOf(sid, survey.domainOf(distinguishedName));
      const others = seen
        .filter((member) => !known.has(member.sid))
        .map(
          (member): AttributeFinding => ({
            trustee: member.sid,
            edges: [role === "group of retrievers" && member.kind !== "computer" ? "retrieval" : "membership"],
          }),
        );
      const target = { distinguishedName, name, sid, objectClass: "group" };
      return survey.takeoverOf(target, { kind: "group", role, others, uncounted: more, hidden });
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
    readonly holders: ReadonlyMap<string, TakeoverRole>;
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
    const role = holders.get(sid) ?? "group with rights";
    const group = await survey.principals.locate(sid, home);
    if (group === null) found.push(unseenGroup(sid, role, hiddenGroup(sid)));
    else found.push(...(await groupTakeovers(survey, [{ sid, ...group, role }], expected)));
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

/** The groups around an account which hold rights, or lead to one that does. */
function onTheWay(
  all: readonly Group[],
  holders: ReadonlyMap<string, TakeoverRole>,
  issuers: Issuers,
): readonly OnTheWay[] {
  const members = new Map<string, string[]>();
  for (const { sid, memberOf } of all)
    for (const above of memberOf) {
      const listed = members.get(above) ?? [];
      listed.push(sid);
      members.set(above, listed);
    }
  const roles = new Map<string, TakeoverRole>();
  for (const role of ["group with rights", "group that reads"] as const) {
    const pending = all.flatMap(({ sid }) => (holders.get(sid) === role ? [sid] : []));
    for (let sid = pending.pop(); sid !== undefined; sid = pending.pop()) {
      if (roles.has(sid)) continue;
      roles.set(sid, role);
      for (const member of members.get(sid) ?? []) pending.push(member);
    }
  }
  return all.flatMap((group) => {
    const role = isOrdinaryGroup(group.sid, issuers) ? roles.get(group.sid) : undefined;
    return role === undefined ? [] : [{ ...group, role }];
  });
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
function rightsOn(root: SecurityDescriptor): Fact<readonly (readonly [string, TakeoverRole])[]> {
  const roles = (root.dacl?.entries ?? []).flatMap((entry): (readonly [string, TakeoverRole])[] => {
    if (entry.kind === "unknown" || !entry.kind.startsWith("allow")) return [];
    const objectType = isObjectEntry(entry) ? entry.objectType : undefined;
    const mayDoMore = (mapGenericRights(entry.mask) & ~reading) !== 0 && !harmless.includes(objectType ?? "");
    return [[entry.trustee, mayDoMore ? "group with rights" : "group that reads"]];
  });
  return observed(roles);
}
