import type { DirectoryRoleId } from "../catalogue/directory-roles.ts";
import type { Fact } from "../catalogue/fact.ts";
import type { ApplicationAdministratorsQuestion } from "./application-administrators.ts";
import type { DeclaredApplication, TenantDeclaration } from "./declarations.ts";
import type { EligibilityObstacle } from "./facts/administrators.ts";
import type { Listing } from "./facts/listing.ts";
import type { AssignmentType, EntraGroup, RoleHolding } from "./facts/roles.ts";
import type { ServicePrincipal } from "./facts/service-principal.ts";
import type {
  ApplicationAdministrator,
  ApplicationWriter,
  CloudSyncConfiguration,
  ConditionalAccessPolicy,
  EmergencyAccount,
  OrganizationSynchronization,
  PermissionHolder,
  SyncApplication,
  SynchronizationFeatures,
  SyncRoleMembers,
  TrustedAdministrator,
  TrustedApplication,
} from "./facts/tenant.ts";
import type { DeletedUser, EntraUser } from "./facts/user.ts";
import type { DeclaredEligibility } from "./role-settings.ts";

/** Reads administrators, never changes them. What cannot be read is answered as such, with the reason; nothing is thrown. */
export interface AdministratorReader {
  /** Null when the tenant has no such user. */
  findUser(userPrincipalName: string): Promise<Fact<EntraUser | null>>;
  /** The user that had the name and can still be restored; null when there is none. */
  findDeletedUser(userPrincipalName: string): Promise<Fact<DeletedUser | null>>;
  /**
   * Which of the roles the principal itself holds, active and at tenant scope, in the order asked. Roles held through
   * a group or only eligible are not among them; an eligible role that is activated at the moment is.
   */
  rolesHeldDirectly(objectId: string, roles: readonly DirectoryRoleId[]): Promise<Fact<readonly DirectoryRoleId[]>>;
  /** Which of the roles the principal itself is eligible for, at tenant scope, in the order asked. */
  rolesEligible(objectId: string, roles: readonly DirectoryRoleId[]): Promise<Fact<readonly DirectoryRoleId[]>>;
  /** Every way in which the roles come to a user in that state, at tenant scope: itself or through groups. */
  roleHoldings(
    objectId: string,
    roles: readonly DirectoryRoleId[],
    state: AssignmentType,
  ): Promise<Fact<readonly RoleHolding[]>>;
  /** Groups of that display name, or the one with that object ID. */
  findGroups(nameOrId: string): Promise<Fact<readonly EntraGroup[]>>;
  /** Whether the user is in the group, directly. */
  isMember(groupId: string, userPrincipalName: string): Promise<Fact<boolean>>;
  /** Whether the tenant has Privileged Identity Management, without which nobody is eligible for anything. */
  eligibilityLicensed(): Promise<Fact<boolean>>;
  /** By which settings of its roles the tenant would refuse an eligibility. */
  eligibilityObstacles(declared: DeclaredEligibility): Promise<Fact<readonly EligibilityObstacle[]>>;
}

/** Reads a tenant and never changes it, in the same way. */
export interface TenantReader extends AdministratorReader {
  /** Whether there is an application of that display name. */
  hasApplication(displayName: string): Promise<Fact<boolean>>;
  /** Whether the tenant is synchronized, since when no more, and which of the domains are not its own. */
  organization(domains: readonly string[]): Promise<Fact<OrganizationSynchronization>>;
  /** The service principal of an application; null when the tenant has none. */
  findServicePrincipal(clientId: string): Promise<Fact<ServicePrincipal | null>>;
  /** What may be matched with objects of the cloud; null for a tenant that was never synchronized. */
  synchronizationFeatures(): Promise<Fact<SynchronizationFeatures | null>>;
  /** What Cloud Sync is configured for. */
  cloudSyncConfigurations(): Promise<Fact<Listing<CloudSyncConfiguration>>>;
  /** Who can take over any application. */
  applicationWriters(): Promise<Fact<Listing<ApplicationWriter>>>;
  /** Who can undo the protection of synchronized objects. */
  synchronizationWriters(): Promise<Fact<Listing<ApplicationWriter>>>;
  /** Who can add a credential to the sync application by a directory role, besides those whom the question trusts. */
  applicationAdministrators(
    question: ApplicationAdministratorsQuestion,
  ): Promise<Fact<Listing<ApplicationAdministrator>>>;
  /** The same of those who may activate such a role. */
  eligibleApplicationAdministrators(
    question: ApplicationAdministratorsQuestion,
  ): Promise<Fact<Listing<ApplicationAdministrator>>>;
  /** Those who own a group that holds such a role or is eligible for it. */
  ownersOfAdministratorGroups(
    question: ApplicationAdministratorsQuestion,
  ): Promise<Fact<Listing<ApplicationAdministrator>>>;
  /** Those who may activate membership or ownership of such a group. */
  eligibleForAdministratorGroups(
    question: ApplicationAdministratorsQuestion,
  ): Promise<Fact<Listing<ApplicationAdministrator>>>;
  /** What the names of trusted administrators lead to. */
  trustedAdministrators(names: readonly string[]): Promise<Fact<readonly TrustedAdministrator[]>>;
  /** What the names of trusted applications lead to. */
  trustedApplications(names: readonly string[]): Promise<Fact<readonly TrustedApplication[]>>;
  /** What the names of emergency access accounts lead to. */
  emergencyAccounts(names: readonly string[]): Promise<Fact<readonly EmergencyAccount[]>>;
  /** Who holds the two roles that the sync service keeps for its own accounts. */
  syncRoleMembers(): Promise<Fact<SyncRoleMembers>>;
  /** Holders of Global Administrator besides those of the given administrators that are declared with it. */
  otherGlobalAdministrators(declared: TenantDeclaration["administrators"]): Promise<Fact<number>>;
  /** Active assignments of privileged roles besides the declared ones. */
  otherPrivilegedAssignments(declared: TenantDeclaration["administrators"]): Promise<Fact<number>>;
  /** Microsoft's service principal that takes what Connect Sync exports; null when the tenant has none. */
  syncService(): Promise<Fact<{ readonly enabled: boolean } | null>>;
  /** Microsoft's service principal that takes what password writeback says; null when the tenant has none. */
  passwordResetService(): Promise<Fact<{ readonly enabled: boolean } | null>>;
  /** Holders of the permission to write synchronized objects, besides one of each of the given display names. */
  synchronizationHolders(ownNames: readonly string[]): Promise<Fact<Listing<PermissionHolder>>>;
  /** What applications of the declared names hold beyond what is declared. */
  syncApplications(declared: readonly DeclaredApplication[]): Promise<Fact<Listing<SyncApplication>>>;
  /** Conditional Access policies that are about identities of the sync tools. */
  conditionalAccess(
    declared: Pick<TenantDeclaration, "connectSync" | "serverAddresses">,
  ): Promise<Fact<Listing<ConditionalAccessPolicy>>>;
}
