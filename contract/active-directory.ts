/** Inputs of the resources about Active Directory: what is declared beside what was observed, as the rules see it. */
import type { AccountId, Phase } from "../catalogue/accounts.ts";
import type { DefaultEncryptionTypes } from "../catalogue/encryption-types.ts";
import type { FeatureId } from "../catalogue/features.ts";
import type { GmsaMode } from "../catalogue/provisioning-agent.ts";
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
  /** Whether Cloud Sync has been installed; absent where it does not use the forest. */
  readonly cloudSync?: Phase;
  /** Whether Connect Sync, whose wizard prepares some of this, has been installed; null when it does not use the forest. */
  readonly connectSync: Phase | null;
  /**
   * Whether the wizard of Connect Sync is still to find out if ms-DS-ConsistencyGuid can be the source anchor: nothing that
   * the stack declares has synchronized the forest yet, and the feature is on.
   */
  readonly choosesSourceAnchor: boolean;
  /** DNS names of the domains that some tool synchronizes; absent where Connect Sync leaves none out, or nothing does. */
  readonly domains?: readonly string[];
  /** Whose rights over the forest and its accounts are no finding. */
  readonly trusted: TrustedPrincipals;
  /** The servers of both tools that are joined to the forest, as declared. */
  readonly syncServers: readonly string[];
  /** What its domain controllers use for accounts that name no encryption types; absent where nobody says. */
  readonly defaultEncryptionTypes?: DefaultEncryptionTypes;
  readonly observed: ForestObservation;
}

export interface ConnectorAccountInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly forest: string;
  readonly name: string | null;
  readonly features: readonly FeatureId[];
  /** DNS names of the domains that are synchronized; all of the forest when absent. */
  readonly domains?: readonly string[];
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
  /** What the domain controllers use for accounts that name no encryption types; absent where nobody says. */
  readonly defaultEncryptionTypes?: DefaultEncryptionTypes;
  /** Where the stack declares it: `hybrid-sync:cloudSync.forests[1]`; absent for `hybrid-sync:cloudSync`. */
  readonly setting?: string;
  /** Whose the gMSA is; absent where only its name says so. */
  readonly mode?: GmsaMode;
  /** Of the provisioning agents; absent where nobody says. */
  readonly agentVersion?: string;
  /** Attributes that are written back from Exchange Online, by lDAPDisplayName; absent where the catalogue is to decide. */
  readonly exchangeOnlineAttributes?: readonly string[];
  /** What Connect Sync synchronizes in the forest; absent where it does not. */
  readonly connectSync?: {
    /** All of a domain in which none lies. */
    readonly organizationalUnits: readonly string[];
    /** DNS names; all of the forest when absent. */
    readonly domains?: readonly string[];
  };
  readonly observed: GroupManagedServiceAccountObservation;
}

export interface PrivilegedAdministratorInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly forest: string;
  readonly name: string;
  /** DNS names of the domains that its tool synchronizes; all of the forest when absent. */
  readonly domains?: readonly string[];
  /** The day after which the account must have lost its privileges, `2026-12-31`; null for a standing administrator. */
  readonly temporaryUntil: string | null;
  /** Whether the configuration says that the account was deleted; absent where it does not say. */
  readonly deleted?: boolean;
  /** Where the stack declares it: `hybrid-sync:cloudSync.forests[1]`; absent for the usual place of its tool. */
  readonly setting?: string;
  /** Of the gMSA that it sets up for Cloud Sync; absent where the wizard creates the gMSA, and for Connect Sync. */
  readonly gmsaMode?: GmsaMode;
  /** Of the provisioning agent that it installs; absent where nobody says, and for Connect Sync. */
  readonly agentVersion?: string;
  readonly observed: PrivilegedAdministratorObservation;
}

export type AdSyncServiceAccountKind =
  | "virtual account"
  /** One of the server itself, with a password that someone keeps. */
  | "local account"
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
  /** The servers whose computer accounts are observed; absent in what an older version declared. */
  readonly servers?: readonly string[];
  /** Whose rights over the account are no finding; absent in what an older version declared. */
  readonly trusted?: TrustedPrincipals;
  readonly observed: AdSyncServiceAccountObservation;
}
