import { wayOut } from "../../catalogue/remedy.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { Retriever } from "../../directory/facts/takeover.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeAccount } from "../topics/observed-account.ts";

/** Names in a message; the rest is counted. */
const namesShown = 5;

/** Advisory, because stale identifiers and standby agents are common, and break nothing. */
export const gmsaNoOtherRetrievers: Rule<GroupManagedServiceAccountInputs> = {
  name: "gmsa-no-other-retrievers",
  title: "Only the agent servers may retrieve the password of the gMSA",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "Only the declared agent servers and their groups may retrieve the password of the gMSA. The rule does not check who else is in such a group.",
  consequence: "anyone who may retrieve the password can act as the provisioning agent in the whole domain",
  remedy: wayOut`Declare the server under hybrid-sync:cloudSync.agentServers if it runs an agent; otherwise remove it from PrincipalsAllowedToRetrieveManagedPassword.`,
  reference:
    "https://learn.microsoft.com/windows-server/identity/ad-ds/manage/group-managed-service-accounts/group-managed-service-accounts/getting-started-with-group-managed-service-accounts",
  resources: resources.groupManagedServiceAccounts,
  judge(inputs, context) {
    const question = "who else may retrieve its password";
    return judgeAccount(inputs, context, question, (found, { others }) =>
      settle(others, { subject: found.name, question }, ({ count, sample }) =>
        count === 0
          ? met(found.name, "lets only the declared servers and their own groups retrieve its password")
          : unmet(found.name, `also lets ${describeRetrievers(count, sample)} retrieve its password`),
      ),
    );
  },
};

function describeRetrievers(count: number, sample: readonly Retriever[]): string {
  const shown = sample
    .slice(0, namesShown)
    .map(({ name, sid, kind }) => (name === null ? `${sid} (unresolved)` : `${name} (${kind})`));
  const rest = count - shown.length;
  return enumerated(rest > 0 ? [...shown, `${rest} more`] : shown);
}
