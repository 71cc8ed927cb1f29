import { applicationPermissions } from "../catalogue/sync-applications.ts";
import type { DeclaredApplication, TenantDeclaration } from "./declarations.ts";
import type { TenantObservation } from "./facts/tenant.ts";
import type { TenantReader } from "./reader.ts";

/**
 * Observes what the tenant holds besides what this program puts there, and what it is about to take away: that was declared
 * when it last ran.
 *
 * @param previous what was declared then; empty before
 */
export async function observeTenant(
  tenant: TenantReader,
  {
    administrators,
    administratorDomains,
    connectSync,
    serverAddresses,
    trustedApplications,
    trustedAdministrators = [],
    administratorNames = [],
    emergencyAccounts = [],
    federatedDomains = [],
  }: TenantDeclaration,
  previous: Partial<Pick<TenantDeclaration, "administrators" | "administratorNames" | "connectSync">> = {},
): Promise<TenantObservation> {
  const applications = connectSync?.applications ?? [];
  const before = previous.connectSync?.applications ?? [];
  const own = [...administrators, ...(previous.administrators ?? [])];
  const writesPasswords = applications.some(({ permissions }) =>
    permissions.some((value) => applicationPermissions.passwordWriteback.includes(value)),
  );
  const trusted = [
    ...trustedAdministrators,
    ...administratorNames,
    ...(previous.administratorNames ?? []),
    ...emergencyAccounts,
  ];
  const byRoles = { applications, trusted };
  return together({
    syncRoleMembers: tenant.syncRoleMembers(),
    otherGlobalAdministrators: tenant.otherGlobalAdministrators(own),
    otherPrivilegedAssignments: tenant.otherPrivilegedAssignments(own),
    syncService: tenant.syncService(),
    passwordResetService: writesPasswords ? tenant.passwordResetService() : null,
    otherSynchronizationHolders: tenant.synchronizationHolders([
      ...new Set([...applications, ...before].map(({ name }) => name)),
    ]),
    syncApplications:
      applications.length === 0 ? null : tenant.syncApplications(withCertificates(applications, before)),
    conditionalAccess: tenant.conditionalAccess({ connectSync, serverAddresses }),
    organization: tenant.organization([...new Set([...administratorDomains, ...federatedDomains])]),
    synchronizationFeatures: tenant.synchronizationFeatures(),
    cloudSyncConfigurations: tenant.cloudSyncConfigurations(),
    applicationWriters: tenant.applicationWriters(),
    synchronizationWriters: tenant.synchronizationWriters(),
    applicationAdministrators: applications.length === 0 ? null : tenant.applicationAdministrators(byRoles),
    eligibleApplicationAdministrators:
      applications.length === 0 ? null : tenant.eligibleApplicationAdministrators(byRoles),
    ownersOfAdministratorGroups: applications.length === 0 ? null : tenant.ownersOfAdministratorGroups(byRoles),
    eligibleForAdministratorGroups: applications.length === 0 ? null : tenant.eligibleForAdministratorGroups(byRoles),
    trustedAdministrators: tenant.trustedAdministrators(trustedAdministrators),
    trustedApplications: tenant.trustedApplications(trustedApplications),
    emergencyAccounts: tenant.emergencyAccounts(emergencyAccounts),
  });
}

/** The certificates that were declared, too: those that are no longer go with this update. */
function withCertificates(
  applications: readonly DeclaredApplication[],
  before: readonly DeclaredApplication[],
): DeclaredApplication[] {
  return applications.map((application) => ({
    ...application,
    certificates: [application, ...before.filter(({ name }) => name === application.name)].flatMap(
      ({ certificates }) => certificates,
    ),
  }));
}

/** Waits for all of them side by side. */
async function together<T extends object>(asked: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const answers = await Promise.all(Object.entries(asked).map(async ([name, answer]) => [name, await answer] as const));
  return Object.fromEntries(answers) as { [K in keyof T]: Awaited<T[K]> };
}
