import { wayOut } from "../../catalogue/remedy.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { AssignedAuthenticationPolicy } from "../../directory/facts/logon.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, undecided, type Verdict } from "../judgement/verdict.ts";
import { judgeLogon, type ServiceAccountInputs } from "../topics/logon.ts";

/** Whom a policy lets in is a condition on claims, which only a domain controller evaluates. */
export const serviceAccountAuthenticationPolicy: Rule<ServiceAccountInputs> = {
  name: "service-account-authentication-policy",
  title: "No authentication policy blocks service accounts",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "The accounts that a sync tool uses in Active Directory are assigned to no enforced authentication policy or silo.",
  consequence: "a policy that excludes the sync servers stops synchronization",
  remedy: wayOut`Check that the policy allows the account to sign in from every sync server.`,
  reference:
    "https://learn.microsoft.com/windows-server/security/credentials-protection-and-management/authentication-policies-and-authentication-policy-silos",
  resources: resources.serviceAccounts,
  judge(inputs, context) {
    const question = "which authentication policies apply to it";
    return judgeLogon(inputs, context, question, (found, { authenticationPolicies }) =>
      settle(authenticationPolicies, { subject: found, question }, (policies) =>
        policies.length === 0
          ? met(found, "is assigned to no authentication policy")
          : each(found, policies, (policy) => judgePolicy(found, policy)),
      ),
    );
  },
};

function judgePolicy(
  found: FoundAccount,
  { kind, distinguishedName, enforced }: AssignedAuthenticationPolicy,
): readonly Verdict[] {
  const title = kind === "silo" ? "authentication policy silo" : "authentication policy";
  const question = `whether the ${title} ${distinguishedName} is enforced`;
  return settle(enforced, { subject: about(found, distinguishedName), question }, (isEnforced) =>
    isEnforced
      ? undecided(
          about(found, distinguishedName),
          "whether it may sign in from every sync server",
          `the ${title} ${distinguishedName} is enforced, and the directory does not show which computers it allows`,
          wayOut`Check that it allows the account to sign in from every sync server: Get-ADAuthenticationPolicy -Filter * -Properties UserAllowedToAuthenticateFrom, ComputerAllowedToAuthenticateTo`,
        )
      : met(found, `is assigned to the ${title} ${distinguishedName}, which is not enforced`),
  );
}
