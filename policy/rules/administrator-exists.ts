import { powershell, shell } from "../../catalogue/command.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { administratorSetting, administratorSubject } from "../topics/administrator.ts";

export const administratorExists: Rule<EntraAdministratorInputs> = {
  name: "administrator-exists",
  title: "Adopted administrator exists and is enabled",
  severity: "high",
  enforcementLevel: "mandatory",
  description: "An adopted administrator exists in the tenant and is enabled.",
  consequence: "nobody can sign in to register an agent or to run the Connect wizard",
  remedy: wayOut`Adopt a user that exists and is enabled, or let the program create one.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  resources: resources.entraAdministrators,
  judge(inputs) {
    const subject = administratorSubject(inputs);
    const { user } = inputs.observed;
    if (user === null) return [notApplicable(subject, "is created by this program")];
    return settle(user, { subject, question: "whether it exists in the tenant" }, (found) => {
      if (found === null) return missing(inputs, subject);
      return found.accountEnabled
        ? met(subject, "exists and is enabled")
        : unmet(subject, "is blocked from signing in", {
            remedy: wayOut`Enable it with: ${shell`az ad user update --id ${found.objectId} --account-enabled true`}`,
          });
    });
  },
};

function missing(inputs: EntraAdministratorInputs, subject: string): Verdict {
  const { deleted } = inputs.observed;
  // Where it may not be read who was deleted, the user is only not there.
  if (deleted !== null && "observed" in deleted && deleted.observed !== null) {
    const { objectId, deletedOn } = deleted.observed;
    return unmet(subject, `was deleted on ${deletedOn}`, {
      remedy: wayOut`Within 30 days of that, restore it with: ${powershell`Connect-MgGraph -Scopes "User.DeleteRestore.All"; Restore-MgDirectoryDeletedItem -DirectoryObjectId ${objectId}`}`,
    });
  }
  return unmet(subject, "was not found in the tenant", {
    remedy: wayOut`Correct the name, or let the program create the user: ${creation(inputs)}`,
  });
}

/** A user is either adopted or created, and one that is created has a display name. */
function creation({ account, userPrincipalName }: EntraAdministratorInputs): Remedy {
  const setting = administratorSetting(account);
  const [displayName = ""] = userPrincipalName.split("@");
  const lines = [
    shell`pulumi config rm --path ${`${setting}.adopt`}`,
    shell`pulumi config set --path ${`${setting}.create.userPrincipalName`} ${userPrincipalName}`,
    shell`pulumi config set --path ${`${setting}.create.displayName`} ${displayName}`,
  ];
  return Remedy.join(lines, "; ");
}
