import { wayOut } from "../../catalogue/remedy.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settleWhole } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, ofItem, unmet } from "../judgement/verdict.ts";
import { describeMembership, wayOutOf } from "../topics/active-directory.ts";
import { judgeLogon, type ServiceAccountInputs } from "../topics/logon.ts";

export const serviceAccountNotInProtectedUsers: Rule<ServiceAccountInputs> = {
  name: "service-account-not-in-protected-users",
  title: "Service accounts are not in Protected Users",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description:
    "No account that a sync tool uses in Active Directory is in the group Protected Users, directly or through nested groups.",
  consequence:
    "domain controllers refuse its use of NTLM, delegation and long-lived tickets. Microsoft advises against service accounts in this group, because their sign-in fails",
  remedy: wayOut`Remove the account from the group.`,
  reference:
    "https://learn.microsoft.com/windows-server/security/credentials-protection-and-management/protected-users-security-group",
  resources: resources.serviceAccounts,
  judge(inputs, context) {
    const question = "whether it is in Protected Users";
    return judgeLogon(inputs, context, question, (found, { protectedUsers }) =>
      settleWhole(protectedUsers, { subject: found, question }, (memberships) =>
        memberships.length === 0
          ? met(found, "is not in Protected Users")
          : memberships.map((membership) =>
              ofItem(
                unmet(about(found, membership.sid), `is in ${describeMembership(membership)}`, {
                  remedy: wayOutOf(found, [membership], inputs.forest, () => [], memberships),
                }),
                describeMembership(membership),
              ),
            ),
      ),
    );
  },
};
