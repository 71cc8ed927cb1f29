import { changing, powershell, shell } from "../../catalogue/command.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import { enablingUser } from "../../catalogue/tenant-commands.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, type Subject } from "../judgement/subject.ts";
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
        : unmet(about(subject, "blocked"), "is blocked from signing in", {
            remedy: wayOut`Enable it with: ${enablingUser(found.objectId)}`,
          });
    });
  },
};

function missing(inputs: EntraAdministratorInputs, subject: Subject): Verdict {
  const { deleted } = inputs.observed;
  // Where it may not be read who was deleted, the user is only not there.
  if (deleted !== null && "observed" in deleted && deleted.observed !== null) {
    const { objectId, deletedOn } = deleted.observed;
    return unmet(about(subject, "deleted"), `was deleted on ${deletedOn}`, {
      remedy: wayOut`Within 30 days of that, restore it with: ${changing(powershell`Connect-MgGraph -Scopes "User.DeleteRestore.All"; Restore-MgDirectoryDeletedItem -DirectoryObjectId ${objectId}`, { change: "run", at: "tenant", program: "Connect-MgGraph", words: [{ parameter: "-Scopes" }, { value: "User.DeleteRestore.All" }] }, { change: "run", at: "tenant", program: "Restore-MgDirectoryDeletedItem", words: [{ parameter: "-DirectoryObjectId" }, { value: objectId }] })}`,
    });
  }
  return unmet(about(subject, "not found"), "was not found in the tenant", {
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
