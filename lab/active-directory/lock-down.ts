/**
 * The form in which Set-ADSyncRestrictedPermissions and Set-AADCloudSyncRestrictedPermissions leave the object of an
 * account: administrators in full, everybody else reads, and the account keeps what it has on itself.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account
 */
import type { Attributes } from "./description.ts";

const administrators = ["SY", "EA", "DA", "BA"].map((trustee) => `(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;${trustee})`);
const readers = ["ED", "AU"].map((trustee) => `(A;;LCRPRC;;;${trustee})`);
/** What every user and computer may read of itself. */
const self = "(A;;RPLCLORC;;;PS)";

export const lockedDown: Attributes = {
  nTSecurityDescriptor: { sddl: `O:DAG:DAD:PAI${administrators.join("")}${readers.join("")}${self}` },
};
