import type { AdSyncServiceAccountInputs } from "../../../contract/active-directory.ts";
import type { AdSyncServiceAccountObservation, SyncServer } from "../../../directory/facts/adsync-service-account.ts";
import { account, phase } from "../catalogue.ts";
import { fact } from "../fact.ts";
import type { Details } from "../parts.ts";
import { list, nullable, object, oneOf, text, truth } from "../shape.ts";
import { foundAccount, grant } from "./account.ts";
import { evidence, objectGuids } from "./evidence.ts";
import { logon } from "./logon.ts";
import { takeover, trusted } from "./takeover.ts";

export const adSyncServiceAccount = object<AdSyncServiceAccountInputs>(
  {
    account,
    phase,
    forest: text,
    kind: oneOf(
      "virtual account",
      "local account",
      "standalone managed service account",
      "group managed service account",
      "domain user",
    ),
    name: nullable(text),
    database: oneOf("local database", "local SQL Server", "remote SQL Server"),
    onDomainController: truth,
    signsInOn: list(text),
    observed: object<AdSyncServiceAccountObservation>(
      {
        evidence,
        account: nullable(fact(nullable(foundAccount))),
        details: nullable(
          object<Details<AdSyncServiceAccountObservation>>(
            { enabled: fact(truth), logon },
            { takeover: fact(list(takeover)) },
          ),
        ),
      },
      {
        servers: list(
          object<SyncServer>({
            server: text,
            computer: fact(nullable(foundAccount)),
            enabled: fact(truth),
            mayRetrieve: nullable(fact(grant)),
          }),
        ),
        objectGuids,
      },
    ),
  },
  { servers: list(text), trusted },
);
