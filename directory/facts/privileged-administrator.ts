import type { Fact } from "../../catalogue/fact.ts";
import type { AccountObservation, Membership } from "./account.ts";

export interface PrivilegedAdministratorObservation extends AccountObservation {
  readonly details: {
    readonly enabled: Fact<boolean>;
    /** Memberships, transitive, in Domain Admins, Enterprise Admins and Administrators of the forest's domains. */
    readonly administrativeGroups: Fact<readonly Membership[]>;
  } | null;
}
