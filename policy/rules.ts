import type { Rule } from "./judgement/rule.ts";
import { administratorActivatedForInstallation } from "./rules/administrator-activated-for-installation.ts";
import { administratorEligibilityLicensed } from "./rules/administrator-eligibility-licensed.ts";
import { administratorEligibilityPermitted } from "./rules/administrator-eligibility-permitted.ts";
import { administratorExists } from "./rules/administrator-exists.ts";
import { administratorGroupUsable } from "./rules/administrator-group-usable.ts";
import { administratorHoldsRoles } from "./rules/administrator-holds-roles.ts";
import { administratorInInitialDomain } from "./rules/administrator-in-initial-domain.ts";
import { administratorNotGlobalAdministrator } from "./rules/administrator-not-global-administrator.ts";
import { administratorNotGuest } from "./rules/administrator-not-guest.ts";
import { administratorNotSynchronized } from "./rules/administrator-not-synchronized.ts";
import { administratorRoleHeldDirectly } from "./rules/administrator-role-held-directly.ts";
import { administratorRolesSuffice } from "./rules/administrator-roles-suffice.ts";
import { adSyncServersMayRetrievePassword } from "./rules/adsync-servers-may-retrieve-password.ts";
import { adSyncServiceAccountExists } from "./rules/adsync-service-account-exists.ts";
import { adSyncServiceAccountSupported } from "./rules/adsync-service-account-supported.ts";
import { adSyncServiceAccountTakeover } from "./rules/adsync-service-account-takeover.ts";
import { applicationAdministratorsTrusted } from "./rules/application-administrators-trusted.ts";
import { applicationWritersTrusted } from "./rules/application-writers-trusted.ts";
import { attestationValid } from "./rules/attestation-valid.ts";
import { cloudSyncScopeWithinLimit } from "./rules/cloud-sync-scope-within-limit.ts";
import { conditionalAccessSparesSync } from "./rules/conditional-access-spares-sync.ts";
import { connectSyncVersionServed } from "./rules/connect-sync-version-served.ts";
import { connectorAccountBlockedObjects } from "./rules/connector-account-blocked-objects.ts";
import { connectorAccountExcess } from "./rules/connector-account-excess.ts";
import { connectorAccountExists } from "./rules/connector-account-exists.ts";
import { connectorAccountFeaturePermissions } from "./rules/connector-account-feature-permissions.ts";
import { connectorAccountGetChanges } from "./rules/connector-account-get-changes.ts";
import { connectorAccountGetChangesAll } from "./rules/connector-account-get-changes-all.ts";
import { connectorAccountNotProtected } from "./rules/connector-account-not-protected.ts";
import { connectorAccountOrdinaryUser } from "./rules/connector-account-ordinary-user.ts";
import { connectorAccountPasswordAge } from "./rules/connector-account-password-age.ts";
import { connectorAccountProbeAgrees } from "./rules/connector-account-probe-agrees.ts";
import { connectorAccountTakeover } from "./rules/connector-account-takeover.ts";
import { consistencyGuidUnused } from "./rules/consistency-guid-unused.ts";
import { deviceRegistrationPrepared } from "./rules/device-registration-prepared.ts";
import { directorySynchronizationRoleNotAssigned } from "./rules/directory-synchronization-role-not-assigned.ts";
import { domainNamesSupported } from "./rules/domain-names-supported.ts";
import { domainReplicationRightsKnown } from "./rules/domain-replication-rights-known.ts";
import { entraConnectorApplication } from "./rules/entra-connector-application.ts";
import { entraConnectorUser } from "./rules/entra-connector-user.ts";
import { forestLevelSufficient } from "./rules/forest-level-sufficient.ts";
import { globalAdministratorsFew } from "./rules/global-administrators-few.ts";
import { gmsaBlockedObjects } from "./rules/gmsa-blocked-objects.ts";
import { gmsaEncryptionTypes } from "./rules/gmsa-encryption-types.ts";
import { gmsaExcess } from "./rules/gmsa-excess.ts";
import { gmsaExists } from "./rules/gmsa-exists.ts";
import { gmsaFeaturePermissions } from "./rules/gmsa-feature-permissions.ts";
import { gmsaNoOtherRetrievers } from "./rules/gmsa-no-other-retrievers.ts";
import { gmsaServersEnabled } from "./rules/gmsa-servers-enabled.ts";
import { gmsaServersMayRetrievePassword } from "./rules/gmsa-servers-may-retrieve-password.ts";
import { gmsaSharesEncryptionType } from "./rules/gmsa-shares-encryption-type.ts";
import { gmsaTakeover } from "./rules/gmsa-takeover.ts";
import { installingAdministratorPrivileged } from "./rules/installing-administrator-privileged.ts";
import { kdsRootKey } from "./rules/kds-root-key.ts";
import { legacySyncUserDisabled } from "./rules/legacy-sync-user-disabled.ts";
import { managedServiceAccountsContainer } from "./rules/managed-service-accounts-container.ts";
import { nameNotTaken } from "./rules/name-not-taken.ts";
import { objectMatchingBlocked } from "./rules/object-matching-blocked.ts";
import { objectsOfOneTool } from "./rules/objects-of-one-tool.ts";
import { organizationalUnitsFound } from "./rules/organizational-units-found.ts";
import { passwordHashSyncInetOrgPerson } from "./rules/password-hash-sync-inetorgperson.ts";
import { passwordResetServicePrincipalEnabled } from "./rules/password-reset-service-principal-enabled.ts";
import { passwordWritebackMinimumPasswordAge } from "./rules/password-writeback-minimum-password-age.ts";
import { protectedAccountsOutOfScope } from "./rules/protected-accounts-out-of-scope.ts";
import { provisioningAgentVersion } from "./rules/provisioning-agent-version.ts";
import { recycleBinEnabled } from "./rules/recycle-bin-enabled.ts";
import { seamlessSsoEncryptionTypes } from "./rules/seamless-sso-encryption-types.ts";
import { seamlessSsoPasswordRotated } from "./rules/seamless-sso-password-rotated.ts";
import { seamlessSsoTakeover } from "./rules/seamless-sso-takeover.ts";
import { serviceAccountAuthenticationPolicy } from "./rules/service-account-authentication-policy.ts";
import { serviceAccountEnabled } from "./rules/service-account-enabled.ts";
import { serviceAccountLockedDown } from "./rules/service-account-locked-down.ts";
import { serviceAccountLogonUnrestricted } from "./rules/service-account-logon-unrestricted.ts";
import { serviceAccountNotExpired } from "./rules/service-account-not-expired.ts";
import { serviceAccountNotInProtectedUsers } from "./rules/service-account-not-in-protected-users.ts";
import { serviceAccountNotLockedOut } from "./rules/service-account-not-locked-out.ts";
import { serviceAccountPasswordValid } from "./rules/service-account-password-valid.ts";
import { syncApplicationCertificateValid } from "./rules/sync-application-certificate-valid.ts";
import { syncApplicationHoldsNoMore } from "./rules/sync-application-holds-no-more.ts";
import { syncPermissionHoldersKnown } from "./rules/sync-permission-holders-known.ts";
import { syncRolesLeftToService } from "./rules/sync-roles-left-to-service.ts";
import { syncServerTakeover } from "./rules/sync-server-takeover.ts";
import { syncServersEnabled } from "./rules/sync-servers-enabled.ts";
import { syncServiceAccountsWithinLimit } from "./rules/sync-service-accounts-within-limit.ts";
import { syncServicePrincipalEnabled } from "./rules/sync-service-principal-enabled.ts";
import { syncToolsDeclared } from "./rules/sync-tools-declared.ts";
import { synchronizationWritersTrusted } from "./rules/synchronization-writers-trusted.ts";
import { temporaryAdministratorRemoved } from "./rules/temporary-administrator-removed.ts";
import { tenantIsDeclaredOne } from "./rules/tenant-is-declared-one.ts";
import { tenantNamesFound } from "./rules/tenant-names-found.ts";
import { tenantSynchronizationCurrent } from "./rules/tenant-synchronization-current.ts";
import { tierZeroNamesFound } from "./rules/tier-zero-names-found.ts";
import { vaultNameFree } from "./rules/vault-name-free.ts";

