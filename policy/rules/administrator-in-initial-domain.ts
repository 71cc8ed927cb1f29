import { shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { administratorSetting, administratorSubject } from "../topics/administrator.ts";

/**
 * What the initial domain of a tenant ends in, by cloud.
 * Source: https://learn.microsoft.com/entra/fundamentals/add-custom-domain
 */
const initialDomain = /\.(onmicrosoft\.(com|us|de)|partner\.onmschina\.cn)$/i;

export const administratorInInitialDomain: Rule<EntraAdministratorInputs> = {
  name: "administrator-in-initial-domain",
  title: "Administrator signs in with the initial domain",
  severity: "low",
  enforcementLevel: "advisory",
  description: "The administrator of a sync tool has a user name in the tenant's onmicrosoft.com domain.",
  consequence: "a failure of another domain, or of its federation, locks out the administrator who must fix it",
  remedy: wayOut`Use a user whose name is in the tenant's onmicrosoft.com domain.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-custom",
  resources: resources.entraAdministrators,
  judge(inputs) {
    const subject = administratorSubject(inputs);
    if (initialDomain.test(inputs.userPrincipalName)) return [met(subject, "is in the tenant's initial domain")];
    const key = inputs.origin === "created" ? "create.userPrincipalName" : "adopt";
    return [
      unmet(subject, "does not exist in the tenant's initial domain", {
        remedy: wayOut`Use a user of that domain: ${shell`pulumi config set --path ${`${administratorSetting(inputs.account)}.${key}`} NAME@TENANT.onmicrosoft.com`}`,
      }),
    ];
  },
};
