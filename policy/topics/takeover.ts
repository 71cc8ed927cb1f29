/** What the rules about taking over accounts, servers and groups share. */

import { commandFor, onServerOf } from "../../catalogue/change-commands.ts";
import { type Command, changing, powershell } from "../../catalogue/command.ts";
import { isSameName } from "../../catalogue/distinguished-name.ts";
import type { Fact } from "../../catalogue/fact.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import { takeoverEdges } from "../../catalogue/takeover-edges.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { Evidence } from "../../directory/facts/evidence.ts";
import type { SyncAccountPath, Takeover, TakeoverPath, TakeoverRole } from "../../directory/facts/takeover.ts";
import type { TakeoverWay } from "../judgement/details.ts";
import { each, settle } from "../judgement/settle.ts";
import { about, type Concerned, others } from "../judgement/subject.ts";
import {
  advisory,
  cannotVerify,
  met,
  notObserved,
  ofItem,
  undecided,
  unmet,
  type Verdict,
} from "../judgement/verdict.ts";
import { enumerated } from "./active-directory.ts";
import { aceWords } from "./entry-words.ts";
import { place } from "./evidence.ts";
import { isInstallersAccount, trusteeOf, who } from "./principal.ts";
import { isNeeded, type Needs } from "./sync-account-needs.ts";

export interface TakeoverWords {
  readonly question: string;
  readonly evidence: Evidence;
  /** What a principal gains by the target. */
  readonly consequence: (role: TakeoverRole) => string;
  /** The accounts of the stack, which trust each other for what their features need. */
  readonly needs: readonly Needs[];
  /** The command that lets the declared servers alone retrieve the password of the target, where it has one to retrieve. */
  readonly retrievers?: () => Command;
  /** The command that keeps everyone but Tier 0 away from the target, where there is one. */
  readonly lockDown: (target: FoundAccount) => Command | null;
}

/** One verdict for each way of each target. */
export function judgeTakeovers(
  subject: Concerned,
  takeovers: Fact<readonly Takeover[]>,
  words: TakeoverWords,
): readonly Verdict[] {
  return settle(takeovers, { subject, question: words.question }, (all) =>
    each(subject, all, (takeover) => judgeTakeover(takeover, words)),
  );
}

function judgeTakeover(takeover: Takeover, words: TakeoverWords): readonly Verdict[] {
  const { target, paths } = takeover;
  return settle(paths, { subject: target, question: words.question }, (found) => {
    const { count, sample, unseen, hidden, emptyGroups, untold } = found;
    const needless = needlessPaths(found.ofSyncAccounts, target, words.needs);
    const members = sample.filter(isMembership);
    const isCrowd = members.length > mostMembers;
    const more = count - sample.length;
    const total = members.length + more;
    return [
      ...sample.map((path) => {
        const judged = { ...judgePath(takeover, path, words), way: pictureOf(takeover, path) };
        const verdict = ofItem(judged, who(path.principal));
        return isCrowd && isMembership(path) ? { ...verdict, ...crowd(target, total) } : verdict;
      }),
      ...needless.map((path) => ({ ...judgeSyncAccount(takeover, path, words), way: pictureOf(takeover, path) })),
      ...(more > 0
        ? [uncounted(takeover, more, words, isCrowd && !members.some((path) => blocks(takeover, path)))]
        : []),
      ...unseen.map((container) => notSeen(target, container, words)),
      ...[...(untold === undefined ? [] : [untold]), ...hidden].map((why) =>
        notObserved(about(target, "hidden", why.reason), words.question, why),
      ),
      ...(count + needless.length === 0 && unseen.length === 0 && hidden.length === 0 && untold === undefined
        ? [outOfReach(target, emptyGroups, words.evidence)]
        : []),
    ];
  });
}

