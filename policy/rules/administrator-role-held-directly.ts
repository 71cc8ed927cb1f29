import { accounts } from "../../catalogue/accounts.ts";
import { shell } from "../../catalogue/command.ts";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { tools } from "../../catalogue/tools.ts";
import type { EntraAdministratorInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, type Subject } from "../judgement/subject.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { administratorSetting, administratorSubject, judgeAdoptedUser } from "../topics/administrator.ts";

export const administratorRoleHeldDirectly: Rule<EntraAdministratorInputs> = {
  name: "administrator-role-held-directly",
  title: "Administrator holds its roles directly",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "The administrator of a sync tool holds its declared roles directly. Only that of Cloud Sync may hold them through a group.",
  consequence: "the Connect wizard does not see a role that is held through a group, and stops at the sign-in",
  remedy: wayOut`Assign the role to the user itself.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites",
  resources: resources.entraAdministrators,
  judge(inputs) {
    const subject = administratorSubject(inputs);
    const titles = enumerated(inputs.roles.map((role) => directoryRoles[role].title));
    const tool = tools[accounts[inputs.account].tool];
    if (inputs.assignment === "group" && tool.honoursRolesThroughGroups) {
      return [met(subject, `is given ${titles} through the group "${inputs.group ?? ""}", which ${tool.title} honors`)];
    }
    if (inputs.assignment === "group") {
      return [
        unmet(
          about(subject, inputs.group ?? ""),
          `is declared to hold ${titles} through the group "${inputs.group ?? ""}"`,
          {
            remedy: wayOut`Let the program assign the role to the user: ${shell`pulumi config rm --path ${`${administratorSetting(inputs.account)}.throughGroup`}`}`,
          },
        ),
      ];
    }
    if (inputs.origin === "created") return [met(subject, `is ${given(inputs)} ${titles} directly`)];
    return judgeAdoptedUser(inputs, "which roles it holds", () => judgeHeldBefore(inputs, subject, titles));
  },
};

/** What an adopted user holds already is left alone; unless that can be read, the rest cannot be assigned safely. */
function judgeHeldBefore(inputs: EntraAdministratorInputs, subject: Subject, titles: string): readonly Verdict[] {
  const { observed, roles, assignmentType } = inputs;
  const { heldBefore } = observed;
  if (heldBefore === null) return [notApplicable(subject, "has no roles to recognize")];
  return settle(heldBefore, { subject, question: "which roles it holds directly" }, (before) => {
    const missing = roles.filter((role) => !before.includes(role));
    return missing.length === 0
      ? met(subject, `${assignmentType === "eligible" ? "is eligible for" : "has"} ${titles} directly`)
      : met(subject, `is ${given(inputs)} ${enumerated(missing.map((role) => directoryRoles[role].title))} directly`);
  });
}

/** What the program does with a role that is not held yet. */
function given({ assignmentType }: EntraAdministratorInputs): string {
  return assignmentType === "eligible" ? "made eligible for" : "assigned";
}
