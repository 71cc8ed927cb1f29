/**
 * From when a KDS root key counts: from msKds-UseStartTime on, and not before every domain controller has it.
 *
 * Source: https://learn.microsoft.com/windows-server/identity/ad-ds/manage/group-managed-service-accounts/group-managed-service-accounts/create-the-key-distribution-services-kds-root-key
 */

/** How long domain controllers wait until all of them have a new key, in hours. */
export const keySpreadingHours = 10;
