/** Words and commands about Active Directory that several rules need. */

import { commandFor, type GrantChange, onServerOf } from "../../catalogue/change-commands.ts";
import { type Command, changing, powershell } from "../../catalogue/command.ts";
import { dnsNameOfDomain, parentOf } from "../../catalogue/distinguished-name.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";

import type { FoundAccount, Membership } from "../../directory/facts/account.ts";

/** The container an object is in: its distinguished name without the first component. */
export function containerOf(distinguishedName: string): string {
  return parentOf(distinguishedName) ?? distinguishedName;
}

/** `user in OU=Service Accounts,DC=contoso,DC=example`. */
export function whereabouts({ objectClass, distinguishedName }: FoundAccount): string {
  return `${objectClass} in ${containerOf(distinguishedName)}`;
}

/** `CONTOSO\name` without the domain, which is what most cmdlets take. */
export function samAccountName(name: string): string {
  return name.slice(name.lastIndexOf("\\") + 1);
}

/** `CONTOSO\Domain Admins (through CONTOSO\Operators)`. */
export function describeMembership({ group, through, by }: Membership): string {
  if (by === "SID history") return `${group} (by its SID history)`;
  if (by === "primary group" && through.length === 0) return `${group} (its primary group)`;
  return `${group}${throughGroups(through)}`;
}

/** ` (through CONTOSO\A, CONTOSO\B)`, or nothing when there is no group in between. */
export function throughGroups(through: readonly string[]): string {
  return through.length === 0 ? "" : ` (through ${through.join(", ")})`;
}

/**
 * How memberships are ended, each where the way to the group begins; commands at the end, so that they can be copied.
 * `forest` is the DNS name of its root domain, in which groups of the whole forest are. `granting` gives what the account
 * needs and may hold only through a group of which it is a member.
 */
export function wayOutOf(
  account: FoundAccount,
  memberships: readonly Membership[],
  forest: string,
  granting: (group: string) => readonly GrantChange[] = () => [],
  /** All groups that it is in, where `memberships` are some of them: groups in between are known by these. */
  all: readonly Membership[] = memberships,
): Remedy {
  const sentences = once(memberships.flatMap((membership) => sentence(membership) ?? []));
  const direct = new Map(all.filter(({ through }) => through.length === 0).map(({ group, sid }) => [group, sid]));
  const commands = once(
    memberships.flatMap((membership) => (sentence(membership) ? [] : removal(account, membership, forest, direct))),
  );
  const groups = new Set(memberships.map(({ group, through: [first = group] }) => first));
  const grants = once([...groups].flatMap(granting).map(commandFor));
  const before =
    grants.length === 0 || commands.length === 0
      ? []
      : [
          wayOut`First grant it what its features need and it may hold through the group only: ${Remedy.join(grants, " ; ")} .`,
        ];
  const removing = commands.length === 0 ? [] : [wayOut`Remove it with: ${Remedy.join(commands, "; ")}`];
  return Remedy.join([...sentences, ...before, ...removing], " ");
}

/** Those that say the same once. */
function once<T extends Remedy | Command>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((each) => [String(each), each])).values()];
}

/** Where the account is not what has to be taken out, or it is not known of which group. */
function sentence({ group, through, by }: Membership): Remedy | undefined {
  const [first, second] = through;
  if (by === "unseen group")
    return wayOut`As an administrator, find out how it became a member of ${group}, and remove it there.`;
  if (first === undefined || (by !== "primary group" && by !== "being everyone")) return undefined;
  return wayOut`Remove ${first} from ${second ?? group}: the account is one of its many members.`;
}

/** The group that every user has as its primary one unless someone changes it. Source: MS-DTYP 2.4.2.4, DOMAIN_USERS. */
const domainUsers = 513;

/** Groups of the forest root domain that count in the whole forest. Source: MS-DTYP 2.4.2.4. */
const groupsOfTheForest = /-(?:498|518|519|527)$/;

/** Groups by their security identifier where it is known: what they are called depends on the language of the domain. */
function removal(
  account: FoundAccount,
  membership: Membership,
  forest: string,
  /** Security identifiers of groups that it is in directly, by name. */
  direct: ReadonlyMap<string, string>,
): readonly Command[] {
  const { distinguishedName: member, sid: own } = account;
  const { sid, through, by } = membership;
  const server = onServerOf(member);
  if (by === "SID history") {
    const line = powershell`Set-ADObject -Identity ${member} -Remove @{sIDHistory=${sid}}${server}`;
    return [changing(line, { change: "remove value", on: member, attribute: "sIDHistory", value: sid })];
  }
  const [first] = through;
  const left = first === undefined ? sid : direct.get(first);
  const domain = left !== undefined && groupsOfTheForest.test(left) ? forest : dnsNameOfDomain(member);
  const place = { member, ...(domain === undefined ? {} : { domain }) };
  const group = left ?? samAccountName(first ?? "");
  const remove = commandFor({ change: "remove member", group, ...place });
  if (by !== "primary group") return [remove];
  // Nobody can be taken out of the primary group; the former one stays as an ordinary membership.
  return [
    commandFor({ change: "add member", group: `${own.slice(0, own.lastIndexOf("-"))}-${domainUsers}`, ...place }),
    changing(powershell`Set-ADObject -Identity ${member} -Replace @{primaryGroupID=${domainUsers}}${server}`, {
      change: "set attribute",
      on: member,
      attribute: "primaryGroupID",
      before: [Number(sid.slice(sid.lastIndexOf("-") + 1))],
      after: [domainUsers],
    }),
    remove,
  ];
}

/** `a and b`; `a, b and c`; the same with "or". */
export function enumerated(items: readonly string[], conjunction: "and" | "or" = "and"): string {
  const last = items.at(-1) ?? "";
  return items.length <= 1 ? last : `${items.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}
