import type { EntraAdministratorInputs } from "../../tenant/observation.ts";
import { administratorSetting, administratorSubject } from "../administrator.ts";
import { settle } from "../judgement.ts";
import { quoted } from "../powershell.ts";
import { type Rule, resources } from "../rule.ts";
import { met, notApplicable, unmet } from "../verdict.ts";

export const administratorExists: Rule<EntraAdministratorInputs> = {
  name: "administrator-exists",
  title: "Adopted administrator exists and is enabled",
  severity: "high",
  enforcementLevel: "mandatory",
  description: "An administrator who is adopted exists in the tenant and is enabled.",
  consequence: "nobody can sign in to register an agent or to run the Connect wizard",
  remedy: "Adopt a user that exists and is enabled, or let the program create one.",
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.entraAdministrators,
  judge(inputs) {
    const subject = administratorSubject(inputs);
    const { user } = inputs.observed;
    if (user === null) return [notApplicable(subject, "is created by this program")];
    return [
      settle(user, { subject, question: "whether it exists in the tenant" }, (found) => {
        if (found === null) {
          return unmet(subject, "was not found in the tenant", {
            remedy: `Correct the name, or let the program create the user: ${creation(inputs)}`,
          });
        }
        return found.accountEnabled
          ? met(subject, "exists and is enabled")
          : unmet(subject, "is blocked from signing in", {
              remedy: `Enable it with: az ad user update --id ${found.objectId} --account-enabled true`,
            });
      }),
    ];
  },
};

/** A user is either adopted or created, and one that is created has a display name. */
function creation({ account, userPrincipalName }: EntraAdministratorInputs): string {
  const setting = administratorSetting(account);
  const [displayName = ""] = userPrincipalName.split("@");
  return [
    `pulumi config rm --path ${setting}.adopt`,
    `pulumi config set --path ${setting}.create.userPrincipalName ${quoted(userPrincipalName)}`,
    `pulumi config set --path ${setting}.create.displayName ${quoted(displayName)}`,
  ].join("; ");
}
