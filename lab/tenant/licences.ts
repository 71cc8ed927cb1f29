/** Licences that the tenant has, or has not, and how Microsoft Graph refuses without them. */
import { GraphError } from "./graph-error.ts";

export const licences = ["Entra ID P1", "Entra ID P2", "Workload ID Premium"] as const;

export type Licence = (typeof licences)[number];

/** Without Microsoft Entra ID P1: no Conditional Access. Wording as seen in tenants of the free edition. */
export function notLicensed(): GraphError {
  return new GraphError(
    403,
    "AccessDenied",
    "Your tenant is not licensed for this feature. Please upgrade your subscription to access it.",
  );
}

/** Without Privileged Identity Management. Wording: https://github.com/maester365/maester/issues/1421 */
export function premiumLicenceRequired(): GraphError {
  return new GraphError(
    400,
    "AadPremiumLicenseRequired",
    "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
  );
}

/** Without Microsoft Entra Workload ID Premium. Wording: https://github.com/MicrosoftDocs/azure-docs/issues/101310 */
export function workloadIdentityNotLicensed(): GraphError {
  return new GraphError(
    400,
    "BadRequest",
    "1150: Cannot create or update policies with workload identity premium features. Upgrade to a workload identity premium P1 or P2 license and try again",
  );
}
