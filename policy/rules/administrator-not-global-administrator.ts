import { shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { administratorSetting, administratorSubject } from "../topics/administrator.ts";

/**
 * For what Microsoft's prerequisites still ask for a Global Administrator.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites
 */
const documentedReasons = {
  "connect-health": "Connect Health, which stays disabled without one",
  federation: "federation, which needs one, or a Hybrid Identity Administrator who is also Domain Name Administrator",
} as const;

export const administratorNotGlobalAdministrator: Rule<EntraAdministratorInputs> = {
  name: "administrator-not-global-administrator",
  title: "No Global Administrator for synchronization",
  severity: "medium",
  enforcementLevel: "advisory",
  description: "Synchronization needs no Global Administrator, unless Connect Health or federation is set up too.",
  consequence:
    "anyone who takes over this account controls the whole tenant, and Hybrid Identity Administrator is sufficient",
  remedy: wayOut`Declare the role hybrid-identity-administrator instead.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.entraAdministrators,
  judge(inputs) {
    const subject = administratorSubject(inputs);
    if (!inputs.roles.includes("global-administrator")) {
      return [met(subject, "is not declared as Global Administrator")];
    }
    if (inputs.purpose !== "synchronization") {
      return [met(subject, `is declared as Global Administrator for ${documentedReasons[inputs.purpose]}`)];
    }
    const setting = administratorSetting(inputs.account);
    return [
      unmet(subject, "is declared as Global Administrator for synchronization", {
        remedy: wayOut`Remove the role global-administrator from ${setting}.roles. If the account is for Connect Health or federation, declare that with: ${shell`pulumi config set --path ${`${setting}.purpose`} connect-health`}`,
      }),
    ];
  },
};
