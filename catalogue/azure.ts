/** Facts about the Azure side: built-in roles, log categories, and the names that the program gives. */

/** Built-in roles. Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const azureRoles = {
  "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
  "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  "Log Analytics Reader": "73c42c96-874c-492b-b04d-ab87d138a893",
} as const;

export type AzureRole = keyof typeof azureRoles;

/**
 * Logs of Microsoft Entra ID in which the alerts look, and those of what the sync tools do.
 * Source: https://learn.microsoft.com/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options
 */
export const entraLogCategories = [
  "AuditLogs",
  "NonInteractiveUserSignInLogs",
  "ProvisioningLogs",
  "ServicePrincipalSignInLogs",
  "SignInLogs",
] as const;

/** Names of secrets in the vault, under which pipelines find them. Their values never pass through this program. */
export const vaultSecrets = {
  /** Password of the account that reads Active Directory. */
  reader: "active-directory-reader",
  /** Initial password of an administrator, for whoever hands it over. */
  initialPassword: "administrator-initial-password",
} as const;