/** Every rule of the pack. The first verdict with evidence on an account is the one that a table shows. */
export const rules: readonly Rule[] = [
  administratorNotGuest,
  administratorNotSynchronized,
  administratorExists,
  administratorRoleHeldDirectly,
  administratorGroupUsable,
  administratorHoldsRoles,
  nameNotTaken,
  administratorEligibilityLicensed,
  administratorEligibilityPermitted,
  administratorActivatedForInstallation,
  administratorNotGlobalAdministrator,
  administratorInInitialDomain,
  administratorRolesSuffice,
  directorySynchronizationRoleNotAssigned,
  entraConnectorApplication,
  entraConnectorUser,
  connectorAccountExists,
  connectorAccountOrdinaryUser,
  connectorAccountNotProtected,
  connectorAccountPasswordAge,
  connectorAccountProbeAgrees,
  connectorAccountGetChanges,
  connectorAccountGetChangesAll,
  connectorAccountFeaturePermissions,
  connectorAccountBlockedObjects,
  connectorAccountExcess,
  connectorAccountTakeover,
  gmsaExists,
  gmsaServersMayRetrievePassword,
  gmsaServersEnabled,
  gmsaFeaturePermissions,
  gmsaBlockedObjects,
  gmsaExcess,
  gmsaNoOtherRetrievers,
  provisioningAgentVersion,
  cloudSyncScopeWithinLimit,
  objectsOfOneTool,
  gmsaEncryptionTypes,
  gmsaSharesEncryptionType,
  adSyncServiceAccountExists,
  adSyncServiceAccountSupported,
  adSyncServersMayRetrievePassword,
  syncServersEnabled,
  adSyncServiceAccountTakeover,
  gmsaTakeover,
  syncServerTakeover,
  domainReplicationRightsKnown,
  tierZeroNamesFound,
  serviceAccountEnabled,
  serviceAccountNotExpired,
  serviceAccountPasswordValid,
  serviceAccountNotLockedOut,
  serviceAccountLogonUnrestricted,
  serviceAccountNotInProtectedUsers,
  serviceAccountAuthenticationPolicy,
  serviceAccountLockedDown,
  organizationalUnitsFound,
  passwordHashSyncInetOrgPerson,
  protectedAccountsOutOfScope,
  passwordWritebackMinimumPasswordAge,
  installingAdministratorPrivileged,
  temporaryAdministratorRemoved,
  attestationValid,
  kdsRootKey,
  managedServiceAccountsContainer,
  forestLevelSufficient,
  domainNamesSupported,
  seamlessSsoPasswordRotated,
  recycleBinEnabled,
  seamlessSsoEncryptionTypes,
  seamlessSsoTakeover,
  consistencyGuidUnused,
  deviceRegistrationPrepared,
  tenantIsDeclaredOne,
  syncRolesLeftToService,
  syncServiceAccountsWithinLimit,
  legacySyncUserDisabled,
  syncServicePrincipalEnabled,
  passwordResetServicePrincipalEnabled,
  syncPermissionHoldersKnown,
  syncApplicationHoldsNoMore,
  syncApplicationCertificateValid,
  conditionalAccessSparesSync,
  globalAdministratorsFew,
  applicationWritersTrusted,
  applicationAdministratorsTrusted,
  synchronizationWritersTrusted,
  tenantNamesFound,
  syncToolsDeclared,
  connectSyncVersionServed,
  tenantSynchronizationCurrent,
  objectMatchingBlocked,
  vaultNameFree,
];
