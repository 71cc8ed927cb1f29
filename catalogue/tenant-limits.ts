/** Numbers that a tenant should keep to. */

/**
 * Largest number of accounts which the sync service made for itself, in one tenant.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions
 */
export const largestNumberOfSyncServiceAccounts = 20;

/**
 * "Fewer than five" Global Administrators, "fewer than ten" assignments of privileged roles.
 *
 * Source: https://learn.microsoft.com/entra/identity/role-based-access-control/best-practices
 */
export const fewerGlobalAdministratorsThan = 5;
export const fewerPrivilegedAssignmentsThan = 10;

/**
 * Part of its lifetime after which Connect Sync warns about its certificate (event 1011); of one of 90 days, which is its own
 * default, on day 63. Copies of the page from before 2026 said 150 days before its end.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id (Certificate rotation)
 */
export const certificateLifetimeUsed = 0.7;
