import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { Retriever } from "../../directory/facts/takeover.ts";
import { forEach } from "../judgement/each-thing.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, others } from "../judgement/subject.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { judgeAccount } from "../topics/observed-account.ts";

/** Advisory, because stale identifiers and standby agents are common, and break nothing. */
export const gmsaNoOtherRetrievers: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-no-other-retrievers",
  title: "Only the agent servers may retrieve the password of the gMSA",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "Only the declared agent servers and their groups may retrieve the password of the gMSA. People, groups that hold everyone, and the members of groups are for gmsa-takeover.",
  consequence: "anyone who may retrieve the password can act as the provisioning agent in the whole domain",
  remedy: wayOut`Declare the server under agentServers of Cloud Sync if it runs an agent; otherwise remove it from PrincipalsAllowedToRetrieveManagedPassword.`,
  reference:
    "https://learn.microsoft.com/windows-server/identity/ad-ds/manage/group-managed-service-accounts/group-managed-service-accounts/getting-started-with-group-managed-service-accounts",
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "who else may retrieve its password";
    return judgeAccount(inputs, context, question, (found, details) =>
      settle(details.others, { subject: found, question }, ({ count, sample }) => {
        const listed = sample.filter(isForThisRule);
        const elsewhere = sample.length - listed.length;
        if (listed.length === 0 && count === sample.length)
          return elsewhere === 0
            ? met(found, "lets only the declared servers and their own groups retrieve its password")
            : met(
                found,
                "lists no other server, no other group and no unresolved SID among those who retrieve its password",
              );
        return forEach({ count: count - elsewhere, sample: listed }, describeRetriever, (item, retriever) =>
          unmet(
            retriever === null ? others(found) : about(found, retriever.sid),
            `also lets ${item} retrieve its password`,
          ),
        );
      }),
    );
  },
};

/** People, and whoever is everyone of a kind, take the account over. */
function isForThisRule({ kind, everyone }: Retriever): boolean {
  return ["computer", "group", "unresolved", "other"].includes(kind) && everyone !== true;
}

function describeRetriever({ name, sid, kind }: Retriever): string {
  return name === null ? `${sid} (unresolved)` : `${name} (${kind})`;
}
