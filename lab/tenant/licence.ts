/** What the tenant has paid for. */
import { GraphError } from "./graph-error.ts";

/** `P1` and `P2` of Microsoft Entra ID. */
export type Licence = "free" | "P1" | "P2";

/** @throws {GraphError} 400 for a tenant without Privileged Identity Management, for reading as for writing. */
export function requirePrivilegedIdentityManagement(licence: Licence): void {
  if (licence === "P2") return;
  throw new GraphError(
    400,
    "AadPremiumLicenseRequired",
    "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
  );
}
