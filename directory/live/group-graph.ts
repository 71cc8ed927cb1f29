/** The groups around an account in the whole forest, found by asking every group in turn who is in it. */

import { OrFilter } from "ldapts";
import { nameKey } from "../../catalogue/distinguished-name.ts";
import { decoded } from "../damaged-value.ts";
import { compareSids, decodeSid, encodeSid, splitSid, wellKnownSids } from "../security/sid.ts";
import { type DirectoryObject, DirectoryUnavailableError } from "../source.ts";
import type { LdapEntry } from "./entry.ts";
import { all, equals, hasBits } from "./filters.ts";
import type { ForestAnswer } from "./forest-connections.ts";
import { sidHistoryOf, sidOf } from "./objects.ts";
import type { Search } from "./paging.ts";
import type { SearchBase } from "./search.ts";

/** One question, asked in every domain of the forest. */
export type SearchForest = (search: Search) => Promise<ForestAnswer>;

/** A group, or an identity that everyone holds; by its place, because BUILTIN is called the same in every domain. */
export interface GroupNode {
  readonly sid: string;
  /** Empty for what has no object that the reader sees. */
  readonly distinguishedName: string;
  readonly samAccountName: string | null;
  /** Whether it counts in the tokens for its own domain only. */
  readonly domainLocal: boolean;
  /** Security identifiers of groups that this one replaced; they count in the token too. */
  readonly sidHistory: readonly string[];
}

export interface GroupGraph {
  /** What the account itself is in, its primary group and what everyone is included. */
  readonly start: readonly GroupNode[];
  /** The groups that each of the others is in, by {@link nodeKey}. */
  readonly parents: ReadonlyMap<string, readonly GroupNode[]>;
  /** What the account's own domain controller tells of its token: null when not readable. */
  readonly told: {
    readonly all: readonly string[] | null;
    readonly globalAndUniversal: readonly string[] | null;
  };
}

export function nodeKey({ sid, distinguishedName }: GroupNode): string {
  return distinguishedName === "" ? sid : nameKey(distinguishedName);
}

/** A token holds at most 1,024 security identifiers; beyond several times that no answer is worth waiting for. */
const mostGroups = 5000;

/** Everyone holds these without being listed as a member; groups may list them. Source: MS-DTYP 2.4.2.4. */
const heldByEveryAccount = [wellKnownSids.everyone, wellKnownSids.authenticatedUsers];

/**
 * Searching for `member` works where memberOf is hidden, because groups show their members to every authenticated user
 * by default; and it finds the groups of every domain, which memberOf does not. Throws DirectoryUnavailableError.
 */
export async function readGroupGraph(
  account: DirectoryObject,
  searchForest: SearchForest,
  searchObject: SearchBase,
): Promise<GroupGraph> {
  const told = await readToken(account, searchObject);
  const primaryGroup = await findPrimaryGroup(account, told.all, searchForest);
  const identities = await standIns([...heldByEveryAccount, ...account.sidHistory], searchForest);
  const start = [...(await findParents(account.distinguishedName, searchForest)), ...primaryGroup, ...identities];
  const parents = new Map<string, readonly GroupNode[]>();
  let level = start;
  while (level.length > 0) {
    const unseen = distinct(level.filter((node) => !parents.has(nodeKey(node))));
    if (parents.size + unseen.length > mostGroups) throw tooManyGroups(account);
    const found = await Promise.all(unseen.map((node) => parentsOf(node, searchForest)));
    for (const [index, node] of unseen.entries()) parents.set(nodeKey(node), found[index] ?? []);
    level = found.flat();
  }
  return { start: distinct(start), parents, told };
}

async function parentsOf(node: GroupNode, searchForest: SearchForest): Promise<readonly GroupNode[]> {
  if (node.distinguishedName === "") return [];
  const formerly = await standIns(node.sidHistory, searchForest);
  return [...(await findParents(node.distinguishedName, searchForest)), ...formerly];
}

