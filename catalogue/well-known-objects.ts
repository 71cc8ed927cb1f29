/**
 * Key of the container for managed service accounts in otherWellKnownObjects of a domain. Source: MS-ADTS 6.1.1.4,
 * GUID_MANAGED_SERVICE_ACCOUNTS_CONTAINER_W.
 */
export const managedServiceAccountsKey = "1EB93889E40C45DF9F0C64D23BBB6237";
