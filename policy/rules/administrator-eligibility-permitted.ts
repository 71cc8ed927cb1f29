import { shell } from "../../catalogue/command.ts";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { type Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import type { EligibilityObstacle } from "../../tenant/facts/administrators.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { cannotVerify, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { administratorSetting, administratorSubject } from "../topics/administrator.ts";

export const administratorEligibilityPermitted: Rule<EntraAdministratorInputs> = {
  name: "administrator-eligibility-permitted",
  title: "The settings of the role permit the eligibility",
  severity: "high",
  enforcementLevel: "mandatory",
  unobservableLevel: "advisory",
  description:
    "The settings of each role in Privileged Identity Management permit the eligibility that is declared: without an end or until its day, without a ticket, and for an application.",
  consequence: "the tenant refuses the request (RoleAssignmentRequestPolicyValidationFailed)",
  remedy: wayOut`Change the settings of the role, or declare what they permit.`,
  reference:
    "https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-change-default-settings",
  resources: resources.entraAdministrators,
  judge(inputs) {
    const subject = administratorSubject(inputs);
    if (inputs.assignmentType === "active") return [notApplicable(subject, "has its roles permanently")];
    const question = "whether the settings of its roles permit the eligibility";
    const { eligibilityObstacles } = inputs.observed;
    if (eligibilityObstacles === undefined) {
      return [
        cannotVerify(subject, question, "it was not looked up", wayOut`Run "pulumi refresh" to observe it again.`),
      ];
    }
    if (eligibilityObstacles === null) return [notApplicable(subject, "is in a tenant without eligible assignments")];
    return settle(eligibilityObstacles, { subject, question }, (obstacles) =>
      obstacles.length === 0
        ? [met(subject, "is eligible, or can be made so by the settings of its roles")]
        : obstacles.map((obstacle) => judgeObstacle(inputs, obstacle)),
    );
  },
};

function judgeObstacle(inputs: EntraAdministratorInputs, { role, kind, longest }: EligibilityObstacle): Verdict {
  const subject = about(administratorSubject(inputs), role, kind);
  const { title } = directoryRoles[role];
  const until = inputs.eligibleUntil ?? "";
  const longestShown = longest === null ? "" : `, at most ${longest}`;
  const facts: Readonly<Record<EligibilityObstacle["kind"], string>> = {
    "no end": `is declared eligible for ${title} without an end, and the settings of the role demand one${longestShown}`,
    "too late": `is declared eligible for ${title} until ${until}, later than the settings of the role permit${longestShown}`,
    over: `is declared eligible for ${title} until ${until}, which is over`,
    ticket: `is to be made eligible for ${title}, and the settings of the role demand a ticket, which this program has not`,
    multifactor: `is to be made eligible for ${title}, and the settings of the role demand multifactor authentication, which an application cannot do`,
  };
  return unmet(subject, facts[kind], { remedy: wayOutOf(inputs, kind) });
}

const place = wayOut`Privileged Identity Management > Microsoft Entra roles > Settings`;

function wayOutOf({ account }: EntraAdministratorInputs, kind: EligibilityObstacle["kind"]): Remedy {
  const setting = `${administratorSetting(account)}.eligibleUntil`;
  switch (kind) {
    case "no end":
      return wayOut`Allow permanent eligible assignment under ${place}, or declare the last day: ${shell`pulumi config set --path ${setting} YYYY-MM-DD`}`;
    case "too late":
      return wayOut`Declare an earlier day, or allow a longer eligible assignment under ${place}: ${shell`pulumi config set --path ${setting} YYYY-MM-DD`}`;
    case "over":
      return wayOut`Declare a later day, or remove the administrator: ${shell`pulumi config set --path ${setting} YYYY-MM-DD`}`;
    case "ticket":
    case "multifactor":
      return wayOut`Remove the requirement for eligible assignments under ${place}, or make the administrator eligible by hand; the program then recognizes it.`;
  }
}
