/** Commands for a Connect Sync or Cloud Sync server, each with the module that brings its cmdlets, which a session there does not find by name. */
import { cmdletModules } from "./cmdlets.ts";
import { type Command, changing, cmdlet, powershell } from "./command.ts";
import type { CmdletGrant } from "./permissions/requirement.ts";

/** Loads the module of a cmdlet, where a session finds it by its path only; nothing for the others. */
export function importing(name: string): Command {
  const module = cmdletModules.find(({ cmdlets }) => Object.hasOwn(cmdlets, name))?.module ?? "";
  return module.includes("\\") ? powershell`Import-Module ${module}; ` : powershell``;
}

/** The cmdlet that grants what a feature needs, with its module and its fixed parameters. */
export function cmdletOf(grant: CmdletGrant | null): Command {
  const command = grant?.command ?? "";
  return powershell`${importing(command.split(" ")[0] ?? "")}${cmdlet(command)}`;
}

/**
 * What gives the computer account of seamless single sign-on a new password, on the Connect Sync server. Never a step of a
 * script: run twice, it stops seamless single sign-on until the tickets of all users have expired.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sso-faq
 */
export const rolloverOfSeamlessSso = powershell`${importing("Update-AzureADSSOForest")}New-AzureADSSOAuthenticationContext; Update-AzureADSSOForest -OnPremCredentials (Get-Credential)`;

/** What leaves the object of the gMSA to administrators alone. */
export const lockingDownGmsa = changing(
  powershell`${importing("Set-AADCloudSyncRestrictedPermissions")}Set-AADCloudSyncRestrictedPermissions -Credential (Get-Credential)`,
  {
    change: "run",
    at: "sync-server",
    program: "Set-AADCloudSyncRestrictedPermissions",
    words: [{ parameter: "-Credential" }, { ask: "credential" }],
  },
);

/** The same for an account of Connect Sync. */
export function lockingDownConnectorAccount(distinguishedName: string): Command {
  return changing(
    powershell`${importing("Set-ADSyncRestrictedPermissions")}Set-ADSyncRestrictedPermissions -ADConnectorAccountDN ${distinguishedName} -Credential (Get-Credential)`,
    {
      change: "run",
      at: "sync-server",
      program: "Set-ADSyncRestrictedPermissions",
      words: [
        { parameter: "-ADConnectorAccountDN" },
        { value: distinguishedName },
        { parameter: "-Credential" },
        { ask: "credential" },
      ],
    },
  );
}
