/** Reading a tenant through Microsoft Graph, signed in the way the azuread provider signs in. */
import { type Fact, observed, unobservable } from "../catalogue/fact.ts";
import {
  findTrustedAdministrators,
  readApplicationAdministrators,
  readEligibleApplicationAdministrators,
  readEligibleForAdministratorGroups,
  readOwnersOfAdministratorGroups,
} from "./application-administrators.ts";
import { readApplicationWriters, readSynchronizationWriters } from "./application-writers.ts";
import { readCloudSyncConfigurations } from "./cloud-sync-configurations.ts";
import { readConditionalAccess } from "./conditional-access/read-policies.ts";
import { findEmergencyAccounts, findTrustedApplications } from "./declared-names.ts";
import { findDeletedUser } from "./deleted-users.ts";
import { isEligibilityLicensed, rolesEligible } from "./eligibility.ts";
import type { Environment } from "./environment.ts";
import { connect, type GraphConnection } from "./graph-connection.ts";
import { findGroups, isMember } from "./groups.ts";
import { readOrganization } from "./organization.ts";
import { countOtherGlobalAdministrators, countOtherPrivilegedAssignments } from "./privileged-roles.ts";
import type { TenantReader } from "./reader.ts";
import { rolesHeldDirectly } from "./role-assignments.ts";
import { readRoleHoldings } from "./role-holdings.ts";
import { type DeclaredEligibility, findEligibilityObstacles } from "./role-settings.ts";
import { findServicePrincipal } from "./service-principals.ts";
import { hasApplication, readSyncApplications } from "./sync-application.ts";
import { readPasswordResetService, readSynchronizationHolders, readSyncService } from "./sync-permission.ts";
import { readSyncRoleMembers } from "./sync-role-members.ts";
import { readSynchronizationFeatures } from "./synchronization-features.ts";
import { TenantError } from "./tenant-error.ts";
import { findUser } from "./users.ts";

export type { TenantReader } from "./reader.ts";

/**
 * The tenant that the environment names (ARM_TENANT_ID, ARM_CLIENT_ID, … as for the azuread provider). Nothing is
 * loaded and nobody signs in before the first question.
 *
 * @param now by which ages are told
 */
export function openTenant(environment: Environment, now = () => new Date()): TenantReader {
  let connection: Promise<GraphConnection> | undefined;
  const connected = () => {
    connection ??= connect(environment);
    return connection;
  };
  /** A question whose answer is a fact, whatever goes wrong with the tenant. */
  const ask =
    <A extends readonly unknown[], T>(read: (graph: GraphConnection, ...about: A) => Promise<T>) =>
    (...about: A): Promise<Fact<T>> =>
      asFact(async () => read(await connected(), ...about));
  return {
    findUser: ask(findUser),
    findDeletedUser: ask(findDeletedUser),
    rolesHeldDirectly: ask(rolesHeldDirectly),
    findGroups: ask(findGroups),
    isMember: ask(isMember),
    hasApplication: ask(hasApplication),
    rolesEligible: ask(rolesEligible),
    roleHoldings: ask(readRoleHoldings),
    eligibilityLicensed: ask(isEligibilityLicensed),
    eligibilityObstacles: ask((graph, declared: DeclaredEligibility) =>
      findEligibilityObstacles(graph, declared, now()),
    ),
    organization: ask((graph, domains: readonly string[]) => readOrganization(graph, domains, now())),
    findServicePrincipal: ask(findServicePrincipal),
    synchronizationFeatures: ask(readSynchronizationFeatures),
    cloudSyncConfigurations: ask(readCloudSyncConfigurations),
    applicationWriters: ask(readApplicationWriters),
    synchronizationWriters: ask(readSynchronizationWriters),
    applicationAdministrators: ask(readApplicationAdministrators),
    eligibleApplicationAdministrators: ask(readEligibleApplicationAdministrators),
    ownersOfAdministratorGroups: ask(readOwnersOfAdministratorGroups),
    eligibleForAdministratorGroups: ask(readEligibleForAdministratorGroups),
    // Where nothing is named, nobody needs to sign in.
    trustedApplications: async (names) => (names.length === 0 ? observed([]) : ask(findTrustedApplications)(names)),
    trustedAdministrators: async (names) => (names.length === 0 ? observed([]) : ask(findTrustedAdministrators)(names)),
    emergencyAccounts: async (names) => (names.length === 0 ? observed([]) : ask(findEmergencyAccounts)(names)),
    syncRoleMembers: ask(readSyncRoleMembers),
    otherGlobalAdministrators: ask(countOtherGlobalAdministrators),
    otherPrivilegedAssignments: ask(countOtherPrivilegedAssignments),
    syncService: ask(readSyncService),
    passwordResetService: ask(readPasswordResetService),
    synchronizationHolders: ask(readSynchronizationHolders),
    syncApplications: ask(readSyncApplications),
    conditionalAccess: ask(readConditionalAccess),
  };
}

async function asFact<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return observed(await read());
  } catch (error) {
    if (error instanceof TenantError) return unobservable(error.reason, error.remedy);
    throw error;
  }
}
