import { wayOut } from "../../catalogue/remedy.ts";
import type { EntraConnectorIdentityInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { met, unmet } from "../judgement/verdict.ts";

export const entraConnectorApplication: Rule<EntraConnectorIdentityInputs> = {
  name: "entra-connector-application",
  title: "Connect Sync signs in as an application",
  severity: "medium",
  enforcementLevel: "advisory",
  description: "Connect Sync signs in to Microsoft Entra ID as an application with a certificate, not as a user.",
  consequence:
    "a user signs in with a password that no second factor protects, and Connect Sync replaces it with an application from version 2.5.76.0 on",
  remedy: wayOut`Declare an application under hybrid-sync:connectSync.identity, and remove the Sync_ user once Connect Sync has switched.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.entraConnectorIdentities,
  judge({ kind, name }) {
    return [
      kind === "application"
        ? met(
            `The application "${name}"`,
            "is declared by this program",
            "application declared by this program, no directory role",
          )
        : unmet(`The Microsoft Entra Connector account ${name}`, "is declared as a user"),
    ];
  },
};