/** The verdict names its limits: which edges are checked, and which read account looked. */
function outOfReach({ name }: FoundAccount, emptyGroups: readonly string[], evidence: Evidence): Verdict {
  const empty =
    emptyGroups.length === 0 ? "" : `; ${enumerated(emptyGroups)} could, but no one outside Tier 0 is a member`;
  const fact = `has no takeover path from outside Tier 0, among the checked edges ${seenBy(evidence)}${empty}`;
  return met(name, fact, "no takeover path from outside Tier 0, among the checked edges");
}

function seenBy(evidence: Evidence): string {
  return evidence.source === "none" ? "" : `that ${evidence.reader} sees ${place(evidence)}`;
}

/** What is not listed of many members of a group is probably more of them, and weighs as much. */
function uncounted(takeover: Takeover, more: number, words: TakeoverWords, isAdvisory: boolean): Verdict {
  const verdict = unmet(others(takeover.target), `can be taken over in ${more} more ways ${seenBy(words.evidence)}`, {
    consequence: consequenceOf(takeover, words),
    remedy: wayOut`Fix the ways that are named, and run the command again.`,
  });
  return isAdvisory ? advisory(verdict) : verdict;
}

function notSeen(target: FoundAccount, container: string, { question }: TakeoverWords): Verdict {
  const verdict = cannotVerify(
    about(target, "permissions", container),
    question,
    `the permissions of ${container} could not be read`,
    wayOut`Grant the read account Read permissions on ${container}.`,
  );
  return ofItem(verdict, container);
}

/** Rights of a group that are named; the rest is counted. */
const mostRights = 3;

/** What a principal gains, with the rights that a group holds. */
function consequenceOf({ role, rights = [] }: Takeover, { consequence }: TakeoverWords): string {
  if (rights.length === 0) return consequence(role);
  const rest = rights.length - mostRights;
  const named = rights.slice(0, rest > 0 ? mostRights : rights.length);
  return `${consequence(role)}: ${enumerated(rest > 0 ? [...named, `${rest} more`] : named)}`;
}

/** The same as nodes and steps, for a picture. */
function pictureOf({ target, leadsTo = [] }: Takeover, path: TakeoverPath): TakeoverWay {
  const { principal, edge, also, on } = path;
  const { words, certain } = takeoverEdges[edge];
  const more = also.map((id) => takeoverEdges[id].words);
  const { people } = principal;
  const inIt = people === undefined || people.names.length === 0 ? [] : [people];
  const above = isSameName(on, target.distinguishedName) ? [] : [on];
  return {
    nodes: [
      ...inIt.map(({ names, more }) => ({ name: `${names.join(", ")}${more ? " and others" : ""}`, kind: "members" })),
      { name: principal.name ?? principal.sid, kind: principal.kind },
      ...above.map((name) => ({ name, kind: "container" })),
      { name: target.name, kind: target.objectClass },
      ...leadsTo.map((name) => ({ name, kind: "group" })),
    ],
    steps: [
      ...inIt.map(() => ({ words: "in", certain: true })),
      { words: enumerated([words, ...more]), certain: certain && path.decided },
      ...above.map(() => ({
        words: edge === "link-policies" ? "its policies apply to" : "its permissions are inherited by",
        certain: true,
      })),
      ...leadsTo.map(() => ({ words: "is in", certain: true })),
    ],
  };
}

function wayOf({ target, leadsTo = [] }: Takeover, path: TakeoverPath): string {
  const { principal, edge, also } = path;
  const more = also.map((id) => takeoverEdges[id].words);
  const way = `${who(principal)} → ${takeoverEdges[edge].words} → ${onTheWay(target, path)}${target.name}`;
  const nested = leadsTo.length === 0 ? "" : ` (which is in ${leadsTo.join(" → ")})`;
  return `${way}${nested}${more.length === 0 ? "" : ` (and ${enumerated(more)} it)`}`;
}

