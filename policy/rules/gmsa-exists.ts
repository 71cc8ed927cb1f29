import { powershell, shell } from "../../catalogue/command.ts";
import { gmsaModeOf } from "../../catalogue/provisioning-agent.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { about } from "../judgement/subject.ts";
import { installerCreatesIt, met, unmet } from "../judgement/verdict.ts";
import { samAccountName, whereabouts } from "../topics/active-directory.ts";
import { serviceAccountSetting } from "../topics/cloud-sync-settings.ts";
import { place } from "../topics/evidence.ts";
import { declaredSubject, judgeExistence } from "../topics/observed-account.ts";

const requiredClass = "msDS-GroupManagedServiceAccount";

export const gmsaExists: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-exists",
  title: "gMSA of the provisioning agent exists",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "The service account of the provisioning agent is a group managed service account. It exists, unless the installer creates it later.",
  consequence: "the provisioning agent has no account to run as",
  remedy: wayOut`Let the agent's configuration wizard create the gMSA, or name the one in use.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/gmsa-cloud-sync",
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const { name, phase, forest, mode } = inputs;
    const subject = declaredSubject(inputs);
    const where = place(inputs.observed.evidence);
    return judgeExistence(inputs, context, (found) => {
      if (found === null) {
        const bare = samAccountName(name).replace(/\$$/, "");
        const setting = serviceAccountSetting(inputs);
        const correct = `Correct ${setting}.name, or create it`;
        const create = powershell`New-ADServiceAccount -Name ${bare} -DNSHostName ${`${bare}.${forest}`} -Server ${forest}`;
        if (phase === "before-install") {
          if (gmsaModeOf(name, mode) === "created-by-wizard")
            return installerCreatesIt(subject, "is created by the installer");
          const whose =
            mode === undefined
              ? "the installer does not create an account with that name"
              : "the installer does not create a gMSA of your own";
          return unmet(about(subject, "not seen"), `was not seen ${where}, and ${whose}`, {
            remedy: wayOut`Omit ${setting} so that the installer creates the account, or create it with: ${create}`,
          });
        }
        return unmet(about(subject, "not seen"), `was not seen ${where}`, {
          remedy: wayOut`${correct}: run the agent's configuration wizard again with "Create gMSA", or ${create}`,
        });
      }
      if (found.objectClass.toLowerCase() === requiredClass.toLowerCase()) {
        return met(found, `exists ${where}`, `${whereabouts(found)}, seen ${where}`);
      }
      return unmet(
        about(found, found.objectClass),
        `is an object of class ${found.objectClass}, not ${requiredClass}`,
        {
          consequence: "the provisioning agent cannot run as it",
          remedy: wayOut`Name a group managed service account: ${shell`pulumi config set --path ${`${serviceAccountSetting(inputs)}.name`} NAME$`}`,
        },
      );
    });
  },
};
