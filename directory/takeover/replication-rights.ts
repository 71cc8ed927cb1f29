/** The two rights that together let someone replicate secrets. */
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { checkAccess, controlAccessRight } from "../security/access-check.ts";
import type { SecurityDescriptor } from "../security/security-descriptor.ts";
import { tokenOf } from "./controls.ts";

export const getChanges = controlAccessRight(controlAccessRights["DS-Replication-Get-Changes"].guid);
export const getChangesAll = controlAccessRight(controlAccessRights["DS-Replication-Get-Changes-All"].guid);

/** Whether a descriptor lets a trustee replicate secrets, by entries for the trustee itself; nothing for everyone takes it back. */
export function replicates(descriptor: SecurityDescriptor, trustee: string): boolean {
  const tokens = [{ sids: new Set([trustee]) }, tokenOf(trustee)];
  return [getChanges, getChangesAll].every((request) =>
    tokens.every((token) => checkAccess(descriptor, token, request).outcome === "granted"),
  );
}