/** The nearest way of each account of the stack that none of its features needs. */
function needlessPaths(
  all: readonly SyncAccountPath[],
  target: FoundAccount,
  needs: readonly Needs[],
): readonly TakeoverPath[] {
  const needless = all.filter(({ account, path }) => {
    const own = needs.find((each) => each.account === account);
    return own === undefined || !isSameName(path.on, target.distinguishedName) || !isNeeded(path, target, own);
  });
  return [...Map.groupBy(needless, ({ path }) => path.principal.sid).values()].flatMap(([first]) =>
    first === undefined ? [] : [first.path],
  );
}

/** Members of a group that each have a remedy; more of them have one cause, which is the group. */
const mostMembers = 5;

function isMembership({ edge, decided }: TakeoverPath): boolean {
  return decided && (edge === "membership" || edge === "retrieval");
}

/** What is told of a member of a group that has many. */
function crowd({ distinguishedName }: FoundAccount, total: number): Pick<Verdict, "evidence" | "remedy"> {
  return {
    evidence: `has ${total} members outside Tier 0`,
    remedy: wayOut`Use a group that holds nobody but the accounts and servers that need it, or name those of Tier 0 under tierZero of the forest in hybrid-sync:forests. The members are in ${distinguishedName}.`,
  };
}

function judgeSyncAccount(takeover: Takeover, path: TakeoverPath, words: TakeoverWords): Verdict {
  const { target } = takeover;
  const account = path.principal.name ?? path.principal.sid;
  const subject = about(target, "stack", path.principal.sid);
  const fact = `can be taken over by an account of this stack, whose features do not need it: ${wayOf(takeover, path)}${where(path)}`;
  if (!path.decided)
    return undecided(
      subject,
      words.question,
      `a conditional ACE decides, and the directory does not show whether it applies: ${wayOf(takeover, path)}`,
    );
  return unmet(subject, fact, {
    evidence: `${account} ${takeoverEdges[path.edge].words} it`,
    consequence: `anyone who takes over ${account} takes over ${target.name} as well`,
    remedy: removalOf(takeover, path, words, wayOut`To close the way,`),
    ...(takeoverEdges[path.edge].certain ? {} : { enforcementLevel: "advisory" }),
  });
}

function judgePath(takeover: Takeover, path: TakeoverPath, words: TakeoverWords): Verdict {
  const { target } = takeover;
  const { principal, edge } = path;
  const way = wayOf(takeover, path);
  const fact = `can be taken over: ${way}${where(path)}`;
  const subject = about(
    target,
    principal.sid,
    path.on,
    path.entry?.sddl ?? "owner",
    path.entry?.from ?? "",
    edge,
    ...path.also,
  );
  if (!path.decided) {
    const reason = `a conditional ACE decides, and the directory does not show whether it applies: ${way}${where(path)}`;
    return undecided(subject, words.question, reason, remedyOf(takeover, path, words));
  }
  return unmet(subject, fact, {
    evidence: `${principal.name ?? principal.sid} ${takeoverEdges[edge].words} it`,
    consequence: consequenceOf(takeover, words),
    remedy: remedyOf(takeover, path, words),
    ...(blocks(takeover, path) ? {} : { enforcementLevel: "advisory" }),
  });
}

function blocks({ role }: Takeover, path: TakeoverPath): boolean {
  return isCertain(path) && role !== "group that reads";
}

/** Sync servers' own accounts hold what this one holds, and nobody may be behind an identifier that resolves to nothing. */
function isCertain({ principal, edge }: TakeoverPath): boolean {
  return takeoverEdges[edge].certain && principal.kind !== "unresolved" && !isInstallersAccount(principal);
}

/** Control of a container is control of what inherits from it, and of the computers to which its policies apply. */
function onTheWay({ distinguishedName }: FoundAccount, { on, edge }: TakeoverPath): string {
  if (isSameName(on, distinguishedName)) return "";
  return `${on} → whose ${edge === "link-policies" ? "policies apply to" : "permissions are inherited by"} → `;
}

