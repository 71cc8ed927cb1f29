/** What the rules about taking over accounts, servers and groups share. */
import { type Command, native, powershell } from "../../catalogue/command.ts";
import type { Fact } from "../../catalogue/fact.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import { takeoverEdges } from "../../catalogue/takeover-edges.ts";
import { isSameName } from "../../directory/distinguished-name.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { Evidence } from "../../directory/facts/evidence.ts";
import type { Takeover, TakeoverPath, TakeoverRole } from "../../directory/facts/takeover.ts";
import { each, settle } from "../judgement/settle.ts";
import { cannotVerify, met, notObserved, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "./active-directory.ts";
import { place } from "./evidence.ts";
import { isInstallersAccount, who } from "./principal.ts";

export interface TakeoverWords {
  readonly question: string;
  readonly evidence: Evidence;
  /** What a principal gains by the target. */
  readonly consequence: (role: TakeoverRole) => string;
  /** The command that keeps everyone but Tier 0 away from the target, where there is one. */
  readonly lockDown: (target: FoundAccount) => Command | null;
}

/** One verdict for each way of each target. */
export function judgeTakeovers(
  subject: string,
  takeovers: Fact<readonly Takeover[]>,
  words: TakeoverWords,
): readonly Verdict[] {
  return settle(takeovers, { subject, question: words.question }, (all) =>
    each(subject, all, (takeover) => judgeTakeover(takeover, words)),
  );
}

function judgeTakeover({ target, role, paths }: Takeover, words: TakeoverWords): readonly Verdict[] {
  return settle(paths, { subject: target.name, question: words.question }, (found) => {
    const { count, sample, unseen, hidden, emptyGroups, untold } = found;
    return [
      ...sample.map((path) => judgePath(target, role, path, words)),
      ...(count > sample.length ? [uncounted(target, role, count - sample.length, words)] : []),
      ...(unseen.length > 0 ? [notSeen(target, unseen, words)] : []),
      ...[...(untold === undefined ? [] : [untold]), ...hidden].map((why) =>
        notObserved(target.name, words.question, why),
      ),
      ...(count === 0 && unseen.length === 0 && hidden.length === 0 && untold === undefined
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

function uncounted(
  target: FoundAccount,
  role: TakeoverRole,
  more: number,
  { evidence, consequence }: TakeoverWords,
): Verdict {
  return unmet(target.name, `can be taken over in ${more} more ways ${seenBy(evidence)}`, {
    consequence: consequence(role),
    remedy: wayOut`Fix the ways that are named, and run the preview again.`,
  });
}

function notSeen({ name }: FoundAccount, unseen: readonly string[], { question }: TakeoverWords): Verdict {
  return cannotVerify(
    name,
    question,
    `the permissions of ${enumerated(unseen)} could not be read`,
    wayOut`Grant the read account Read permissions on ${enumerated(unseen)}.`,
  );
}

function judgePath(target: FoundAccount, role: TakeoverRole, path: TakeoverPath, words: TakeoverWords): Verdict {
  const { principal, edge, also } = path;
  const way = `${who(principal)} → ${takeoverEdges[edge].words} → ${onTheWay(target, path)}${target.name}`;
  const more = also.map((id) => takeoverEdges[id].words);
  const fact = `can be taken over: ${way}${more.length === 0 ? "" : ` (and ${enumerated(more)} it)`}${where(path)}`;
  if (!path.decided) {
    const reason = `a conditional ACE decides, and the directory does not show whether it applies: ${way}${where(path)}`;
    return undecided(target.name, words.question, reason, remedyOf(target, path, words));
  }
  return unmet(target.name, fact, {
    evidence: `${principal.name ?? principal.sid} ${takeoverEdges[edge].words} it`,
    consequence: words.consequence(role),
    remedy: remedyOf(target, path, words),
    ...(isCertain(path) && role !== "group that reads" ? {} : { enforcementLevel: "advisory" }),
  });
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
  if (entry.from === null) return `, through the inherited ACE ${entry.sddl}`;
  return isSameName(entry.from, on)
    ? `, through the ACE ${entry.sddl}`
    : `, through the ACE ${entry.sddl} inherited from ${entry.from}`;
}

function remedyOf(target: FoundAccount, path: TakeoverPath, { lockDown }: TakeoverWords): Remedy {
  const name = path.principal.name ?? path.principal.sid;
  const tierZero = wayOut`If ${name} belongs to Tier 0, name it under tierZero of the forest in hybrid-sync:forests.`;
  const command = attributeRemedy(target, path, name);
  if (command !== null) return wayOut`${tierZero} Otherwise ${command}`;
  const { entry } = path;
  const removal =
    entry === null || entry.from === null
      ? null
      : wayOut`${native`dsacls ${entry.from} /R ${name}`} (removes every ACE for ${name} there)`;
  const ways = [lockDown(target), removal].filter((way) => way !== null);
  if (ways.length === 0)
    return wayOut`${tierZero} Otherwise remove the ACE for ${name} from the object that it is set on.`;
  return wayOut`${tierZero} Otherwise remove the right with: ${Remedy.join(ways, " ; or ")}`;
}

/** The remedy for what no entry of a descriptor gives; null for what one does. */
function attributeRemedy(target: FoundAccount, { edge, on, principal }: TakeoverPath, name: string): Remedy | null {
  const { distinguishedName } = target;
  switch (edge) {
    case "ownership":
      return wayOut`give the object to Domain Admins with: ${ownership(target, on)}`;
    case "membership":
    case "retrieval":
      return wayOut`remove it from the group, unless it is a sync server that you must declare, with: ${powershell`Remove-ADGroupMember -Identity ${distinguishedName} -Members ${principal.sid}`}`;
    case "impersonation":
    case "limited-impersonation":
      return wayOut`end the delegation: check ${powershell`Get-ADComputer -Identity ${distinguishedName} -Properties PrincipalsAllowedToDelegateToAccount`} and msDS-AllowedToDelegateTo of ${name}.`;
    case "unconstrained-delegation":
      return wayOut`turn it off with: ${powershell`Set-ADAccountControl -Identity ${principal.sid} -TrustedForDelegation $false`}`;
    case "joined-the-domain":
      return wayOut`let a Tier 0 administrator create the computer account again before the server joins, or make sure that the policy on computer account reuse (KB5020276) applies.`;
    default:
      return null;
  }
}

/** The group that creates what administrators create, so that it becomes the owner. */
function ownership({ name }: FoundAccount, on: string): Command {
  const domain = name.includes("\\") ? name.slice(0, name.indexOf("\\") + 1) : "";
  const drive = `AD:${on}`;
  const owner = `${domain}Domain Admins`;
  return powershell`$acl = Get-Acl -LiteralPath ${drive}; $acl.SetOwner([System.Security.Principal.NTAccount]${owner}); Set-Acl -LiteralPath ${drive} -AclObject $acl`;
}
