import type { TenantInputs, TenantObservation } from "./observation.ts";
import type { TenantReader } from "./reader.ts";

/** What has to be known of the declaration to tell what the program puts into the tenant from what is there besides. */
export type TenantDeclaration = Pick<TenantInputs, "administrators" | "connectSync" | "serverAddresses">;

/** Observes what the tenant holds besides what this program puts there. */
export async function observeTenant(
  tenant: TenantReader,
  { administrators, connectSync, serverAddresses }: TenantDeclaration,
): Promise<TenantObservation> {
  const application = connectSync?.identity.kind === "application" ? connectSync.identity : null;
  const [
    syncRoleMembers,
    otherGlobalAdministrators,
    otherPrivilegedAssignments,
    syncService,
    otherSynchronizationHolders,
    syncApplications,
    conditionalAccess,
    organization,
    synchronizationFeatures,
    cloudSyncConfigurations,
    applicationWriters,
  ] = await Promise.all([
    tenant.syncRoleMembers(),
    tenant.otherGlobalAdministrators(administrators),
    tenant.otherPrivilegedAssignments(administrators),
    tenant.syncService(),
    tenant.synchronizationHolders(application?.name ?? null),
    application && tenant.syncApplications(application),
    tenant.conditionalAccess({ connectSync, serverAddresses }),
    tenant.organization(),
    tenant.synchronizationFeatures(),
    tenant.cloudSyncConfigurations(),
    tenant.applicationWriters(),
  ]);
  return {
    syncRoleMembers,
    otherGlobalAdministrators,
    otherPrivilegedAssignments,
    syncService,
    otherSynchronizationHolders,
    syncApplications,
    conditionalAccess,
    organization,
    synchronizationFeatures,
    cloudSyncConfigurations,
    applicationWriters,
  };
}