function where({ entry, on }: TakeoverPath): string {
  if (entry === null) return "";
  if (entry.from === null) return `, through the inherited ACE ${aceWords(entry.sddl, entry.names)}`;
  return isSameName(entry.from, on)
    ? `, through the ACE ${aceWords(entry.sddl, entry.names)}`
    : `, through the ACE ${aceWords(entry.sddl, entry.names)} inherited from ${entry.from}`;
}

function remedyOf(takeover: Takeover, path: TakeoverPath, words: TakeoverWords): Remedy {
  const name = path.principal.name ?? path.principal.sid;
  const tierZero = wayOut`If ${name} belongs to Tier 0, name it under tierZero of the forest in hybrid-sync:forests.`;
  return wayOut`${tierZero} ${removalOf(takeover, path, words, wayOut`Otherwise`)}`;
}

function removalOf({ target }: Takeover, path: TakeoverPath, words: TakeoverWords, lead: Remedy): Remedy {
  const name = trusteeOf(path.principal);
  const command = attributeRemedy(target, path, words);
  if (command !== null) return wayOut`${lead} ${command}`;
  const { entry } = path;
  // That entry alone: others of the same trustee may be needed, and those of everybody are.
  const removal =
    entry === null || entry.from === null || entry.made === undefined
      ? null
      : commandFor({ change: "remove entry", on: entry.from, entry: entry.made });
  const lockDown = words.lockDown(target);
  // One of the two is enough: where the one entry can go, only that is carried out.
  const ways = [lockDown !== null && removal !== null ? changing(lockDown) : lockDown, removal].filter(
    (way) => way !== null,
  );
  if (ways.length === 0) return wayOut`${lead} remove the ACE for ${name} from the object that it is set on.`;
  return wayOut`${lead} remove the right with: ${Remedy.join(ways, " ; or ")}`;
}

/** The remedy for what no entry of a descriptor gives; null for what one does. */
function attributeRemedy(target: FoundAccount, path: TakeoverPath, { retrievers }: TakeoverWords): Remedy | null {
  const { edge, principal } = path;
  const { distinguishedName } = target;
  const name = principal.name ?? principal.sid;
  switch (edge) {
    case "retrieve-password":
      return retrievers === undefined ? null : wayOut`allow only the declared servers with: ${retrievers()}`;
    case "ownership":
      return wayOut`give the object to Domain Admins with: ${ownership(target, path)}`;
    case "membership":
    case "retrieval":
      return wayOut`remove it from the group, unless it is a sync server that you must declare, with: ${commandFor({ change: "remove member", group: distinguishedName, member: principal.sid })}`;
    case "impersonation":
    case "limited-impersonation":
      return wayOut`end the delegation: check ${powershell`Get-ADComputer -Identity ${distinguishedName} -Properties PrincipalsAllowedToDelegateToAccount${onServerOf(distinguishedName)}`} and msDS-AllowedToDelegateTo of ${name}.`;
    case "unconstrained-delegation":
      return wayOut`turn it off with: ${changing(powershell`Set-ADAccountControl -Identity ${principal.sid} -TrustedForDelegation $false`, { change: "set account control", on: principal.sid, flag: "TRUSTED_FOR_DELEGATION", to: false })}`;
    case "joined-the-domain":
      return wayOut`let a Tier 0 administrator create the computer account again before the server joins, or make sure that the policy on computer account reuse (KB5020276) applies.`;
    default:
      return null;
  }
}

/** By the group that creates what administrators create, so that it becomes the owner. Source: MS-DTYP 2.4.2.4. */
function ownership({ sid }: FoundAccount, { on, principal }: TakeoverPath): Command {
  const before = principal.formerly ?? principal.sid;
  return commandFor({ change: "set owner", on, before, owner: `${sid.slice(0, sid.lastIndexOf("-"))}-512` });
}
