/**
 * Built-in directory roles of the simulated tenant, by template id; a real tenant has about a hundred more.
 *
 * Source: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
export interface RoleTemplate {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  /** What it allows, as far as it is about credentials and owners of applications. */
  readonly actions: readonly string[];
}

export const directoryReadersTemplate = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
export const globalAdministratorTemplate = "62e90394-69f5-4237-9190-012177145e10";

const titles: Readonly<Record<string, string>> = {
  [globalAdministratorTemplate]: "Global Administrator",
  "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2": "Hybrid Identity Administrator",
  "d29b2b05-8046-44ba-8758-1e26182fcf32": "Directory Synchronization Accounts",
  "a92aed5d-d78a-4d16-b381-09adb37eb3b0": "On Premises Directory Sync Account",
  "4ba39ca4-527c-499a-b93d-d9b492c50246": "Partner Tier1 Support",
  "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8": "Partner Tier2 Support",
  [directoryReadersTemplate]: "Directory Readers",
  "9360feb5-f418-4baa-8175-e2a00bac4301": "Directory Writers",
  "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
  "158c047a-c907-4556-b7ef-446551a6b5f7": "Cloud Application Administrator",
  "e8611ab8-c189-46e8-94e1-60213ab1f814": "Privileged Role Administrator",
  "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": "Privileged Authentication Administrator",
  "8329153b-31d0-4727-b945-745eb3bc5f31": "Domain Name Administrator",
  "0526716b-113d-4c15-b2c8-68e3c22b9f80": "Authentication Policy Administrator",
  "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9": "Conditional Access Administrator",
  "fe930be7-5e62-47db-91af-98c3a49a38b1": "User Administrator",
  "29232cdf-9323-42fd-ade2-1d097af3e4de": "Exchange Administrator",
  "194ae4cb-b126-40b2-bd5b-6091b380977d": "Security Administrator",
  "5d6b6bb7-de71-4623-b4af-96380a352509": "Security Reader",
  "f2ef992c-3afb-46b9-b7cf-a126ee74c451": "Global Reader",
  "4a5d8f65-41da-4de4-8968-e035b65339cf": "Reports Reader",
};

const owners = [
  "microsoft.directory/applications/owners/update",
  "microsoft.directory/servicePrincipals/owners/update",
] as const;
const credentials = [
  "microsoft.directory/applications/credentials/update",
  "microsoft.directory/servicePrincipals/credentials/update",
] as const;
const read = ["microsoft.directory/organization/standard/read"] as const;

/** Of the others, none is about them. */
const actions: Readonly<Record<string, readonly string[]>> = {
  [globalAdministratorTemplate]: [
    "microsoft.directory/applications/allProperties/allTasks",
    "microsoft.directory/servicePrincipals/allProperties/allTasks",
  ],
  "Application Administrator": [...credentials, ...owners],
  "Cloud Application Administrator": [...credentials, ...owners],
  "Hybrid Identity Administrator": owners,
  "Partner Tier1 Support": [credentials[0], owners[0]],
  "Partner Tier2 Support": [credentials[0], owners[0]],
};

export const roleTemplates: readonly RoleTemplate[] = Object.entries(titles).map(([id, displayName]) => ({
  id,
  displayName,
  description: `Built-in role ${displayName}.`,
  actions: actions[id] ?? actions[displayName] ?? read,
}));

export function findRoleTemplate(id: string): RoleTemplate | undefined {
  return roleTemplates.find((template) => template.id === id.toLowerCase());
}
