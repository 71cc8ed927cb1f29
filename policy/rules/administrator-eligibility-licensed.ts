import { shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, notApplicable, unmet } from "../judgement/verdict.ts";
import { administratorSetting, administratorSubject } from "../topics/administrator.ts";

export const administratorEligibilityLicensed: Rule<EntraAdministratorInputs> = {
  name: "administrator-eligibility-licensed",
  title: "License for eligible assignments",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "The tenant has Privileged Identity Management when an administrator is declared as eligible for its roles.",
  consequence: "the tenant refuses eligible assignments",
  remedy: wayOut`Buy Microsoft Entra ID P2 or Microsoft Entra ID Governance, or declare the roles active.`,
  reference: "https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-configure",
  resources: resources.entraAdministrators,
  judge(inputs) {
    const subject = administratorSubject(inputs);
    const { eligibilityLicensed } = inputs.observed;
    if (eligibilityLicensed === null) return [notApplicable(subject, "has its roles permanently")];
    return settle(
      eligibilityLicensed,
      { subject, question: "whether the tenant has Privileged Identity Management" },
      (is) =>
        is
          ? met(subject, "is eligible in a tenant that has Privileged Identity Management")
          : unmet(subject, "is declared eligible in a tenant without Microsoft Entra ID P2 or Governance", {
              remedy: wayOut`Get one of the two licenses, or declare the roles active: ${shell`pulumi config set --path ${`${administratorSetting(inputs.account)}.assignment`} active`}`,
            }),
    );
  },
};
