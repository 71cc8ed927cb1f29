import type { SyncTool } from "../catalogue/tools.ts";

export interface SyncServiceAccountName {
  readonly tool: SyncTool;
  /** Null for the account of Cloud Sync, which belongs to no server. */
  readonly server: string | null;
}

/**
 * Recognises the user principal names that the sync service gives to its own accounts: `Sync_<server>_<id>` for a
 * Connect Sync server, `ADToAADSyncServiceAccount` for Cloud Sync, in the domain that Microsoft gave the tenant. Whoever
 * may create users may choose such a name, so it says what an account passes for, and not who made it.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions and
 * https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-troubleshoot
 */
export function syncServiceAccountName(userPrincipalName: string): SyncServiceAccountName | undefined {
  const [prefix = "", domain = ""] = userPrincipalName.split("@");
  if (!microsoftsDomain.test(domain)) return undefined;
  const server = /^Sync_(.+)_[\da-f]+$/i.exec(prefix)?.[1];
  if (server !== undefined) return { tool: "connect-sync", server };
  return /^ADToAADSyncServiceAccount/i.test(prefix) ? { tool: "cloud-sync", server: null } : undefined;
}

/** In each cloud. Source: https://learn.microsoft.com/azure/china/resources-developer-guide and the like of the others. */
const microsoftsDomain = /\.(?:onmicrosoft\.[a-z]+|partner\.onmschina\.cn)$/i;
