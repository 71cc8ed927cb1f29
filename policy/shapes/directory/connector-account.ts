import type { ConnectorAccountInputs } from "../../../contract/active-directory.ts";
import type { ConnectorAccountObservation, ConnectorAccountProbe } from "../../../directory/facts/connector-account.ts";
import { account, feature, phase } from "../catalogue.ts";
import { fact } from "../fact.ts";
import type { Details, Rows } from "../parts.ts";
import { list, moment, nullable, object, tally, text, truth } from "../shape.ts";
import { foundAccount, grant, membership } from "./account.ts";
import { evidence, objectGuids } from "./evidence.ts";
import { lockDown } from "./lock-down.ts";
import { logon, passwordPolicy } from "./logon.ts";
import { domainPermissions } from "./permissions.ts";
import { sampled } from "./sample.ts";
import { takeover, trusted } from "./takeover.ts";

const probe = object<ConnectorAccountProbe>({
  logon: fact(nullable(text)),
  compared: tally,
  contradictions: sampled(
    object<ConnectorAccountProbe["contradictions"]["sample"][number]>({ question: text, allowed: truth }),
  ),
});

const connectorDetails = object<Details<ConnectorAccountObservation>>(
  {
    enabled: fact(truth),
    logon,
    lockDown: fact(lockDown),
    protectedGroups: fact(list(membership)),
    replication: list(
      object<Rows<Details<ConnectorAccountObservation>["replication"]>>({
        domain: text,
        distinguishedName: text,
        getChanges: fact(grant),
        getChangesAll: fact(grant),
      }),
    ),
    permissions: list(domainPermissions),
    takeover: fact(list(takeover)),
    passwordPolicies: list(passwordPolicy),
  },
  { probe, passwordLastSet: fact(nullable(moment)) },
);

export const connectorAccount = object<ConnectorAccountInputs>(
  {
    account,
    phase,
    forest: text,
    name: nullable(text),
    features: list(feature),
    trusted,
    signsInOn: list(text),
    observed: object<ConnectorAccountObservation>(
      {
        evidence,
        account: fact(nullable(foundAccount)),
        details: nullable(connectorDetails),
      },
      { objectGuids },
    ),
  },
  { domains: list(text), organizationalUnits: list(text) },
);
