import * as accounts from "./checks/accounts.ts";
import * as administrators from "./checks/administrators.ts";
import * as applications from "./checks/applications.ts";
import * as attestations from "./checks/attestations.ts";
import * as azure from "./checks/azure.ts";
import * as cloudSync from "./checks/cloud-sync.ts";
import type { Check } from "./checks/draft.ts";
import * as exceptions from "./checks/exceptions.ts";
import * as forests from "./checks/forests.ts";
import * as guardRails from "./checks/guard-rails.ts";
import * as lists from "./checks/lists.ts";
import * as reservedTexts from "./checks/reserved-texts.ts";
import * as servers from "./checks/servers.ts";
import * as tools from "./checks/tools.ts";

/** Everything that is checked across keys, in the order in which it is reported. */
export const checks: readonly Check[] = [
  tools.someTool,
  forests.eachForestOnce,
  forests.forestsAreDeclared,
  forests.eachForestSynchronizedOnce,
  forests.noGlobalCatalog,
  cloudSync.oneForestOrSeveral,
  cloudSync.eachAgentOnce,
  reservedTexts.nothingReserved,
  lists.nothingTwice,
  lists.eachServerOnce,
  servers.oneActiveServer,
  servers.virtualAccountWithLocalDatabase,
  servers.virtualAccountOnMemberServer,
  servers.deviceWritebackInOneForest,
  applications.firstServerHasTheIdentity,
  applications.eachServerItsOwnApplication,
  guardRails.policiesHaveLocation,
  guardRails.workloadIdentityHasApplication,
  azure.alertsHaveLogs,
  azure.elsewhereHasAddresses,
  azure.alertsHaveIdentity,
  azure.somethingToLookAfter,
  accounts.createOrAdopt,
  accounts.eachUserCreatedOnce,
  administrators.noEmergencyAccount,
  administrators.notOfFederatedDomain,
  administrators.endOnlyOfEligibility,
  accounts.serviceAccountName,
  accounts.connectorAccountNamed,
  cloudSync.domainAdministratorWhereNeeded,
  accounts.onlyTemporaryIsDeleted,
  attestations.onlyWhatCannotBeObserved,
  attestations.oneAttestationPerAccount,
  attestations.attestationEndsAfterItsBeginning,
  exceptions.findingOrWords,
  exceptions.forestOfWords,
  exceptions.oneExceptionPerFinding,
  exceptions.exceptionEndsInTime,
];
