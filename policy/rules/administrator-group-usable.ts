import { shell } from "../../catalogue/command.ts";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { type Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { AdministratorGroupInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, type Subject } from "../judgement/subject.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";

const setting = "hybrid-sync:cloudSync.accounts.hybridIdentityAdministrator.throughGroup";

export const administratorGroupUsable: Rule<AdministratorGroupInputs> = {
  name: "administrator-group-usable",
  title: "Group of the administrator can hold roles",
  severity: "high",
  enforcementLevel: "mandatory",
  description: "The administrator of Cloud Sync holds its roles through exactly one group, which is role-assignable.",
  consequence: "the roles cannot be assigned through it",
  remedy: wayOut`Adopt a role-assignable group, or let the program create one.`,
  reference: "https://learn.microsoft.com/entra/identity/role-based-access-control/groups-concept",
  resources: resources.administratorGroups,
  judge(inputs) {
    const { name, observed, roles } = inputs;
    const subject = about(`The group "${name}"`, name);
    const titles = enumerated(roles.map((role) => directoryRoles[role].title));
    if (observed.found === null) return [notApplicable(subject, "is created by this program")];
    return settle(observed.found, { subject, question: "whether it can hold roles" }, ({ count, group }) => {
      if (group === null) return notOne(subject, name, count);
      if (!group.assignableToRole) {
        return unmet(
          about(subject, "not role-assignable"),
          "was not created as a role-assignable group, which cannot be changed later",
          {
            remedy: creation(`${name} for roles`),
          },
        );
      }
      return judgeHeld(inputs, subject, titles);
    });
  },
};

function notOne(subject: Subject, name: string, count: number): Verdict {
  return count === 0
    ? unmet(about(subject, "not found"), "was not found in the tenant", { remedy: creation(name) })
    : unmet(about(subject, "shared name"), `shares its name with ${count - 1} other${count === 2 ? "" : "s"}`, {
        consequence: "it is not clear which one is meant",
        remedy: wayOut`Name it by its object ID: ${shell`pulumi config set --path ${`${setting}.adopt`} ID`}`,
      });
}

function creation(name: string): Remedy {
  return wayOut`Let the program create a group: ${shell`pulumi config rm --path ${setting}`}; ${shell`pulumi config set --path ${`${setting}.create`} ${name}`}`;
}

/** What the group holds already is left alone; unless that can be read, the rest cannot be given safely. */
function judgeHeld({ observed }: AdministratorGroupInputs, subject: Subject, titles: string): readonly Verdict[] {
  const { heldBefore, memberBefore } = observed;
  if (heldBefore === null || memberBefore === null) return [notApplicable(subject, "has no roles to recognize")];
  return settle(heldBefore, { subject: about(subject, "roles"), question: "which roles it holds" }, () =>
    settle(memberBefore, { subject: about(subject, "members"), question: "who is in it" }, () =>
      met(subject, `can hold ${titles}`),
    ),
  );
}
