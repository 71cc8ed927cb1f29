import type { SyncTool } from "../catalogue/tools.ts";

export interface SyncServiceAccountName {
  readonly tool: SyncTool;
  /** Null for the account of Cloud Sync, which belongs to no server. */
  readonly server: string | null;
}

/**
 * Recognises the user principal names that the sync service gives to its own accounts: `Sync_<server>_<id>` for a
 * Connect Sync server, `ADToAADSyncServiceAccount` for Cloud Sync.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions and
 * https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-troubleshoot
 */
export function syncServiceAccountName(userPrincipalName: string): SyncServiceAccountName | undefined {
  const server = /^Sync_(.+)_[\da-f]+@/i.exec(userPrincipalName)?.[1];
  if (server !== undefined) return { tool: "connect-sync", server };
  return /^ADToAADSyncServiceAccount[^@]*@/i.test(userPrincipalName) ? { tool: "cloud-sync", server: null } : undefined;
}
