/** How messages name anyone who holds a right. */
import { installersAccountName } from "../../catalogue/installers-account.ts";
import type { TakeoverPrincipal } from "../../directory/facts/takeover.ts";
import { samAccountName } from "./active-directory.ts";

/** `CONTOSO\Helpdesk (4 members; in it: CONTOSO\anna, CONTOSO\bert and others)`. */
export function who(principal: TakeoverPrincipal): string {
  const { formerly } = principal;
  return formerly === undefined ? itself(principal) : `${itself(principal)}, by ${formerly} in its SID history,`;
}

function itself({ sid, name, kind, members, people }: TakeoverPrincipal): string {
  if (kind === "foreign") return `${name ?? sid} (an account or group of another forest)`;
  if (kind === "unseen") return `${name ?? sid} (not visible to the read account)`;
  if (name === null) return `${sid} (does not resolve to an account)`;
  if (kind !== "group") return name;
  const inIt = people === undefined ? "" : `; in it: ${people.names.join(", ")}${people.more ? " and others" : ""}`;
  if (members === null) return `${name} (a group${inIt})`;
  return `${name} (${members} ${members === 1 ? "member" : "members"}${inIt})`;
}

/** For whom the entry is made by which a principal counts, as commands take it. */
export function trusteeOf({ sid, name, formerly }: TakeoverPrincipal): string {
  return formerly ?? name ?? sid;
}

/** Whether the name is one that installers of Connect Sync give to an AD DS Connector account. Anyone may choose it. */
export function hasInstallersName({ name }: { readonly name: string | null }): boolean {
  return installersAccountName.test(samAccountName(name ?? ""));
}

/** The account of another sync server: what nobody can choose is that the domain lets it replicate secrets itself. */
export function isInstallersAccount(principal: TakeoverPrincipal): boolean {
  return hasInstallersName(principal) && principal.kind === "user" && principal.replicates === true;
}
