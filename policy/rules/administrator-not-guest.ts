import { shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about } from "../judgement/subject.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { administratorSetting, administratorSubject, judgeAdoptedUser } from "../topics/administrator.ts";

/** Marks the user name of a guest in the tenant that invited it. */
const guestMark = "#EXT#";

export const administratorNotGuest: Rule<EntraAdministratorInputs> = {
  name: "administrator-not-guest",
  title: "Administrator is not a guest",
  severity: "high",
  enforcementLevel: "mandatory",
  description: "The administrator of a sync tool is a member of the tenant, not a guest.",
  consequence: "a guest cannot register an agent or run the Connect wizard",
  remedy: wayOut`Use a user of this tenant, preferably a cloud-only user in its onmicrosoft.com domain.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites",
  resources: resources.entraAdministrators,
  judge(inputs) {
    const subject = administratorSubject(inputs);
    const remedy = wayOut`Use a user of this tenant: ${shell`pulumi config set --path ${`${administratorSetting(inputs.account)}.adopt`} NAME@TENANT.onmicrosoft.com`}`;
    if (inputs.userPrincipalName.toUpperCase().includes(guestMark)) {
      return [
        unmet(about(subject, "named as guest"), `has "${guestMark}" in its name, as only guests have`, { remedy }),
      ];
    }
    if (inputs.origin === "created") {
      return [
        met(subject, "is created by this program, as a member", "created by this program as a member of the tenant"),
      ];
    }
    return judgeAdoptedUser(inputs, "whether it is a guest", (user, who) =>
      user.userType === "Member"
        ? met(who, "is a member of the tenant", `member of the tenant, object ${user.objectId}`)
        : unmet(who, "is a guest in the tenant", { remedy }),
    );
  },
};
