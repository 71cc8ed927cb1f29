/** What is observed in the Microsoft Entra tenant, as plain JSON; see directory/observation.ts for the conventions. */
import type { AccountId, Phase } from "../catalogue/accounts.ts";
import type { DirectoryRoleId, syncRoles } from "../catalogue/directory-roles.ts";
import type { Fact } from "../catalogue/fact.ts";
import type { SyncTool } from "../catalogue/tools.ts";

export interface EntraUser {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly userType: "Member" | "Guest";
  readonly accountEnabled: boolean;
  /** onPremisesSyncEnabled. */
  readonly synchronizedFromOnPremises: boolean;
}

/** A user that can still be restored. */
export interface DeletedUser {
  readonly objectId: string;
  /** The day, `2026-11-20`. */
  readonly deletedOn: string;
}

/** An administrator as the program found it, before it changed anything. */
export interface EntraAdministratorObservation {
  /** "created": this program makes the user, so nothing is looked up. */
  readonly origin: "created" | "adopted";
  /** Null for an origin of "created"; `observed` is null when the tenant has no such user. */
  readonly user: Fact<EntraUser | null> | null;
  /** Who had the name and was deleted; asked only where the tenant has no such user, and null otherwise. */
  readonly deleted: Fact<DeletedUser | null> | null;
  /** For an origin of "created": whether a user had the name already when the program first looked; otherwise null. */
  readonly nameTaken: Fact<boolean> | null;
  /**
   * Whether the tenant has Privileged Identity Management; null where the roles are declared active, which takes no
   * licence.
   */
  readonly eligibilityLicensed: Fact<boolean> | null;
  /**
   * Roles of the declaration that the user already held when the program first saw it, and holds still: directly, at
   * tenant scope, and active or eligible as they are declared. They are recognised and left alone. A role never joins these later, or the program's own assignment
   * would; one that is gone leaves them, and is assigned.
   */
  readonly heldBefore: Fact<readonly DirectoryRoleId[]> | null;
  /** The same as last read, so that a reading that fails does not change what belongs to whom; null when never read. */
  readonly recognised: RecognisedRoles | null;
}

/** Held all the time, or to be activated in Privileged Identity Management when needed. */
export type AssignmentType = "active" | "eligible";

/** Which of a user's roles the program found, and did not assign itself. */
export interface RecognisedRoles {
  /** Of the user; another one may have taken the name since. */
  readonly objectId: string;
  /** In which way they were asked for: a role may be held in both. */
  readonly assignmentType: AssignmentType;
  /** The declared roles of which it is known whether they were held before. */
  readonly asked: readonly DirectoryRoleId[];
  /** Those among them that were, and still are. */
  readonly held: readonly DirectoryRoleId[];
}

/** A user whom one tool adopts, or both. */
export interface RecognisedUserInputs {
  readonly userPrincipalName: string;
  readonly assignmentType: AssignmentType;
  /** By each of the tools. */
  readonly recognised: readonly (RecognisedRoles | null)[];
  readonly observed: RecognisedUserObservation;
}

export interface RecognisedUserObservation {
  /**
   * Held are the roles that the user held before any of the tools came: what one of them has assigned, another one that
   * comes later recognises only by this. Null where nothing was recognised.
   */
  readonly roles: RecognisedRoles | null;
}

export interface EntraAdministratorInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly userPrincipalName: string;
  readonly origin: "created" | "adopted";
  readonly roles: readonly DirectoryRoleId[];
  /** How the roles are declared to be held: directly, or through the named group. */
  readonly assignment: "direct" | "group";
  readonly assignmentType: AssignmentType;
  readonly group: string | null;
  /** Documented reasons for Global Administrator. */
  readonly purpose: "synchronization" | "connect-health" | "federation";
  readonly observed: EntraAdministratorObservation;
}

/** One way in which a role comes to a user, at tenant scope. */
export interface RoleHolding {
  readonly role: DirectoryRoleId;
  readonly state: AssignmentType;
  /** The group through which it comes; null where the user itself holds it. */
  readonly group: Pick<EntraGroup, "objectId" | "displayName"> | null;
}

/** How an administrator holds its declared roles once this program has assigned what it assigns. */
export interface EntraRoleHoldingsInputs
  extends Pick<
    EntraAdministratorInputs,
    "userPrincipalName" | "origin" | "roles" | "assignment" | "assignmentType" | "group"
  > {
  readonly administrator: AccountId;
  /** Empty where the user was not found. */
  readonly objectId: string;
  /**
   * What tells the program's own assignments from earlier ones; nothing is observed before they are made. Null where
   * nothing is assigned, because it is not known what the user holds already.
   */
  readonly assigned: readonly string[] | null;
  readonly observed: EntraRoleHoldingsObservation;
}

export interface EntraRoleHoldingsObservation {
  /**
   * In a fixed order. Where every role is held as it is declared, just these; otherwise every way in which the roles come
   * to the user. Null where there is no user to look at, or nothing was assigned.
   */
  readonly holdings: Fact<readonly RoleHolding[]> | null;
}

export interface EntraGroup {
  readonly objectId: string;
  readonly displayName: string;
  /** isAssignableToRole: decided when the group is made, and never again. */
  readonly assignableToRole: boolean;
}

/** The group through which an administrator holds its roles, as the program found it. */
export interface AdministratorGroupObservation {
  /** How many groups have the name, and the group where it is one; null for one that the program creates. */
  readonly found: Fact<{ readonly count: number; readonly group: EntraGroup | null }> | null;
  /** For one that is created: whether a group had the name already when the program first looked. */
  readonly nameTaken: Fact<boolean> | null;
  /** Roles of the declaration that the group held before, as with administrators. */
  readonly heldBefore: Fact<readonly DirectoryRoleId[]> | null;
  /** Whether the administrator was in it before; null where that is not asked. */
  readonly memberBefore: Fact<boolean> | null;
  /** The same as last read; null when never read. */
  readonly recognised: (RecognisedRoles & { readonly member: string; readonly memberBefore: boolean }) | null;
}

