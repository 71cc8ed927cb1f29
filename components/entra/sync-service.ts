import * as pulumi from "@pulumi/pulumi";
import { applicationPermissions, syncService } from "../../catalogue/sync-applications.ts";
import * as azuread from "./azuread.ts";

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
    throw new pulumi.RunError(unreadable((error as Error).message));
  }
}

function unreadable(message: string): string {
  const principal = `The tenant's service principal "${syncService.title}" (${syncService.applicationId})`;
  // What the engine answers once a rule has stopped the update; the rule's own message says the rest.
  if (message.includes("the client connection is closing")) {
    return `${principal} was not read, because the update was stopped before.`;
  }
  // The azuread plugin gives its reasons as a list under a line of its own.
  const [, listed] = /^\s*\* (.+)$/m.exec(message) ?? [];
  const reason = (listed ?? message.trim().split("\n")[0] ?? "").replace(/\.$/, "");
  const remedy = /not found|no service principal/i.test(reason)
    ? `create it with: az ad sp create --id ${syncService.applicationId}`
    : "reading it needs the Microsoft Graph permission Application.Read.All";
  return `${principal} could not be read: ${reason}. Connect Sync cannot sign in as an application without it; ${remedy}`;
}
