import { applicationOnNewInstallationsFrom, usersNotServedFrom } from "../../catalogue/connect-sync-versions.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { EntraConnectorIdentityInputs } from "../../contract/entra.ts";
import { dayOf } from "../judgement/days.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about } from "../judgement/subject.ts";
import { met, unmet } from "../judgement/verdict.ts";

export const entraConnectorApplication: Rule<EntraConnectorIdentityInputs> = {
  name: "entra-connector-application",
  title: "Connect Sync signs in as an application",
  severity: "medium",
  enforcementLevel: "advisory",
  description: `Connect Sync signs in to Microsoft Entra ID as an application with a certificate, not as a user. The rule is mandatory from ${usersNotServedFrom}.`,
  consequence: `a user signs in with a password that no second factor protects, and from ${usersNotServedFrom} the service rejects it`,
  remedy: wayOut`Declare an application under hybrid-sync:connectSync.identity. From version ${applicationOnNewInstallationsFrom} on, only a new installation sets one up. On an existing server, run the Connect wizard: Additional tasks, Configure application-based authentication to Microsoft Entra ID. Then remove the Sync_ user.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.entraConnectorIdentities,
  judge({ kind, name }, { now }) {
    if (kind === "application") {
      return [
        met(
          `The application "${name}"`,
          "is declared by this program",
          "application declared by this program, no directory role",
        ),
      ];
    }
    const asUser = unmet(about(`The Microsoft Entra Connector account ${name}`, name), "is declared as a user");
    if (dayOf(now) < usersNotServedFrom) return [asUser];
    return [
      {
        ...asUser,
        consequence: `since ${usersNotServedFrom} the service rejects users, and nothing is synchronized`,
        enforcementLevel: "mandatory",
      },
    ];
  },
};
