import * as accounts from "./accounts.ts";
import * as administrators from "./administrators.ts";
import * as applications from "./applications.ts";
import * as attestations from "./attestations.ts";
import * as azure from "./azure.ts";
import type { Check } from "./draft.ts";
import * as forests from "./forests.ts";
import * as guardRails from "./guard-rails.ts";
import * as lists from "./lists.ts";
import * as reservedTexts from "./reserved-texts.ts";
import * as servers from "./servers.ts";
import * as tools from "./tools.ts";

/** Everything that is checked across keys, in the order in which it is reported. */
export const checks: readonly Check[] = [
  tools.someTool,
  forests.eachForestOnce,
  forests.forestsAreDeclared,
  forests.eachForestSynchronizedOnce,
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
  accounts.serviceAccountName,
  accounts.connectorAccountNamed,
  accounts.onlyTemporaryIsDeleted,
  attestations.onlyWhatCannotBeObserved,
  attestations.oneAttestationPerAccount,
  attestations.attestationEndsAfterItsBeginning,
];
