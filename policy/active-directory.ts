/** Words and commands about Active Directory that several rules need. */
import type { FoundAccount, Membership } from "../directory/observation.ts";
import { quoted } from "./powershell.ts";

/** The container an object is in: its distinguished name without the first component. */
export function containerOf(distinguishedName: string): string {
  return distinguishedName.replace(/^(?:\\.|[^,\\])*,/, "");
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
export function describeMembership({ group, through }: Membership): string {
  return `${group}${throughGroups(through)}`;
}

/** ` (through CONTOSO\A, CONTOSO\B)`, or nothing when there is no group in between. */
export function throughGroups(through: readonly string[]): string {
  return through.length === 0 ? "" : ` (through ${Array.from(through).join(", ")})`;
}

/** The commands which end memberships, each at the group in which the account itself is. */
export function removalCommands(account: FoundAccount, memberships: readonly Membership[]): string {
  const groups = new Set(Array.from(memberships, ({ group, through }) => samAccountName(through[0] ?? group)));
  return [...groups]
    .map((group) => `Remove-ADGroupMember -Identity ${quoted(group)} -Members ${quoted(account.distinguishedName)}`)
    .join("; ");
}

/** `a and b`; `a, b and c`. */
export function enumerated(items: readonly string[]): string {
  const all = Array.from(items);
  const last = all.pop() ?? "";
  return all.length === 0 ? last : `${all.join(", ")} and ${last}`;
}
