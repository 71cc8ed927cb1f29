import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { applicationPermissions, syncService } from "../../catalogue/sync-applications.ts";

/** What a permission of the sync service is assigned with. */
export interface SyncServicePermission {
  /** Object ID of the service's principal in this tenant. */
  readonly resourceObjectId: string;
  readonly appRoleId: string;
}

/**
 * The application permission that Connect Sync needs, as this tenant's principal of the sync service offers it. It is
 * found by value: documentation prints two different ids for it.
 *
 * @throws {pulumi.RunError} where the tenant has no such principal or may not be read, or the permission is not offered.
 */
export async function findSynchronizationPermission(opts: pulumi.InvokeOptions): Promise<SyncServicePermission> {
  const { objectId, appRoleIds } = await readPrincipal(opts);
  const value = applicationPermissions.synchronization;
  const appRoleId = appRoleIds[value];
  if (appRoleId !== undefined) return { resourceObjectId: objectId, appRoleId };
  throw new pulumi.RunError(
    `The service principal "${syncService.title}" offers no application role "${value}"; it offers: ` +
      `${Object.keys(appRoleIds).join(", ") || "none"}.`,
  );
}

async function readPrincipal(opts: pulumi.InvokeOptions): Promise<azuread.GetServicePrincipalResult> {
  try {
    return await azuread.getServicePrincipal({ clientId: syncService.applicationId }, opts);
  } catch (error) {
    throw new pulumi.RunError(
      `The tenant's service principal "${syncService.title}" (${syncService.applicationId}) could not be read: ` +
        `${reasonOf(error as Error)}. Connect Sync cannot sign in as an application without it; ` +
        `create it with: az ad sp create --id ${syncService.applicationId}`,
    );
  }
}

/** The azuread plugin gives its reasons as a list, `1 error occurred:`, an empty line apart from what went before. */
function reasonOf({ message }: Error): string {
  const [, reason] = /^\s*\* (.+)$/m.exec(message) ?? [];
  return (reason ?? message.trim().split("\n")[0] ?? "").replace(/\.$/, "");
}
