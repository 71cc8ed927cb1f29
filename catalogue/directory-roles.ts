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

/** The roles whose members' accounts the sync service makes itself. */
export const syncRoles = [
  "directory-synchronization-accounts",
  "on-premises-directory-sync-account",
] as const satisfies readonly DirectoryRoleId[];

/**
 * Template ids of roles that Microsoft labels privileged: those that a sync set-up is likely to meet, not all of them.
 * So a count of their assignments is a lower bound.
 */
export const privilegedRoleTemplateIds: readonly string[] = [
  directoryRoles["global-administrator"].templateId,
  directoryRoles["hybrid-identity-administrator"].templateId,
  directoryRoles["domain-name-administrator"].templateId,
  // Application Administrator, Cloud Application Administrator
  "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
  "158c047a-c907-4556-b7ef-446551a6b5f7",
  // Privileged Role Administrator, Privileged Authentication Administrator
  "e8611ab8-c189-46e8-94e1-60213ab1f814",
  "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
  // Conditional Access Administrator, Security Administrator, Security Reader, Global Reader
  "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",
  "194ae4cb-b126-40b2-bd5b-6091b380977d",
  "5d6b6bb7-de71-4623-b4af-96380a352509",
  "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
  // User Administrator, Directory Writers
  "fe930be7-5e62-47db-91af-98c3a49a38b1",
  "9360feb5-f418-4baa-8175-e2a00bac4301",
];

/**
 * Built-in roles whose holders can add a credential to any application, by template id. Global Administrator and Privileged Role
 * Administrator, who can give themselves any role, are not repeated here.
 *
 * Source: the note about adding a key of
 * https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id for the first three, and the action
 * microsoft.directory/applications/credentials/update of
 * https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference (2026-01-26) for the partners'.
 */
export const credentialRoles: readonly DirectoryRole[] = [
  { title: "Application Administrator", templateId: "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3" },
  { title: "Cloud Application Administrator", templateId: "158c047a-c907-4556-b7ef-446551a6b5f7" },
  directoryRoles["hybrid-identity-administrator"],
  { title: "Partner Tier1 Support", templateId: "4ba39ca4-527c-499a-b93d-d9b492c50246" },
  { title: "Partner Tier2 Support", templateId: "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8" },
];

/** Those who can give themselves any role, so that no other way to one adds to what they can do. */
export const unrestrictedRoleTemplateIds: readonly string[] = [
  directoryRoles["global-administrator"].templateId,
  // Privileged Role Administrator
  "e8611ab8-c189-46e8-94e1-60213ab1f814",
];

/**
 * Actions of a directory role by which a credential can be added to an application or its service principal: directly, or
 * by becoming its owner. `myOrganization` is a single-tenant application, as the sync application is.
 *
 * Source: https://learn.microsoft.com/entra/identity/role-based-access-control/custom-available-permissions and
 * https://learn.microsoft.com/entra/identity/role-based-access-control/custom-enterprise-app-permissions
 */
export const credentialActions: readonly string[] = [
  "applications",
  "applications.myOrganization",
  "servicePrincipals",
].flatMap((entity) =>
  ["allProperties/allTasks", "allProperties/update", "credentials/update", "owners/update"].map(
    (action) => `microsoft.directory/${entity}/${action}`,
  ),
);
