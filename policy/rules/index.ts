import type { Rule } from "../rule.ts";
import { administratorActivatedForInstallation } from "./administrator-activated-for-installation.ts";
import { administratorEligibilityLicensed } from "./administrator-eligibility-licensed.ts";
import { administratorExists } from "./administrator-exists.ts";
import { administratorGroupUsable } from "./administrator-group-usable.ts";
import { administratorHoldsRoles } from "./administrator-holds-roles.ts";
import { administratorInInitialDomain } from "./administrator-in-initial-domain.ts";
import { administratorNotGlobalAdministrator } from "./administrator-not-global-administrator.ts";
import { administratorNotGuest } from "./administrator-not-guest.ts";
import { administratorNotSynchronized } from "./administrator-not-synchronized.ts";
import { administratorRoleHeldDirectly } from "./administrator-role-held-directly.ts";
import { administratorRolesSuffice } from "./administrator-roles-suffice.ts";
import { adSyncServiceAccountExists } from "./adsync-service-account-exists.ts";
import { adSyncServiceAccountSupported } from "./adsync-service-account-supported.ts";
import { applicationWritersTrusted } from "./application-writers-trusted.ts";
import { attestationValid } from "./attestation-valid.ts";
import { conditionalAccessSparesSync } from "./conditional-access-spares-sync.ts";
import { connectSyncVersionServed } from "./connect-sync-version-served.ts";
import { connectorAccountBlockedObjects } from "./connector-account-blocked-objects.ts";
import { connectorAccountExcess } from "./connector-account-excess.ts";
import { connectorAccountExists } from "./connector-account-exists.ts";
import { connectorAccountFeaturePermissions } from "./connector-account-feature-permissions.ts";
import { connectorAccountGetChanges } from "./connector-account-get-changes.ts";
import { connectorAccountGetChangesAll } from "./connector-account-get-changes-all.ts";
import { connectorAccountNotProtected } from "./connector-account-not-protected.ts";
import { connectorAccountOrdinaryUser } from "./connector-account-ordinary-user.ts";
import { connectorAccountProbeAgrees } from "./connector-account-probe-agrees.ts";
import { connectorAccountTakeover } from "./connector-account-takeover.ts";
import { consistencyGuidUnused } from "./consistency-guid-unused.ts";
import { deviceRegistrationPrepared } from "./device-registration-prepared.ts";
import { directorySynchronizationRoleNotAssigned } from "./directory-synchronization-role-not-assigned.ts";
import { domainReplicationRightsKnown } from "./domain-replication-rights-known.ts";
import { entraConnectorApplication } from "./entra-connector-application.ts";
import { entraConnectorUser } from "./entra-connector-user.ts";
import { forestLevelSufficient } from "./forest-level-sufficient.ts";
import { globalAdministratorsFew } from "./global-administrators-few.ts";
import { gmsaBlockedObjects } from "./gmsa-blocked-objects.ts";
import { gmsaEncryptionTypes } from "./gmsa-encryption-types.ts";
import { gmsaExcess } from "./gmsa-excess.ts";
import { gmsaExists } from "./gmsa-exists.ts";
import { gmsaFeaturePermissions } from "./gmsa-feature-permissions.ts";
import { gmsaNoOtherRetrievers } from "./gmsa-no-other-retrievers.ts";
import { gmsaServersEnabled } from "./gmsa-servers-enabled.ts";
import { gmsaServersMayRetrievePassword } from "./gmsa-servers-may-retrieve-password.ts";
import { gmsaTakeover } from "./gmsa-takeover.ts";
import { installingAdministratorPrivileged } from "./installing-administrator-privileged.ts";
import { kdsRootKey } from "./kds-root-key.ts";
import { legacySyncUserDisabled } from "./legacy-sync-user-disabled.ts";
import { managedServiceAccountsContainer } from "./managed-service-accounts-container.ts";
import { nameNotTaken } from "./name-not-taken.ts";
import { objectMatchingBlocked } from "./object-matching-blocked.ts";
import { organizationalUnitsFound } from "./organizational-units-found.ts";
import { passwordHashSyncInetOrgPerson } from "./password-hash-sync-inetorgperson.ts";
import { passwordResetServicePrincipalEnabled } from "./password-reset-service-principal-enabled.ts";
import { passwordWritebackMinimumPasswordAge } from "./password-writeback-minimum-password-age.ts";
import { protectedAccountsOutOfScope } from "./protected-accounts-out-of-scope.ts";
import { seamlessSsoEncryptionTypes } from "./seamless-sso-encryption-types.ts";
import { seamlessSsoPasswordRotated } from "./seamless-sso-password-rotated.ts";
import { seamlessSsoTakeover } from "./seamless-sso-takeover.ts";
import { serviceAccountAuthenticationPolicy } from "./service-account-authentication-policy.ts";
import { serviceAccountEnabled } from "./service-account-enabled.ts";
import { serviceAccountLockedDown } from "./service-account-locked-down.ts";
import { serviceAccountLogonUnrestricted } from "./service-account-logon-unrestricted.ts";
import { serviceAccountNotExpired } from "./service-account-not-expired.ts";
import { serviceAccountNotInProtectedUsers } from "./service-account-not-in-protected-users.ts";
import { serviceAccountNotLockedOut } from "./service-account-not-locked-out.ts";
import { serviceAccountPasswordValid } from "./service-account-password-valid.ts";
import { syncApplicationCertificateValid } from "./sync-application-certificate-valid.ts";
import { syncApplicationHoldsNoMore } from "./sync-application-holds-no-more.ts";
import { syncPermissionHoldersKnown } from "./sync-permission-holders-known.ts";
import { syncRolesLeftToService } from "./sync-roles-left-to-service.ts";
import { syncServerTakeover } from "./sync-server-takeover.ts";
import { syncServiceAccountsWithinLimit } from "./sync-service-accounts-within-limit.ts";
import { syncServicePrincipalEnabled } from "./sync-service-principal-enabled.ts";
import { syncToolsDeclared } from "./sync-tools-declared.ts";
import { temporaryAdministratorRemoved } from "./temporary-administrator-removed.ts";
import { tenantIsDeclaredOne } from "./tenant-is-declared-one.ts";
import { tenantNamesFound } from "./tenant-names-found.ts";
import { tenantSynchronizationCurrent } from "./tenant-synchronization-current.ts";
import { tierZeroNamesFound } from "./tier-zero-names-found.ts";
import { vaultNameFree } from "./vault-name-free.ts";

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
  gmsaEncryptionTypes,
  adSyncServiceAccountExists,
  adSyncServiceAccountSupported,
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
  seamlessSsoPasswordRotated,
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
  tenantNamesFound,
  syncToolsDeclared,
  connectSyncVersionServed,
  tenantSynchronizationCurrent,
  objectMatchingBlocked,
  vaultNameFree,
];
