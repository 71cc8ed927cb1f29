import { resourceTypes } from "../catalogue/resource-types.ts";
import * as directory from "./shapes/directory.ts";
import type { AnyShape } from "./shapes/shape.ts";
import * as tenant from "./shapes/tenant.ts";

/** Of the inputs of every resource of this program that a rule judges, by its type. */
export const shapes: Readonly<Record<string, AnyShape>> = {
  [resourceTypes.forest]: directory.forest,
  [resourceTypes.connectorAccount]: directory.connectorAccount,
  [resourceTypes.groupManagedServiceAccount]: directory.groupManagedServiceAccount,
  [resourceTypes.privilegedAdministrator]: directory.privilegedAdministrator,
  [resourceTypes.adSyncServiceAccount]: directory.adSyncServiceAccount,
  [resourceTypes.attestedAccount]: directory.attestedAccount,
  [resourceTypes.entraAdministrator]: tenant.entraAdministrator,
  [resourceTypes.entraRoleHoldings]: tenant.entraRoleHoldings,
  [resourceTypes.administratorGroup]: tenant.administratorGroup,
  [resourceTypes.entraConnectorIdentity]: tenant.entraConnectorIdentity,
  [resourceTypes.tenant]: tenant.tenant,
  [resourceTypes.vaultName]: tenant.vaultName,
};
