import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { advisory, cannotVerify, met, unmet, type Verdict } from "../judgement/verdict.ts";
import { throughGroups } from "../topics/active-directory.ts";
import { agentSetting } from "../topics/cloud-sync-settings.ts";
import { retrievalDenialRemedy } from "../topics/denying-entries.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { retrieversCommand, type Servers } from "../topics/retrievers-command.ts";

export const gmsaServersMayRetrievePassword: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-servers-may-retrieve-password",
  title: "Agent servers may retrieve the password of the gMSA",
  severity: "high",
  enforcementLevel: "mandatory",
  description: "Every declared agent server may retrieve the password of the gMSA, directly or through a group.",
  consequence: "the provisioning agent will not start on that server",
  remedy: wayOut`Add the server to PrincipalsAllowedToRetrieveManagedPassword of the gMSA.`,
  reference:
    "https://learn.microsoft.com/windows-server/identity/ad-ds/manage/group-managed-service-accounts/group-managed-service-accounts/getting-started-with-group-managed-service-accounts",
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "which servers may retrieve its password";
    return judgeAccount(inputs, context, question, (found, { servers }) => {
      if (servers.length < inputs.servers.length || servers.length === 0) {
        return cannotVerify(
          found,
          question,
          `${servers.length} of ${inputs.servers.length} declared servers were observed`,
          wayOut`Declare the agent servers under ${agentSetting(inputs, "agentServers")}, and run the command again.`,
        );
      }
      const setting = agentSetting(inputs, "agentServers");
      return each(found, servers, (server) => judgeServer(found, server, { all: servers, setting }));
    });
  },
};

function judgeServer(
  found: FoundAccount,
  { server, computer, mayRetrieve, onlyAsEveryone }: Servers[number],
  { all, setting }: { readonly all: Servers; readonly setting: string },
): readonly Verdict[] {
  const question = `whether ${server} may retrieve its password`;
  return settle(computer, { subject: about(found, server), question }, (object) => {
    if (object === null) {
      return unmet(about(`The agent server ${server}`, server), "was not seen in the directory", {
        evidence: `its agent server ${server} was not seen`,
        consequence: `it cannot run the provisioning agent as ${found.name}`,
        remedy: wayOut`Join the server to the domain, or correct its name under ${setting}.`,
      });
    }
    return settle(mayRetrieve, { subject: about(found, object.sid), question }, (grant) => {
      if (grant.granted) {
        return settle(onlyAsEveryone, { subject: about(found, object.sid), question }, (only) =>
          only
            ? advisory(
                unmet(
                  about(object, found.sid, "as everyone"),
                  `may retrieve the password of ${found.name} only through ${grant.trustee}, which holds more than the agents`,
                  {
                    evidence: `${object.name} may retrieve its password only through ${grant.trustee}`,
                    consequence: `the provisioning agent on ${server} stops once ${grant.trustee} may no longer retrieve the password`,
                    remedy: wayOut`Allow only the declared servers with: ${retrieversCommand(found, all)}`,
                  },
                ),
              )
            : met(found, `lets ${object.name} retrieve its password${throughGroups(grant.through)}`),
        );
      }
      const { deniedTo } = grant;
      const denied = deniedTo === null ? "" : `, because an ACE denies it to ${deniedTo}`;
      return unmet(about(object, found.sid), `may not retrieve the password of ${found.name}${denied}`, {
        evidence: `${object.name} may not retrieve its password`,
        consequence: `the provisioning agent will not start on ${server}`,
        remedy:
          deniedTo === null
            ? wayOut`Allow only the declared servers with: ${retrieversCommand(found, all)}`
            : retrievalDenialRemedy({ ...grant, deniedTo }, object, found.distinguishedName),
      });
    });
  });
}