export interface AdministratorGroupInputs {
  readonly tool: SyncTool;
  readonly name: string;
  readonly origin: "created" | "adopted";
  readonly roles: readonly DirectoryRoleId[];
  readonly assignmentType: AssignmentType;
  /** User principal name of the administrator. */
  readonly member: string;
  readonly observed: AdministratorGroupObservation;
}

export interface EntraConnectorIdentityInputs {
  readonly account: AccountId;
  readonly phase: Phase;
  /** Application and certificate, or the legacy `Sync_…` user, which is only ever observed. */
  readonly kind: "application" | "user";
  /** Display name of the application, or the user's userPrincipalName. */
  readonly name: string;
  readonly observed: EntraConnectorIdentityObservation;
}

export interface EntraConnectorIdentityObservation {
  /** For an application: whether one had the name already when the program first looked; null for a user. */
  readonly nameTaken: Fact<boolean> | null;
  /** The legacy user; `observed` is null when the tenant has no such user. Null for an application. */
  readonly user: Fact<EntraUser | null> | null;
}

/** A list cut short: how many there are, and the first of them by name, at most `largestSample`. */
export interface Listing<T> {
  readonly count: number;
  readonly sample: readonly T[];
}

/** Someone who holds one of the two sync roles, active and directly. */
export interface SyncRoleMember {
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
  /** Last days, `2027-03-31`, of certificates other than the declared ones, the latest first; at most `largestSample`. */
  readonly certificates: readonly string[];
  /** Values of application permissions besides the declared ones; ids where they have no value. */
  readonly permissions: readonly string[];
}

/** A Conditional Access policy, not the program's own, that is about an identity of a sync tool. */
export interface ConditionalAccessPolicy {
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
  /** Nor because of an anchor that somebody set on it in the cloud. */
  readonly hardMatchTakeoverBlocked: boolean;
}

/** A configuration of Cloud Sync, with the state of its jobs. */
export interface CloudSyncConfiguration {
  /** Display name, which is that of the domain unless somebody renamed it. */
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

/** What a name under `tenant.trustedApplications` leads to. */
export interface TrustedApplication {
  /** As declared. */
  readonly name: string;
  /** "id": of the service principal or its application. Anybody who may register an application may take a display name. */
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
  /** Absent in what an older version observed. */
  readonly trustedApplications?: Fact<readonly TrustedApplication[]>;
  /** Absent in what an older version observed. */
  readonly emergencyAccounts?: Fact<readonly EmergencyAccount[]>;
  /** Null where no application is declared; only those with something to tell. */
  readonly syncApplications: Fact<Listing<SyncApplication>> | null;
  /** Policies that are about identities of the sync tools, the enforced ones first; disabled ones are left out. */
  readonly conditionalAccess: Fact<Listing<ConditionalAccessPolicy>>;
}

export interface DeclaredCertificate {
  /** SHA-1 and SHA-256 over the certificate, in upper-case hexadecimal digits. */
  readonly thumbprints: readonly string[];
  /** Last day, `2027-03-31`. */
  readonly lastDay: string;
}

/** An application as which a sync server signs in. */
export interface DeclaredApplication {
  readonly name: string;
  /** Empty when the wizard adds one. */
  readonly certificates: readonly DeclaredCertificate[];
  /** Application permissions by value. */
  readonly permissions: readonly string[];
}

export interface TenantInputs {
  readonly administrators: readonly {
    readonly userPrincipalName: string;
    readonly roles: readonly DirectoryRoleId[];
    /** Name or object ID of the group that is assigned the roles in the place of the user; null for the user itself. */
    readonly throughGroup: string | null;
  }[];
  /** Null where the tool is not in use. */
  readonly cloudSync: { readonly phase: Phase; readonly domains: readonly string[] } | null;
  /** Object ids of service principals, ids of applications, or display names of those that may administer applications. */
  readonly trustedApplications: readonly string[];
  /** User principal names; absent in what an older version declared. */
  readonly emergencyAccounts?: readonly string[];
  /** Absent in what an older version declared. */
  readonly federatedDomains?: readonly string[];
  /** Domains in the names of the declared administrators, each once. */
  readonly administratorDomains: readonly string[];
  readonly connectSync: {
    readonly phase: Phase;
    readonly servers: readonly {
      readonly name: string;
      readonly mode: "active" | "staging";
      /** Four numbers, `2.5.190.0`; null where none is declared. */
      readonly version: string | null;
    }[];
    /** That of the first server. */
    readonly identity: { readonly kind: "application" | "user"; readonly name: string };
    /** That of the first server first; empty where all of them sign in as users, or as what the wizard makes. */
    readonly applications: readonly DeclaredApplication[];
  } | null;
  /** Public ranges of the sync servers in CIDR notation; empty when they are not declared. */
  readonly serverAddresses: readonly string[];
  readonly observed: TenantObservation;
}

/** A Key Vault that was deleted, and still holds its name. */
export interface DeletedVault {
  /** Days of the calendar, `2026-11-22`. */
  readonly deletedOn: string;
  /** From when on the name is free, unless somebody purges the vault before, which purge protection forbids. */
  readonly freeOn: string;
  readonly purgeProtection: boolean;
}

export interface VaultNameInputs {
  readonly name: string;
  /** Whether a deleted vault of the name is to be brought back. */
  readonly recover: boolean;
  /** Null where no deleted vault of the subscription has the name. */
  readonly observed: Fact<DeletedVault | null>;
}
