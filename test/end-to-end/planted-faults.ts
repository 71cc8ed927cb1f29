/** What is wrong with the faulty sample: the rule that names it, and the resource it is found on. */
export const plantedFaults = [
  "administrator-not-guest on connect-sync-administrator-observation",
  "administrator-not-synchronized on cloud-sync-administrator-observation",
  "adsync-service-account-supported on connect-sync-service-account",
  "attestation-valid on connect-sync-local-administrator",
  "conditional-access-spares-sync on tenant",
  "connector-account-feature-permissions on connect-sync-connector-account-contoso.example",
  "connector-account-get-changes-all on connect-sync-connector-account-contoso.example",
  "connector-account-not-protected on connect-sync-connector-account-contoso.example",
  "connector-account-takeover on connect-sync-connector-account-contoso.example",
  "gmsa-encryption-types on cloud-sync-service-account",
  "gmsa-servers-may-retrieve-password on cloud-sync-service-account",
  "password-writeback-minimum-password-age on connect-sync-connector-account-contoso.example",
  "service-account-logon-unrestricted on connect-sync-connector-account-contoso.example",
  "sync-permission-holders-known on tenant",
  "sync-roles-left-to-service on tenant",
  "temporary-administrator-removed on cloud-sync-domain-administrator",
];
