import { privilegedRoleTemplateIds } from "../../catalogue/directory-roles.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { fewerGlobalAdministratorsThan, fewerPrivilegedAssignmentsThan } from "../../catalogue/tenant-limits.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import { type Context, type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, unmet, type Verdict } from "../judgement/verdict.ts";
import { theTenant } from "../topics/tenant.ts";

const subject = theTenant;

/** A finding of one number: who accepts five has not accepted six. */
export const globalAdministratorsFew: Rule<TenantInputs> = {
  name: "global-administrators-few",
  title: "Few Global Administrators and few privileged assignments",
  severity: "medium",
  enforcementLevel: "advisory",
  description: `The tenant has fewer than ${fewerGlobalAdministratorsThan} Global Administrators and fewer than ${fewerPrivilegedAssignmentsThan} assignments of privileged roles, including those of this stack. Only active assignments count.`,
  consequence: "each assignment gives control of the whole tenant, including what is synchronized",
  remedy: wayOut`Assign less privileged roles, or make the assignments eligible in Privileged Identity Management.`,
  reference: "https://learn.microsoft.com/entra/identity/role-based-access-control/best-practices",
  resources: resources.tenants,
  judge(inputs, context) {
    return [...judgeGlobalAdministrators(inputs, context), ...judgePrivilegedAssignments(inputs)];
  },
};

function judgeGlobalAdministrators({ administrators, observed }: TenantInputs, context: Context): readonly Verdict[] {
  const fewerThan = context.thresholds.globalAdministrators;
  const asks = context.fromPack.has("globalAdministrators")
    ? "the policy pack is configured to ask for"
    : "this stack asks for";
  const declared = declaredRoles(administrators).filter(({ role }) => role === "global-administrator").length;
  const question = "how many Global Administrators it has";
  return settle(
    observed.otherGlobalAdministrators,
    { subject: about(subject, "Global Administrators"), question },
    (others) => {
      const count = others + declared;
      const fact = `has ${count} Global ${count === 1 ? "Administrator" : "Administrators"}; ${fewerThan === fewerGlobalAdministratorsThan ? "Microsoft recommends" : asks} fewer than ${fewerThan}`;
      return count < fewerThan
        ? met(subject, fact)
        : unmet(about(subject, "Global Administrators", String(count)), fact);
    },
  );
}

function judgePrivilegedAssignments({ administrators, observed }: TenantInputs): readonly Verdict[] {
  const declared = declaredRoles(administrators).length;
  const question = "how many assignments of privileged roles it has";
  return settle(
    observed.otherPrivilegedAssignments,
    { subject: about(subject, "privileged assignments"), question },
    (others) => {
      const count = others + declared;
      const fact = `has ${count} active assignments of the ${privilegedRoleTemplateIds.length} privileged roles that this rule counts; Microsoft recommends fewer than ${fewerPrivilegedAssignmentsThan}`;
      return count < fewerPrivilegedAssignmentsThan
        ? met(subject, fact)
        : unmet(about(subject, "privileged assignments", String(count)), fact);
    },
  );
}

/** The declared roles of each administrator, each once, also when both tools share one. */
function declaredRoles(administrators: TenantInputs["administrators"]) {
  const pairs = administrators.flatMap(({ userPrincipalName, roles }) =>
    roles.map((role) => ({ user: userPrincipalName.toLowerCase(), role })),
  );
  return [...new Map(pairs.map((pair) => [`${pair.user} ${pair.role}`, pair])).values()];
}
