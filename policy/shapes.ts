import { resourceTypes, type Subject } from "../contract/resources.ts";
import * as directory from "./shapes/directory.ts";
import type { AnyShape } from "./shapes/shape.ts";
import * as tenant from "./shapes/tenant.ts";
import { withTerms } from "./shapes/terms.ts";

/** No rule judges what is recognized of a user. */
const bySubject = {
  forest: directory.forest,
  "connector account": directory.connectorAccount,
  "group managed service account": directory.groupManagedServiceAccount,
  "privileged administrator": directory.privilegedAdministrator,
  "ADSync service account": directory.adSyncServiceAccount,
  "attested account": directory.attestedAccount,
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
