/** Where a stack declares the agents of Cloud Sync: of one forest, or each entry of several. */

import { accounts } from "../../catalogue/accounts.ts";
import { tools } from "../../catalogue/tools.ts";
import type {
  GroupManagedServiceAccountInputs,
  PrivilegedAdministratorInputs,
} from "../../contract/active-directory.ts";

/** `hybrid-sync:cloudSync.agentServers`. */
export function agentSetting({ setting }: Pick<GroupManagedServiceAccountInputs, "setting">, key: string): string {
  return `${setting ?? "hybrid-sync:cloudSync"}.${key}`;
}

/** `hybrid-sync:cloudSync.accounts.serviceAccount`. */
export function serviceAccountSetting({ setting }: Pick<GroupManagedServiceAccountInputs, "setting">): string {
  return setting === undefined ? "hybrid-sync:cloudSync.accounts.serviceAccount" : `${setting}.serviceAccount`;
}

/** Where the administrator who installs a tool is declared. */
export function installerSetting({ account, setting }: PrivilegedAdministratorInputs): string {
  return setting === undefined ? tools[accounts[account].tool].installerSetting : `${setting}.domainAdministrator`;
}
