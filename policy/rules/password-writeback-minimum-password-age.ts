import { onServerOf } from "../../catalogue/change-commands.ts";
import { changing, powershell } from "../../catalogue/command.ts";
import { countOf } from "../../catalogue/count-of.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { ConnectorAccountInputs, GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { DomainPasswordPolicy } from "../../directory/facts/logon.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about, named } from "../judgement/subject.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { judgeAccount } from "../topics/observed-account.ts";
import { noDomains } from "../topics/replication.ts";
import { synchronizedDomains } from "../topics/synchronized-domains.ts";

/** Not blocking: it stops those only who change their password twice within that time. */
export const passwordWritebackMinimumPasswordAge: Rule<ConnectorAccountInputs | GroupManagedServiceAccountInputs> = {
  name: "password-writeback-minimum-password-age",
  title: "Password writeback works without a minimum password age",
  severity: "medium",
  enforcementLevel: "advisory",
  description: "With password writeback, no password policy makes users wait before they change a password again.",
  consequence: "anyone who changed the password more recently cannot reset or change it in the cloud",
  remedy: wayOut`Set the "Minimum password age" of the domain to 0 days.`,
  reference: "https://learn.microsoft.com/entra/identity/authentication/tutorial-enable-sspr-writeback",
  resources: resources.syncAccounts,
  judge(inputs, context) {
    const question = "how long a password must be kept";
    return judgeAccount<{ readonly passwordPolicies: readonly DomainPasswordPolicy[] }>(
      inputs,
      context,
      question,
      (found, { passwordPolicies }) => {
        if (!inputs.features.includes("password-writeback"))
          return notApplicable(found, "does not write passwords back");
        const policies = synchronizedDomains(inputs, passwordPolicies);
        if (policies.length === 0) return noDomains(found, question, inputs.forest);
        return each(found, policies, (policy) => [...judgeDomain(policy), ...judgeFineGrained(policy)]);
      },
    );
  },
};

function judgeDomain({ domain, distinguishedName, minimumAgeSeconds }: DomainPasswordPolicy): readonly Verdict[] {
  const question = "the minimum password age of the domain";
  return settle(minimumAgeSeconds, { subject: about(named(distinguishedName), "domain"), question }, (seconds) =>
    seconds <= 0
      ? met(distinguishedName, "has no minimum password age")
      : unmet(about(named(distinguishedName), "domain"), `has a minimum password age of ${duration(seconds)}`, {
          remedy: wayOut`Set it to 0 in the Default Domain Policy, or with: ${changing(powershell`Set-ADDefaultDomainPasswordPolicy -Identity ${domain} -MinPasswordAge 0${onServerOf(domain)}`, { change: "set attribute", on: distinguishedName, attribute: "minPwdAge", before: [intervalOf(seconds)], after: [0] })}`,
        }),
  );
}

function judgeFineGrained({ distinguishedName, fineGrained }: DomainPasswordPolicy): readonly Verdict[] {
  const question = "the minimum password age of fine-grained policies";
  return settle(
    fineGrained,
    { subject: about(named(distinguishedName), "fine-grained"), question },
    ({ count, sample }) =>
      count === 0
        ? met(distinguishedName, "has no fine-grained password policy that the read account can see")
        : each(distinguishedName, sample, (policy) =>
            settle(
              policy.minimumAgeSeconds,
              { subject: named(policy.distinguishedName), question: "its minimum password age" },
              (seconds) =>
                seconds <= 0
                  ? met(policy.distinguishedName, "has no minimum password age")
                  : unmet(named(policy.distinguishedName), `has a minimum password age of ${duration(seconds)}`, {
                      remedy: wayOut`Set it to 0 with: ${changing(powershell`Set-ADFineGrainedPasswordPolicy -Identity ${policy.distinguishedName} -MinPasswordAge 0${onServerOf(policy.distinguishedName)}`, { change: "set attribute", on: policy.distinguishedName, attribute: "msDS-MinimumPasswordAge", before: [intervalOf(seconds)], after: [0] })}`,
                    }),
            ),
          ),
  );
}

/** As the directory keeps it: negative, in 100 nanoseconds. Source: https://learn.microsoft.com/windows/win32/adschema/a-minpwdage */
function intervalOf(seconds: number): number {
  return -seconds * 10_000_000;
}

/** `1 day`, `36 hours`, `90 seconds`. */
function duration(seconds: number): string {
  const [amount, unit] =
    seconds % 86_400 === 0
      ? [seconds / 86_400, "day"]
      : seconds % 3_600 === 0
        ? [seconds / 3_600, "hour"]
        : [seconds, "second"];
  return countOf(amount, unit);
}
