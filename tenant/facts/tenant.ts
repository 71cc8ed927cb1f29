import type { syncRoles } from "../../catalogue/directory-roles.ts";
import type { Fact } from "../../catalogue/fact.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import type { Listing } from "./listing.ts";

/** Someone who holds one of the two sync roles, active and directly. */
export interface SyncRoleMember {
  /** Absent in what an older version observed. */
  readonly objectId?: string;
  /** "unknown object": the tenant shows the assignment, and nobody to whom it belongs. */
  readonly kind: "user" | "service principal" | "group" | "unknown object";
  /** User principal name, display name, or object id where there is neither. */
  readonly name: string;
  readonly role: (typeof syncRoles)[number];
  /** Null for what cannot be disabled. */
  readonly enabled: boolean | null;
  readonly guest: boolean;
}

/** An account that the sync service made for itself; told by its name, and by being neither guest nor synchronized. */
export interface SyncServiceAccount {
  /** Absent in what an older version observed. */
  readonly objectId?: string;
  readonly userPrincipalName: string;
  readonly tool: SyncTool;
  /** Name of the Connect Sync server in `Sync_<server>_<id>`; null for the account of Cloud Sync. */
  readonly server: string | null;
  readonly enabled: boolean;
}

export interface SyncRoleMembers {
  /** Enabled ones first, then by name. */
  readonly serviceAccounts: Listing<SyncServiceAccount>;
  /** Everyone else: there should be nobody. */
  readonly others: Listing<SyncRoleMember>;
}

/** A service principal that may write synchronized objects as an application. */
export interface PermissionHolder {
  readonly name: string;
  readonly objectId: string;
}

/** From when until when a certificate is valid, in days. */
export interface CertificateLifetime {
  /** `2026-12-31`; null where Microsoft Graph does not tell. */
  readonly firstDay: string | null;
  /** `2027-03-31`. */
  readonly lastDay: string;
}

/**
 * What an application of the declared name holds beyond what this program gives it, so that an application which the
 * program made, and left alone since, looks like one that is not there yet.
 */
export interface SyncApplication {
  /** Display name, as declared. */
  readonly name: string;
  readonly clientId: string;
  readonly clientSecrets: number;
  readonly owners: number;
  /** Whoever owns both once. Absent in what an older version observed. */
  readonly ownedBy?: Listing<ApplicationOwner>;
  /**
   * Of certificates other than the declared ones, the one that ends last first; at most `largestSample`. A text is the last
   * day alone, as an older version observed it.
   */
  readonly certificates: readonly (CertificateLifetime | string)[];
  /** Values of application permissions besides the declared ones; ids where they have no value. */
  readonly permissions: readonly string[];
}

export interface ApplicationOwner {
  /** User principal name, display name, or object id where there is neither. */
  readonly name: string;
  readonly objectId: string;
  readonly of: "application" | "service principal" | "both";
  /** Whether it is who asked. */
  readonly caller: boolean;
}

/** A Conditional Access policy, not the program's own, that is about an identity of a sync tool. */
export interface ConditionalAccessPolicy {
  /** Absent in what an older version observed. */
  readonly objectId?: string;
  readonly name: string;
  /** False in report-only mode. */
  readonly enforced: boolean;
  /** User principal names, and the display name of the declared application. */
  readonly appliesTo: Listing<string>;
  /** As Microsoft Graph calls them: `block`, `mfa`, `authenticationStrength`. */
  readonly demands: readonly string[];
  /** "OR": any one of what it demands is enough. */
  readonly operator: "AND" | "OR";
  /**
   * What leaves open whether it is about them: conditions, controls or values, as Microsoft Graph calls them, that this
   * program does not evaluate. Empty where it is about them.
   */
  readonly undecidedBy: readonly string[];
  /** "undecided": its locations leave open whether it is about sign-ins from the servers. */
  readonly fromServers: "applies" | "undecided";
}

/** Which tenant this is, and whether it is synchronized, as it says of itself. */
export interface OrganizationSynchronization {
  /** onPremisesSyncEnabled: a sync tool has been set up, and not been given up since. */
  readonly enabled: boolean;
  /** How long ago the last synchronization was, in classes so that one that goes on changes nothing here. */
  /** The domain that no tenant can lose, `contoso.onmicrosoft.com`: by it people know which tenant this is. */
  readonly initialDomain: string;
  /** Domains of declared administrators, and declared federated ones, that this tenant has not verified: there should be none. */
  readonly foreignDomains: readonly string[];
  readonly lastSynchronization: "within 3 hours" | "within a day" | "within a week" | "longer ago" | "never";
}

/** What may be matched with an object that exists in the cloud already. */
export interface SynchronizationFeatures {
  /** An object that comes from Active Directory may not take one over because of its name or mail address. */
  readonly softMatchBlocked: boolean;
  /** Nor because of an anchor that someone set on it in the cloud. */
  readonly hardMatchTakeoverBlocked: boolean;
}

