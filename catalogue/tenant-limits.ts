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
 * Days before its end from which Connect Sync warns about its certificate (event 1011).
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id
 */
export const certificateRotationDays = 150;
