/** How messages name whoever holds a right. */
import type { TakeoverPrincipal } from "../directory/observation.ts";

/** `CONTOSO\Helpdesk (4 members)`. */
export function who({ sid, name, kind, members }: TakeoverPrincipal): string {
  if (kind === "unseen") return `${name ?? sid} (whom the reader does not see)`;
  if (name === null) return `${sid} (which resolves to nobody)`;
  if (kind !== "group") return name;
  if (members === null) return `${name} (a group)`;
  return `${name} (${members} ${members === 1 ? "member" : "members"})`;
}

/** Whether the name is one that installers of Connect Sync give to an AD DS Connector account. */
export function isInstallersAccount({ name }: TakeoverPrincipal): boolean {
  return /\\MSOL_[0-9a-f]{12}$/i.test(name ?? "");
}
