import { powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { installerCreatesIt, met, unmet } from "../judgement/verdict.ts";
import { samAccountName, whereabouts } from "../topics/active-directory.ts";
import { place } from "../topics/evidence.ts";
import { declaredSubject, judgeExistence } from "../topics/observed-account.ts";

const requiredClass = "msDS-GroupManagedServiceAccount";

/**
 * The gMSA that the wizard creates, by the names that it bears; one of another name has to be there for it.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-install
 */
const installersNames = /^(?:provAgentgMSA|pGMSA_.*)$/i;

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
    const { name, phase, forest } = inputs;
    const subject = declaredSubject(inputs);
    const where = place(inputs.observed.evidence);
    return judgeExistence(inputs, context, (found) => {
      if (found === null) {
        const bare = samAccountName(name).replace(/\$$/, "");
        const correct = "Correct hybrid-sync:cloudSync.accounts.serviceAccount.name, or create it";
        const create = powershell`New-ADServiceAccount -Name ${bare} -DNSHostName ${`${bare}.${forest}`}`;
        if (phase === "before-install") {
          return installersNames.test(bare)
            ? installerCreatesIt(subject, "is created by the installer")
            : unmet(subject, `was not seen ${where}, and the installer does not create an account with that name`, {
                remedy: wayOut`Omit hybrid-sync:cloudSync.accounts.serviceAccount.name so that the installer creates the account, or create it with: ${create}`,
              });
        }
        return unmet(subject, `was not seen ${where}`, {
          remedy: wayOut`${correct}: run the agent's configuration wizard again with "Create gMSA", or ${create}`,
        });
      }
      if (found.objectClass.toLowerCase() === requiredClass.toLowerCase()) {
        return met(found.name, `exists ${where}`, `${whereabouts(found)}, seen ${where}`);
      }
      return unmet(found.name, `is an object of class ${found.objectClass}, not ${requiredClass}`, {
        consequence: "the provisioning agent cannot run as it",
        remedy: wayOut`Name a group managed service account: pulumi config set --path hybrid-sync:cloudSync.accounts.serviceAccount.name NAME$`,
      });
    });
  },
};
