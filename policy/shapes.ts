import { resourceTypes, type Subject } from "../contract/resources.ts";
import { adSyncServiceAccount } from "./shapes/directory/adsync-service-account.ts";
import { connectorAccount } from "./shapes/directory/connector-account.ts";
import { forest } from "./shapes/directory/forest.ts";
import { groupManagedServiceAccount } from "./shapes/directory/group-managed-service-account.ts";
import { privilegedAdministrator } from "./shapes/directory/privileged-administrator.ts";
import { attestedAccount } from "./shapes/server.ts";
import type { AnyShape } from "./shapes/shape.ts";
import * as tenant from "./shapes/tenant.ts";
import { withTerms } from "./shapes/terms.ts";

/** No rule judges what is recognized of a user. */
const bySubject = {
  forest,
  "connector account": connectorAccount,
  "group managed service account": groupManagedServiceAccount,
  "privileged administrator": privilegedAdministrator,
  "ADSync service account": adSyncServiceAccount,
  "attested account": attestedAccount,
  "entra administrator": tenant.entraAdministrator,
  "entra role holdings": tenant.entraRoleHoldings,
  "administrator group": tenant.administratorGroup,
  "entra connector identity": tenant.entraConnectorIdentity,
  tenant: tenant.tenant,
  "vault name": tenant.vaultName,
} as const satisfies Readonly<Record<Exclude<Subject, "recognised user">, AnyShape>>;

/** Of the inputs of every resource of this program that a rule judges, by its type. */
export const shapes: Readonly<Record<string, AnyShape>> = Object.fromEntries(
  Object.entries(bySubject).map(([subject, shape]) => [
    resourceTypes[subject as keyof typeof bySubject],
    withTerms(shape),
  ]),
);
