import { applicationPermissions } from "../catalogue/sync-applications.ts";
import type { TenantDeclaration } from "./declarations.ts";
import type { TenantObservation } from "./facts/tenant.ts";
import type { TenantReader } from "./reader.ts";

/** Observes what the tenant holds besides what this program puts there. */
export async function observeTenant(
  tenant: TenantReader,
  {
    administrators,
    administratorDomains,
    connectSync,
    serverAddresses,
    trustedApplications,
    emergencyAccounts = [],
    federatedDomains = [],
  }: TenantDeclaration,
): Promise<TenantObservation> {
  const applications = connectSync?.applications ?? [];
  const writesPasswords = applications.some(({ permissions }) =>
    permissions.some((value) => applicationPermissions.passwordWriteback.includes(value)),
  );
  return together({
    syncRoleMembers: tenant.syncRoleMembers(),
    otherGlobalAdministrators: tenant.otherGlobalAdministrators(administrators),
    otherPrivilegedAssignments: tenant.otherPrivilegedAssignments(administrators),
    syncService: tenant.syncService(),
    passwordResetService: writesPasswords ? tenant.passwordResetService() : null,
    otherSynchronizationHolders: tenant.synchronizationHolders(applications.map(({ name }) => name)),
    syncApplications: applications.length === 0 ? null : tenant.syncApplications(applications),
    conditionalAccess: tenant.conditionalAccess({ connectSync, serverAddresses }),
    organization: tenant.organization([...new Set([...administratorDomains, ...federatedDomains])]),
    synchronizationFeatures: tenant.synchronizationFeatures(),
    cloudSyncConfigurations: tenant.cloudSyncConfigurations(),
    applicationWriters: tenant.applicationWriters(),
    trustedApplications: tenant.trustedApplications(trustedApplications),
    emergencyAccounts: tenant.emergencyAccounts(emergencyAccounts),
  });
}

/** Waits for all of them side by side. */
async function together<T extends object>(asked: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const answers = await Promise.all(Object.entries(asked).map(async ([name, answer]) => [name, await answer] as const));
  return Object.fromEntries(answers) as { [K in keyof T]: Awaited<T[K]> };
}