/** A configuration of Cloud Sync, with the state of its jobs. */
export interface CloudSyncConfiguration {
  /** Display name, which is that of the domain unless someone renamed it. */
  readonly name: string;
  readonly objectId: string;
  /** Template and state of each job, `AD2AADProvisioning: Active`; none before it is started the first time. */
  readonly jobs: readonly string[];
}

/** A principal that can take over any application of the tenant, the sync application among them. */
export interface ApplicationWriter {
  readonly name: string;
  readonly objectId: string;
  /** Which of the permissions in the catalogue it holds. */
  readonly permissions: readonly string[];
}

/** A principal that can add a credential to the sync application by a directory role, and is not declared as trusted. */
export interface ApplicationAdministrator {
  /** User principal name, display name, or object id where there is neither. */
  readonly name: string;
  readonly objectId: string;
  readonly kind: "user" | "service principal" | "unknown object";
  /** Ways in which roles come to it, in a fixed order: titles of roles, each with the group that holds it. */
  readonly roles: readonly {
    readonly title: string;
    readonly group: string | null;
    /** By owning the group, and not by being in it; absent where it holds the role now, or is eligible for it. */
    readonly ownership?: boolean;
  }[];
}

/** What a name under `tenant.trustedAdministrators` leads to. */
export interface TrustedAdministrator {
  /** As declared. */
  readonly name: string;
  /** Null where the tenant has nobody of that name. */
  readonly objectId: string | null;
}

/** What a name under `tenant.trustedApplications` leads to. */
export interface TrustedApplication {
  /** As declared. */
  readonly name: string;
  /** "id": of the service principal or its application. Anyone who may register an application may take a display name. */
  readonly by: "id" | "display name";
  /** Service principals. */
  readonly found: Listing<{ readonly objectId: string; readonly name: string }>;
}

/** What a name under `tenant.emergencyAccounts` leads to. */
export interface EmergencyAccount {
  /** As declared. */
  readonly name: string;
  /** Null where the tenant has no such user. */
  readonly enabled: boolean | null;
}

/** What the tenant holds besides what this program puts there: an update does not change it. */
export interface TenantObservation {
  readonly syncRoleMembers: Fact<SyncRoleMembers>;
  /** Principals besides the declared administrators, members of groups counted one by one; active assignments only. */
  readonly otherGlobalAdministrators: Fact<number>;
  /** Active assignments of the privileged roles in the catalogue, besides the declared ones. */
  readonly otherPrivilegedAssignments: Fact<number>;
  /** Microsoft's own service principal that takes what Connect Sync exports; `observed` is null when there is none. */
  readonly syncService: Fact<{ readonly enabled: boolean } | null>;
  /** The same of the one that takes what password writeback says; null where no application is declared to use it. */
  readonly passwordResetService: Fact<{ readonly enabled: boolean } | null> | null;
  /** Of `ADSynchronization.ReadWrite.All`, besides one of each declared name. */
  readonly otherSynchronizationHolders: Fact<Listing<PermissionHolder>>;
  readonly organization: Fact<OrganizationSynchronization>;
  /** `observed` is null for a tenant that was never synchronized. */
  readonly synchronizationFeatures: Fact<SynchronizationFeatures | null>;
  readonly cloudSyncConfigurations: Fact<Listing<CloudSyncConfiguration>>;
  /** Whoever runs this program among them, because another pipeline may run it next time. */
  readonly applicationWriters: Fact<Listing<ApplicationWriter>>;
  /** Of the permissions that undo matching and hardening. Absent in what an older version observed. */
  readonly synchronizationWriters?: Fact<Listing<ApplicationWriter>>;
  /** Active. Absent in what an older version observed, and null where no application is declared. */
  readonly applicationAdministrators?: Fact<Listing<ApplicationAdministrator>> | null;
  /** The same of those who may activate such a role. */
  readonly eligibleApplicationAdministrators?: Fact<Listing<ApplicationAdministrator>> | null;
  /** The same of those who own a group that holds such a role or is eligible for it. */
  readonly ownersOfAdministratorGroups?: Fact<Listing<ApplicationAdministrator>> | null;
  /** The same of those who may activate membership or ownership of such a group. */
  readonly eligibleForAdministratorGroups?: Fact<Listing<ApplicationAdministrator>> | null;
  /** Absent in what an older version observed. */
  readonly trustedAdministrators?: Fact<readonly TrustedAdministrator[]>;
  /** Absent in what an older version observed. */
  readonly trustedApplications?: Fact<readonly TrustedApplication[]>;
  /** Absent in what an older version observed. */
  readonly emergencyAccounts?: Fact<readonly EmergencyAccount[]>;
  /** Null where no application is declared; only those with something to tell. */
  readonly syncApplications: Fact<Listing<SyncApplication>> | null;
  /** Policies that are about identities of the sync tools, the enforced ones first; disabled ones are left out. */
  readonly conditionalAccess: Fact<Listing<ConditionalAccessPolicy>>;
}
