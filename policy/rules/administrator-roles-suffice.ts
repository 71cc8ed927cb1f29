import { shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about } from "../judgement/subject.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { administratorSetting, administratorSubject } from "../topics/administrator.ts";

export const administratorRolesSuffice: Rule<EntraAdministratorInputs> = {
  name: "administrator-roles-suffice",
  title: "Administrator has the roles that its purpose needs",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "Connect Health needs a Global Administrator. Federation needs one too, or a Hybrid Identity Administrator who is also Domain Name Administrator. Everything else needs a Hybrid Identity Administrator.",
  consequence: "this administrator cannot complete its task in the wizard",
  remedy: wayOut`Declare the roles that the purpose needs.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites",
  resources: resources.entraAdministrators,
  judge(inputs) {
    const { account, roles, purpose } = inputs;
    const subject = administratorSubject(inputs);
    const setting = `${administratorSetting(account)}.roles`;
    if (roles.includes("global-administrator")) return [met(subject, "is declared as Global Administrator")];
    if (purpose === "connect-health") {
      return [
        unmet(about(subject, "connect-health"), "is declared for Connect Health, but not as Global Administrator", {
          consequence: "the Health agent is installed and stays disabled",
          remedy: wayOut`Declare the role, or enable the agent later: ${shell`pulumi config set --path ${`${setting}[0]`} global-administrator`}`,
        }),
      ];
    }
    if (!roles.includes("hybrid-identity-administrator")) {
      return [
        unmet(subject, "is not declared as Hybrid Identity Administrator", {
          remedy: wayOut`Declare the role: ${shell`pulumi config set --path ${`${setting}[${roles.length}]`} hybrid-identity-administrator`}`,
        }),
      ];
    }
    if (purpose === "federation" && !roles.includes("domain-name-administrator")) {
      return [
        unmet(about(subject, "federation"), "is declared for federation, but not as Domain Name Administrator", {
          remedy: wayOut`Declare the role: ${shell`pulumi config set --path ${`${setting}[${roles.length}]`} domain-name-administrator`}`,
        }),
      ];
    }
    return [met(subject, "has the roles that its purpose needs")];
  },
};
