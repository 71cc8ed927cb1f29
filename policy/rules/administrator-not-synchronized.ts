import { shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { administratorSetting, administratorSubject, judgeAdoptedUser } from "../topics/administrator.ts";

export const administratorNotSynchronized: Rule<EntraAdministratorInputs> = {
  name: "administrator-not-synchronized",
  title: "Administrator is cloud-only",
  severity: "high",
  enforcementLevel: "mandatory",
  description: "The administrator of a sync tool is a cloud-only user, not synchronized from on-premises.",
  consequence:
    "when synchronization or the domain fails, the administrator who must fix it is locked out; and anyone who controls the domain controls the tenant",
  remedy: wayOut`Use a cloud-only user, preferably in the tenant's onmicrosoft.com domain.`,
  reference: "https://learn.microsoft.com/entra/identity/role-based-access-control/best-practices",
  resources: resources.entraAdministrators,
  judge(inputs) {
    if (inputs.origin === "created") {
      return [met(administratorSubject(inputs), "is created by this program, in the cloud")];
    }
    return judgeAdoptedUser(inputs, "whether it is synchronized from on-premises", (user, subject) =>
      user.synchronizedFromOnPremises
        ? unmet(subject, "is synchronized from on-premises", {
            remedy: wayOut`Use a cloud-only user: ${shell`pulumi config set --path ${`${administratorSetting(inputs.account)}.adopt`} NAME@TENANT.onmicrosoft.com`}`,
          })
        : met(subject, "is a cloud-only user"),
    );
  },
};
