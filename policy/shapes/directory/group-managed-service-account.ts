import type { GroupManagedServiceAccountInputs } from "../../../contract/active-directory.ts";
import type { GroupManagedServiceAccountObservation } from "../../../directory/facts/group-managed-service-account.ts";
import { account, defaultEncryptionTypes, feature, gmsaMode, phase } from "../catalogue.ts";
import { fact } from "../fact.ts";
import type { Details, Rows } from "../parts.ts";
import { finite, list, nullable, object, text, truth } from "../shape.ts";
import { foundAccount, grant } from "./account.ts";
import { evidence, objectGuids } from "./evidence.ts";
import { lockDown } from "./lock-down.ts";
import { logon, passwordPolicy } from "./logon.ts";
import { domainPermissions } from "./permissions.ts";
import { sampled } from "./sample.ts";
import { retriever, takeover, trusted } from "./takeover.ts";

const managedDetails = object<Details<GroupManagedServiceAccountObservation>>({
  enabled: fact(truth),
  logon,
  lockDown: fact(lockDown),
  servers: list(
    object<Rows<Details<GroupManagedServiceAccountObservation>["servers"]>>(
      {
        server: text,
        computer: fact(nullable(foundAccount)),
        enabled: fact(truth),
        mayRetrieve: fact(grant),
        onlyAsEveryone: fact(truth),
      },
      { encryptionTypes: fact(nullable(finite)) },
    ),
  ),
  others: fact(sampled(retriever)),
  encryptionTypes: fact(nullable(finite)),
  takeover: fact(list(takeover)),
  permissions: list(domainPermissions),
  passwordPolicies: list(passwordPolicy),
});

const connectSyncScope = object<NonNullable<GroupManagedServiceAccountInputs["connectSync"]>>(
  { organizationalUnits: list(text) },
  { domains: list(text) },
);

export const groupManagedServiceAccount = object<GroupManagedServiceAccountInputs>(
  {
    account,
    phase,
    forest: text,
    name: text,
    servers: list(text),
    features: list(feature),
    domains: list(text),
    trusted,
    observed: object<GroupManagedServiceAccountObservation>(
      {
        evidence,
        account: fact(nullable(foundAccount)),
        details: nullable(managedDetails),
      },
      { objectGuids },
    ),
  },
  {
    organizationalUnits: list(text),
    defaultEncryptionTypes,
    setting: text,
    mode: gmsaMode,
    agentVersion: text,
    exchangeOnlineAttributes: list(text),
    connectSync: connectSyncScope,
  },
);
