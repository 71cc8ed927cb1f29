/** How messages name anyone who holds a right. */
import { installersAccountName } from "../../catalogue/installers-account.ts";
import type { TakeoverPrincipal } from "../../directory/facts/takeover.ts";
import { samAccountName } from "./active-directory.ts";

/** `CONTOSO\Helpdesk (4 members)`. */
export function who({ sid, name, kind, members }: TakeoverPrincipal): string {
  if (kind === "unseen") return `${name ?? sid} (not visible to the read account)`;
  if (name === null) return `${sid} (does not resolve to an account)`;
  if (kind !== "group") return name;
  if (members === null) return `${name} (a group)`;
  return `${name} (${members} ${members === 1 ? "member" : "members"})`;
}

/** Whether the name is one that installers of Connect Sync give to an AD DS Connector account. Anyone may choose it. */
export function hasInstallersName({ name }: { readonly name: string | null }): boolean {
  return installersAccountName.test(samAccountName(name ?? ""));
}

/** The account of another sync server: what nobody can choose is that the domain lets it replicate secrets itself. */
export function isInstallersAccount(principal: TakeoverPrincipal): boolean {
  return hasInstallersName(principal) && principal.kind === "user" && principal.replicates === true;
}
