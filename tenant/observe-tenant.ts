import { applicationPermissions } from "../catalogue/sync-applications.ts";
import type { TenantInputs, TenantObservation } from "./observation.ts";
import type { TenantReader } from "./reader.ts";

/** What has to be known of the declaration to tell what the program puts into the tenant from what is there besides. */
export type TenantDeclaration = Pick<
  TenantInputs,
  | "administrators"
  | "administratorDomains"
  | "connectSync"
  | "serverAddresses"
  | "trustedApplications"
  | "emergencyAccounts"
  | "federatedDomains"
>;

/** Observes what the tenant holds besides what this program puts there. */
export async function observeTenant(
  tenant: TenantReader,
  {
    administrators,
    administratorDomains,
    connectSync,
    serverAddresses,
    trustedApplications: trusted,
    emergencyAccounts: emergency = [],
    federatedDomains = [],
  }: TenantDeclaration,
): Promise<TenantObservation> {
  const applications = connectSync?.applications ?? [];
  const writesPasswords = applications.some(({ permissions }) =>
    permissions.some((value) => applicationPermissions.passwordWriteback.includes(value)),
  );
  const [
    syncRoleMembers,
    otherGlobalAdministrators,
    otherPrivilegedAssignments,
    syncService,
    passwordResetService,
    otherSynchronizationHolders,
    syncApplications,
    conditionalAccess,
    organization,
    synchronizationFeatures,
    cloudSyncConfigurations,
    applicationWriters,
    trustedApplications,
    emergencyAccounts,
  ] = await Promise.all([
    tenant.syncRoleMembers(),
    tenant.otherGlobalAdministrators(administrators),
    tenant.otherPrivilegedAssignments(administrators),
    tenant.syncService(),
    writesPasswords ? tenant.passwordResetService() : null,
    tenant.synchronizationHolders(applications.map(({ name }) => name)),
    applications.length === 0 ? null : tenant.syncApplications(applications),
    tenant.conditionalAccess({ connectSync, serverAddresses }),
    tenant.organization([...new Set([...administratorDomains, ...federatedDomains])]),
    tenant.synchronizationFeatures(),
    tenant.cloudSyncConfigurations(),
    tenant.applicationWriters(),
    tenant.trustedApplications(trusted),
    tenant.emergencyAccounts(emergency),
  ]);
  return {
    syncRoleMembers,
    otherGlobalAdministrators,
    otherPrivilegedAssignments,
    syncService,
    passwordResetService,
    otherSynchronizationHolders,
    syncApplications,
    conditionalAccess,
    organization,
    synchronizationFeatures,
    cloudSyncConfigurations,
    applicationWriters,
    trustedApplications,
    emergencyAccounts,
  };
}
