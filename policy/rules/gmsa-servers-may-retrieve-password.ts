import { powershell } from "../../catalogue/command.ts";
import { type Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { cannotVerify, met, unmet, type Verdict } from "../judgement/verdict.ts";
import { samAccountName, throughGroups } from "../topics/active-directory.ts";
import { judgeAccount } from "../topics/observed-account.ts";

type Servers = NonNullable<GroupManagedServiceAccountInputs["observed"]["details"]>["servers"];

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
          found.name,
          question,
          `${servers.length} of ${inputs.servers.length} declared servers were observed`,
          wayOut`Declare the agent servers under hybrid-sync:cloudSync.agentServers, and run the preview again.`,
        );
      }
      return each(found.name, servers, (server) => judgeServer(found, server, servers));
    });
  },
};

function judgeServer(
  found: FoundAccount,
  { server, computer, mayRetrieve }: Servers[number],
  all: Servers,
): readonly Verdict[] {
  const question = `whether ${server} may retrieve its password`;
  return settle(computer, { subject: found.name, question }, (object) => {
    if (object === null) {
      return unmet(`The agent server ${server}`, "was not seen in the directory", {
        evidence: `its agent server ${server} was not seen`,
        consequence: `it cannot run the provisioning agent as ${found.name}`,
        remedy: wayOut`Join the server to the domain, or correct its name under hybrid-sync:cloudSync.agentServers.`,
      });
    }
    return settle(mayRetrieve, { subject: found.name, question }, (grant) => {
      if (grant.granted) {
        return met(found.name, `lets ${object.name} retrieve its password${throughGroups(grant.through)}`);
      }
      const denied = grant.deniedTo === null ? "" : `, because an ACE denies it to ${grant.deniedTo}`;
      return unmet(object.name, `may not retrieve the password of ${found.name}${denied}`, {
        evidence: `${object.name} may not retrieve its password`,
        consequence: `the provisioning agent will not start on ${server}`,
        remedy: grant.deniedTo === null ? grantCommand(found, all) : wayOut`Remove the deny ACE for ${grant.deniedTo}.`,
      });
    });
  });
}

/** The parameter replaces the whole list, so every declared server that was found stands in it. */
function grantCommand(found: FoundAccount, servers: Servers): Remedy {
  const computers = servers.flatMap(({ computer }) =>
    "observed" in computer && computer.observed ? [computer.observed.distinguishedName] : [],
  );
  return wayOut`Allow only the declared servers with: ${powershell`Set-ADServiceAccount -Identity ${samAccountName(found.name)} -PrincipalsAllowedToRetrieveManagedPassword ${computers}`}`;
}
