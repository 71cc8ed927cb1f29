/** The part of a forest's groups that counts in one domain. */
import { compareSids } from "../security/sid.ts";
import type { DirectoryObject, Group, GroupClosure } from "../source.ts";
import { type GroupGraph, type GroupNode, nodeKey } from "./group-graph.ts";

/** Which domain an object lies in: its distinguished name. */
export type DomainOf = (distinguishedName: string) => string | undefined;

/**
 * Groups local to a domain count there and nowhere else, those of BUILTIN included; all others count in every domain.
 * Source: MS-ADTS 2.2.12.
 */
export function closureIn(
  graph: GroupGraph,
  domain: string,
  domainOf: DomainOf,
): Pick<GroupClosure, "direct" | "groups"> {
  const counts = (node: GroupNode) => !node.domainLocal || domainOf(node.distinguishedName) === domain;
  const start = graph.start.filter(counts);
  const reached = new Map<string, GroupNode>();
  const pending = [...start];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (reached.has(nodeKey(node))) continue;
    reached.set(nodeKey(node), node);
    for (const parent of parentsIn(graph, node)) if (counts(parent)) pending.push(parent);
  }
  const bySid = Map.groupBy(reached.values(), ({ sid }) => sid);
  return {
    direct: sidsOf(start),
    groups: [...bySid]
      .map(([sid, nodes]): Group => {
        const seen = nodes.find(({ distinguishedName }) => distinguishedName !== "");
        return {
          sid,
          distinguishedName: seen?.distinguishedName ?? "",
          samAccountName: seen?.samAccountName ?? null,
          memberOf: sidsOf(nodes.flatMap((node) => parentsIn(graph, node).filter(counts))),
        };
      })
      .toSorted((a, b) => compareSids(a.sid, b.sid)),
  };
}

/** Groups that the account's domain controller tells of, and of which nothing else is seen. */
export function unseenGroups(graph: GroupGraph, account: DirectoryObject): readonly string[] {
  const nodes = [...graph.start, ...[...graph.parents.values()].flat()];
  const seen = new Set([...nodes.flatMap(({ sid, sidHistory }) => [sid, ...sidHistory]), ...account.sidHistory]);
  // Others are no groups of a domain, and are in none of its groups without an object that would have been found.
  const groups = (graph.told.globalAndUniversal ?? []).filter((sid) => sid.startsWith("S-1-5-21-"));
  return groups.filter((sid) => !seen.has(sid) && sid !== account.sid);
}

function parentsIn(graph: GroupGraph, node: GroupNode): readonly GroupNode[] {
  return graph.parents.get(nodeKey(node)) ?? [];
}

function sidsOf(nodes: readonly GroupNode[]): readonly string[] {
  return [...new Set(nodes.map((node) => node.sid))].toSorted(compareSids);
}
