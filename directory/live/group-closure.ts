/** The groups around an account, found by asking every group in turn who is in it. */
import { compareSids, decodeSid, encodeSid, splitSid, wellKnownSids } from "../security/sid.ts";
import { type DirectoryObject, DirectoryUnavailableError, type Group, type GroupClosure } from "../source.ts";
import { all, equals, hasBits } from "./filters.ts";
import { sidOf } from "./objects.ts";
import type { SearchBase, SearchDomains } from "./search.ts";

/** A token holds at most 1,024 security identifiers; beyond several times that no answer is worth waiting for. */
const mostGroups = 5000;

/** Everyone holds these without being listed as a member; groups may list them. Source: MS-DTYP 2.4.2.4. */
const heldByEveryAccount = [wellKnownSids.everyone, wellKnownSids.authenticatedUsers];

interface Node {
  readonly sid: string;
  readonly distinguishedName: string;
  readonly samAccountName: string | null;
}

/**
 * Searching for `member` works where memberOf is hidden, because groups show their members to every authenticated user
 * by default. Throws DirectoryUnavailableError.
 */
export async function findGroups(
  account: DirectoryObject,
  searchDomains: SearchDomains,
  searchObject: SearchBase,
): Promise<GroupClosure> {
  const token = await readToken(account, searchObject);
  const primaryGroup = await findPrimaryGroup(account, token, searchDomains);
  const identities = await findIdentities(searchDomains);
  const parentsOf = (node: Pick<Node, "distinguishedName">) => findParents(node.distinguishedName, searchDomains);

  const start = [...(await parentsOf(account)), ...primaryGroup, ...identities];
  const found = new Map<string, { node: Node; memberOf: readonly string[] }>();
  let level: readonly Node[] = start;
  while (level.length > 0) {
    const unseen = distinct(level.filter((node) => !found.has(node.sid)));
    if (found.size + unseen.length > mostGroups) throw tooManyGroups(account);
    const parents = await Promise.all(unseen.map((node) => (node.distinguishedName === "" ? [] : parentsOf(node))));
    for (const [index, node] of unseen.entries()) found.set(node.sid, { node, memberOf: sids(parents[index] ?? []) });
    level = parents.flat();
  }
  return {
    direct: sids(start),
    groups: [...found.values()]
      .map(({ node, memberOf }): Group => ({ ...node, memberOf }))
      .toSorted((a, b) => compareSids(a.sid, b.sid)),
    token,
  };
}

async function readToken(account: DirectoryObject, searchObject: SearchBase): Promise<readonly string[] | null> {
  const [entry] = await searchObject(account.distinguishedName, { scope: "base", attributes: ["tokenGroups"] });
  const held = entry?.allBytes("tokenGroups").map((bytes) => decodeSid(bytes)) ?? [];
  return held.length === 0 ? null : [...new Set(held)].toSorted(compareSids);
}

/** The primary group does not list its member. */
async function findPrimaryGroup(
  account: DirectoryObject,
  token: readonly string[] | null,
  searchDomains: SearchDomains,
): Promise<readonly Node[]> {
  if (account.primaryGroupId === null && token !== null) return [];
  if (account.primaryGroupId === null || account.sid === null)
    throw new DirectoryUnavailableError(
      `The reader may not read the primary group of ${account.distinguishedName}`,
      "Grant the reader Read primaryGroupID and Read objectSid on the account",
    );
  const sid = `${splitSid(account.sid).domain}-${account.primaryGroupId}`;
  const [entry] = await searchDomains({
    scope: "sub",
    filter: equals("objectSid", encodeSid(sid)),
    attributes: nodeAttributes,
  });
  return [
    {
      sid,
      distinguishedName: entry?.distinguishedName ?? "",
      samAccountName: entry?.text("sAMAccountName") ?? null,
    },
  ];
}

/** Well-known identities have an object only where some group lists them. */
async function findIdentities(searchDomains: SearchDomains): Promise<readonly Node[]> {
  const found = await Promise.all(
    heldByEveryAccount.map(async (sid) => {
      const entries = await searchDomains({
        scope: "sub",
        filter: equals("objectSid", encodeSid(sid)),
        attributes: ["cn"],
      });
      return { sid, distinguishedName: entries[0]?.distinguishedName ?? "", samAccountName: null };
    }),
  );
  return found;
}

const nodeAttributes = ["objectSid", "sAMAccountName"];

/** GROUP_TYPE_SECURITY_ENABLED of groupType, 0x80000000: the others give their members no rights. Source: MS-ADTS 2.2.12. */
const securityEnabled = hasBits("groupType", 0x80000000);

async function findParents(member: string, searchDomains: SearchDomains): Promise<readonly Node[]> {
  const entries = await searchDomains({
    scope: "sub",
    filter: all(equals("objectClass", "group"), securityEnabled, equals("member", member)),
    attributes: nodeAttributes,
  });
  return entries.flatMap((entry) => {
    const sid = sidOf(entry);
    return sid === null
      ? []
      : [{ sid, distinguishedName: entry.distinguishedName, samAccountName: entry.text("sAMAccountName") }];
  });
}

function distinct(nodes: readonly Node[]): readonly Node[] {
  return [...new Map(nodes.map((node) => [node.sid, node])).values()];
}

function sids(nodes: readonly Node[]): readonly string[] {
  return [...new Set(nodes.map((node) => node.sid))].toSorted(compareSids);
}

function tooManyGroups(account: DirectoryObject): DirectoryUnavailableError {
  return new DirectoryUnavailableError(
    `${account.distinguishedName} is in more than ${mostGroups} groups, counted through groups`,
    "Take the account out of groups: a logon token holds at most 1,024 security identifiers",
  );
}
