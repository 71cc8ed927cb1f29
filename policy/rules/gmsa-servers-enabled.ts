import { enabling } from "../../catalogue/change-commands.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, notApplicable, unmet } from "../judgement/verdict.ts";
import { judgeAccount } from "../topics/observed-account.ts";

export const gmsaServersEnabled: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-servers-enabled",
  title: "The computer accounts of the agent servers are enabled",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description: "The computer account of every declared agent server is enabled.",
  consequence: "the server cannot sign in to the domain, and so cannot retrieve the password of the gMSA",
  remedy: wayOut`Enable the computer account with Enable-ADAccount.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites",
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "whether its agent servers are enabled";
    return judgeAccount(inputs, context, question, (found, { servers }) => {
      if (servers.length === 0) return notApplicable(found, "has no declared server");
      return each(found, servers, ({ server, computer, enabled }) =>
        settle(
          computer,
          { subject: about(`The agent server ${server}`, server), question: "whether it is enabled" },
          (object) => {
            if (object === null) return notApplicable(`The agent server ${server}`, "was not seen");
            return settle(enabled, { subject: object, question: "whether it is enabled" }, (isEnabled) =>
              isEnabled
                ? met(object, "is enabled")
                : unmet(object, "is disabled", {
                    remedy: wayOut`Enable it with: ${enabling(object.distinguishedName)}`,
                  }),
            );
          },
        ),
      );
    });
  },
};
