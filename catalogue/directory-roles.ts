/**
 * Microsoft Entra built-in roles that matter to a sync set-up, by template id.
 *
 * Source: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
export interface DirectoryRole {
  readonly title: string;
  /** The same in every tenant; what `azuread.DirectoryRoleAssignment.roleId` takes. */
  readonly templateId: string;
}

export const directoryRoles = {
  "global-administrator": { title: "Global Administrator", templateId: "62e90394-69f5-4237-9190-012177145e10" },
  "hybrid-identity-administrator": {
    title: "Hybrid Identity Administrator",
    templateId: "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2",
  },
  "domain-name-administrator": {
    title: "Domain Name Administrator",
    templateId: "8329153b-31d0-4727-b945-745eb3bc5f31",
  },
  "directory-synchronization-accounts": {
    title: "Directory Synchronization Accounts",
    templateId: "d29b2b05-8046-44ba-8758-1e26182fcf32",
  },
  /** Absent from Microsoft's own list; the id is reported by Maester and EntraOps, among others. */
  "on-premises-directory-sync-account": {
    title: "On Premises Directory Sync Account",
    templateId: "a92aed5d-d78a-4d16-b381-09adb37eb3b0",
  },
} as const satisfies Record<string, DirectoryRole>;

export type DirectoryRoleId = keyof typeof directoryRoles;
