/** The two rights that together let somebody replicate secrets. */
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { checkAccess, controlAccessRight } from "../security/access-check.ts";
import type { SecurityDescriptor } from "../security/security-descriptor.ts";
import { tokenOf } from "./controls.ts";

export const getChanges = controlAccessRight(controlAccessRights["DS-Replication-Get-Changes"].guid);
export const getChangesAll = controlAccessRight(controlAccessRights["DS-Replication-Get-Changes-All"].guid);

/** Whether a descriptor lets a trustee replicate secrets, by entries for the trustee itself and for everybody. */
export function replicates(descriptor: SecurityDescriptor, trustee: string): boolean {
  return [getChanges, getChangesAll].every(
    (request) => checkAccess(descriptor, tokenOf(trustee), request).outcome === "granted",
  );
}
