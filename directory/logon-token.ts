/** The security identifiers that count when an account asks for something, and how each got there. */
import { type Unobservable, unobservable } from "../catalogue/fact.ts";
import { nameOf, nameOfSid } from "./names.ts";
import type { Membership } from "./observation.ts";
import { compareSids, splitSid, wellKnownSids } from "./security/sid.ts";
import { builtinDomainSid } from "./security/well-known-sids.ts";
import type { DirectoryObject, DirectorySource, Group, GroupClosure } from "./source.ts";

export interface LogonToken {
  /** By security identifier: the account, its SID history and its groups. */
  readonly sids: ReadonlyMap<string, TokenEntry>;
  /**
   * Why `sids` may lack groups that the reader does not see; null when the domain controller itself has told all of them.
   * What is missing in `sids` says nothing then; what is there counts.
   */
  readonly incomplete: { readonly unobservable: Unobservable } | null;
  /** Whether a security identifier that is not among `sids` may be held all the same: not seen, or by way of signing in. */
  readonly mayHold: (sid: string) => boolean;
}

export interface TokenEntry {
  readonly name: string;
  /** Names of the groups on the way, nearest to the account first, this one included; empty for the account itself. */
  readonly path: readonly string[];
  readonly by?: Membership["by"];
}

/** Stands in a path for groups that the domain controller counts but the reader does not see. */
const unseenGroup = "a group that this reader cannot see";

/** Throws DirectoryUnavailableError. */
export async function readLogonToken(source: DirectorySource, account: DirectoryObject): Promise<LogonToken> {
  const [closure, domains] = await Promise.all([source.groupsOf(account), source.domains()]);
  const own = nameOf(account, domains);
  const sids = new Map<string, TokenEntry>();
  if (account.sid !== null) sids.set(account.sid, { name: own, path: [] });
  for (const sid of account.sidHistory)
    sids.set(sid, { name: `${own} by its SID history`, path: [], by: "SID history" });
  for (const [sid, path] of shortestPaths(closure)) {
    const names = path.map((group) => nameOf(group, domains));
    const by = beginning(path[0]?.sid, account);
    sids.set(sid, { name: names.at(-1) ?? sid, path: names, ...(by === undefined ? {} : { by }) });
  }
  for (const sid of closure.token ?? []) {
    if (sids.has(sid)) continue;
    const name = (await nameOfSid(source, sid)) ?? sid;
    sids.set(sid, { name, path: [unseenGroup, name], by: "unseen group" });
  }
  const incomplete = closure.token === null ? notAllGroups((await source.evidence()).reader, account) : null;
  return {
    sids,
    incomplete,
    mayHold: (sid) => !sids.has(sid) && (comesWithLogon(sid) || (incomplete !== null && isOfDomain(sid))),
  };
}

function beginning(first: string | undefined, { sid, primaryGroupId }: DirectoryObject): Membership["by"] {
  if (first === wellKnownSids.everyone || first === wellKnownSids.authenticatedUsers) return "being everyone";
  if (sid === null || primaryGroupId === null) return undefined;
  return first === `${splitSid(sid).domain}-${primaryGroupId}` ? "primary group" : undefined;
}

function notAllGroups(reader: string, { distinguishedName }: DirectoryObject) {
  return unobservable(
    `${reader} may not read tokenGroups of ${distinguishedName}, so there may be groups that it does not see`,
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

/** The shortest way to every group, level by level; among equals the one over the lowest security identifiers. */
export function shortestPaths(closure: GroupClosure): ReadonlyMap<string, readonly Group[]> {
  const groups = new Map(closure.groups.map((group) => [group.sid, group]));
  const paths = new Map<string, readonly Group[]>();
  let level = closure.direct.map((sid) => ({ sid, before: [] as readonly Group[] }));
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { sid, before } of level.toSorted((a, b) => compareSids(a.sid, b.sid))) {
      const group = groups.get(sid);
      if (group === undefined || paths.has(sid)) continue;
      const path = [...before, group];
      paths.set(sid, path);
      next.push(...group.memberOf.map((parent) => ({ sid: parent, before: path })));
    }
    level = next;
  }
  return paths;
}
