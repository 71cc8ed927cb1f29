/** Inputs of the resources about Active Directory: what is declared beside what was observed, as the rules see it. */
import type { AccountId, Phase } from "../catalogue/accounts.ts";
import type { FeatureId } from "../catalogue/features.ts";
import type { AdSyncServiceAccountObservation } from "../directory/facts/adsync-service-account.ts";
import type { ConnectorAccountObservation } from "../directory/facts/connector-account.ts";
import type { ForestObservation } from "../directory/facts/forest.ts";
import type { GroupManagedServiceAccountObservation } from "../directory/facts/group-managed-service-account.ts";
import type { PrivilegedAdministratorObservation } from "../directory/facts/privileged-administrator.ts";
import type { TrustedPrincipals } from "../directory/requests.ts";

/** Inputs of the resources on the on-premises side, as the policy pack sees them. */
export interface ForestInputs {
  readonly forest: string;
  /** What either tool does with this forest. */
  readonly features: readonly FeatureId[];
  /** Whether the stack has managed service accounts here, and whether the installer is still to make one. */
  readonly managedServiceAccounts: "none" | "to be created" | "in use";
  /** Whether Connect Sync, whose wizard prepares some of this, has been installed; null when it does not use the forest. */
  readonly connectSync: Phase | null;
  /**
   * Whether the wizard of Connect Sync is still to find out if ms-DS-ConsistencyGuid can be the source anchor: nothing that
   * the stack declares has synchronized the forest yet, and the feature is on.
   */
  readonly choosesSourceAnchor: boolean;
  /** Whose rights over the forest and its accounts are no finding. */
  readonly trusted: TrustedPrincipals;
  /** The servers of both tools that are joined to the forest, as declared. */
  readonly syncServers: readonly string[];
  readonly observed: ForestObservation;
}

export interface ConnectorAccountInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly forest: string;
  readonly name: string | null;
  readonly features: readonly FeatureId[];
  /** Distinguished names of what is synchronized; all of a domain in which none lies. */
  readonly organizationalUnits?: readonly string[];
  /** Whose rights over the account are no finding. */
  readonly trusted: TrustedPrincipals;
  /** The servers on which it signs in, as declared. */
  readonly signsInOn: readonly string[];
  readonly observed: ConnectorAccountObservation;
}

export interface GroupManagedServiceAccountInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly forest: string;
  readonly name: string;
  readonly servers: readonly string[];
  readonly features: readonly FeatureId[];
  /** DNS names of the domains that are synchronized. */
  readonly domains: readonly string[];
  /** Distinguished names of what is synchronized; all of a domain in which none lies. */
  readonly organizationalUnits?: readonly string[];
  /** Whose rights over the account are no finding. */
  readonly trusted: TrustedPrincipals;
  readonly observed: GroupManagedServiceAccountObservation;
}

export interface PrivilegedAdministratorInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly forest: string;
  readonly name: string;
  /** The day after which the account must have lost its privileges, `2026-12-31`; null for a standing administrator. */
  readonly temporaryUntil: string | null;
  /** Whether the configuration says that the account was deleted; absent where it does not say. */
  readonly deleted?: boolean;
  readonly observed: PrivilegedAdministratorObservation;
}

export type AdSyncServiceAccountKind =
  | "virtual account"
  | "standalone managed service account"
  | "group managed service account"
  | "domain user";

export type DatabaseKind = "local database" | "local SQL Server" | "remote SQL Server";

export interface AdSyncServiceAccountInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly forest: string;
  readonly kind: AdSyncServiceAccountKind;
  readonly name: string | null;
  readonly database: DatabaseKind;
  readonly onDomainController: boolean;
  /** The servers on which it signs in, as declared. */
  readonly signsInOn: readonly string[];
  readonly observed: AdSyncServiceAccountObservation;
}
