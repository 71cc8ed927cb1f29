/** Words and commands about Active Directory that several rules need. */

import { type Command, powershell } from "../../catalogue/command.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";

import { parentOf, parseDistinguishedName } from "../../directory/distinguished-name.ts";

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

/** `SYNC01` of a server as it was declared: a name with or without domain and `$`, a DNS name or a distinguished name. */
export function hostName(server: string): string {
  const first = parseDistinguishedName(server)?.[0]?.value ?? samAccountName(server);
  return first.replace(/\$$/, "").replace(/\..*$/, "");
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

/** How memberships are ended, each where the way to the group begins; commands at the end, so that they can be copied. */
export function wayOutOf(account: FoundAccount, memberships: readonly Membership[]): Remedy {
  const sentences = once(memberships.flatMap((membership) => sentence(membership) ?? []));
  const commands = once(
    memberships.flatMap((membership) => (sentence(membership) ? [] : removal(account, membership))),
  );
  const removing = commands.length === 0 ? [] : [wayOut`Remove it with: ${Remedy.join(commands, "; ")}`];
  return Remedy.join([...sentences, ...removing], " ");
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
const domainUsers = { name: "Domain Users", rid: 513 } as const;

function removal({ distinguishedName }: FoundAccount, { group, sid, through, by }: Membership): readonly Command[] {
  if (by === "SID history")
    return [powershell`Set-ADObject -Identity ${distinguishedName} -Remove @{sIDHistory=${sid}}`];
  const remove = powershell`Remove-ADGroupMember -Identity ${samAccountName(through[0] ?? group)} -Members ${distinguishedName}`;
  if (by !== "primary group") return [remove];
  // Nobody can be taken out of the primary group; the former one stays as an ordinary membership.
  return [
    powershell`Add-ADGroupMember -Identity ${domainUsers.name} -Members ${distinguishedName}`,
    powershell`Set-ADObject -Identity ${distinguishedName} -Replace @{primaryGroupID=${domainUsers.rid}}`,
    remove,
  ];
}

/** `a and b`; `a, b and c`. */
export function enumerated(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length <= 1 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}
