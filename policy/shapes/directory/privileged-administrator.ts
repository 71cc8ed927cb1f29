import type { PrivilegedAdministratorInputs } from "../../../contract/active-directory.ts";
import type { PrivilegedAdministratorObservation } from "../../../directory/facts/privileged-administrator.ts";
import { account, gmsaMode, phase } from "../catalogue.ts";
import { fact } from "../fact.ts";
import type { Details } from "../parts.ts";
import { list, moment, nullable, object, text, truth } from "../shape.ts";
import { foundAccount, membership } from "./account.ts";
import { evidence, objectGuids } from "./evidence.ts";

export const privilegedAdministrator = object<PrivilegedAdministratorInputs>(
  {
    account,
    phase,
    forest: text,
    name: text,
    temporaryUntil: nullable(moment),
    observed: object<PrivilegedAdministratorObservation>(
      {
        evidence,
        account: fact(nullable(foundAccount)),
        details: nullable(
          object<Details<PrivilegedAdministratorObservation>>({
            enabled: fact(truth),
            administrativeGroups: fact(list(membership)),
          }),
        ),
      },
      { objectGuids },
    ),
  },
  { deleted: truth, setting: text, gmsaMode, agentVersion: text, domains: list(text) },
);