async function readToken(account: DirectoryObject, searchObject: SearchBase): Promise<GroupGraph["told"]> {
  const attributes = ["tokenGroups", "tokenGroupsGlobalAndUniversal"];
  const [entry] = await searchObject(account.distinguishedName, { scope: "base", attributes });
  const held = (attribute: string) => {
    const sids =
      entry
        ?.allBytes(attribute)
        .map((bytes) => decoded(attribute, account.distinguishedName, () => decodeSid(bytes))) ?? [];
    return sids.length === 0 ? null : [...new Set(sids)].toSorted(compareSids);
  };
  return { all: held("tokenGroups"), globalAndUniversal: held("tokenGroupsGlobalAndUniversal") };
}

/** The primary group does not list its member. */
async function findPrimaryGroup(
  account: DirectoryObject,
  token: readonly string[] | null,
  searchForest: SearchForest,
): Promise<readonly GroupNode[]> {
  if (account.primaryGroupId === null && token !== null) return [];
  if (account.primaryGroupId === null || account.sid === null)
    throw new DirectoryUnavailableError(
      `The read account cannot read the primary group of ${account.distinguishedName}`,
      "Grant the read account Read primaryGroupID and Read objectSid on the account",
    );
  const sid = `${splitSid(account.sid).domain}-${account.primaryGroupId}`;
  const { entries } = await searchForest({
    scope: "sub",
    filter: equals("objectSid", encodeSid(sid)),
    attributes: nodeAttributes,
  });
  const [found] = nodesFrom(entries);
  return [found ?? { sid, distinguishedName: "", samAccountName: null, domainLocal: false, sidHistory: [] }];
}

/**
 * Identities that are no objects of the forest. They have an object in each domain where some group lists them, and that
 * group is local to the domain.
 */
async function standIns(sids: readonly string[], searchForest: SearchForest): Promise<readonly GroupNode[]> {
  if (sids.length === 0) return [];
  const { entries } = await searchForest({
    scope: "sub",
    filter: new OrFilter({ filters: sids.map((sid) => equals("objectSid", encodeSid(sid))) }),
    attributes: ["objectSid"],
  });
  const node = (sid: string, distinguishedName: string): GroupNode => ({
    sid,
    distinguishedName,
    samAccountName: null,
    domainLocal: distinguishedName !== "",
    sidHistory: [],
  });
  return [
    ...sids.map((sid) => node(sid, "")),
    ...entries.flatMap((entry) => {
      const sid = sidOf(entry);
      return sid === null ? [] : [node(sid, entry.distinguishedName)];
    }),
  ];
}

const nodeAttributes = ["objectSid", "sAMAccountName", "groupType", "sIDHistory"];

/** GROUP_TYPE_SECURITY_ENABLED of groupType: the others give their members no rights. Source: MS-ADTS 2.2.12. */
const securityEnabled = hasBits("groupType", 0x80000000);
/** GROUP_TYPE_ACCOUNT_GROUP and GROUP_TYPE_UNIVERSAL_GROUP, which count in every domain; same source. */
const forestWide = 0x2 | 0x8;

async function findParents(member: string, searchForest: SearchForest): Promise<readonly GroupNode[]> {
  const { entries } = await searchForest({
    scope: "sub",
    filter: all(equals("objectClass", "group"), securityEnabled, equals("member", member)),
    attributes: nodeAttributes,
  });
  return nodesFrom(entries);
}

function nodesFrom(entries: readonly LdapEntry[]): readonly GroupNode[] {
  return entries.flatMap((entry) => {
    const sid = sidOf(entry);
    if (sid === null) return [];
    const type = entry.integer("groupType");
    return [
      {
        sid,
        distinguishedName: entry.distinguishedName,
        samAccountName: entry.text("sAMAccountName"),
        domainLocal: type !== null && (type & forestWide) === 0,
        sidHistory: sidHistoryOf(entry),
      },
    ];
  });
}

function distinct(nodes: readonly GroupNode[]): readonly GroupNode[] {
  return [...new Map(nodes.map((node) => [nodeKey(node), node])).values()];
}

function tooManyGroups(account: DirectoryObject): DirectoryUnavailableError {
  return new DirectoryUnavailableError(
    `${account.distinguishedName} is in more than ${mostGroups} groups, including nested groups`,
    "Remove the account from groups: a logon token holds at most 1,024 security identifiers",
  );
}
