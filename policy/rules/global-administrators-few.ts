import { privilegedRoleTemplateIds } from "../../catalogue/directory-roles.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { fewerGlobalAdministratorsThan, fewerPrivilegedAssignmentsThan } from "../../catalogue/tenant-limits.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, unmet, type Verdict } from "../judgement/verdict.ts";

const subject = "The tenant";

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
  judge(inputs) {
    return [...judgeGlobalAdministrators(inputs), ...judgePrivilegedAssignments(inputs)];
  },
};

function judgeGlobalAdministrators({ administrators, observed }: TenantInputs): readonly Verdict[] {
  const declared = declaredRoles(administrators).filter(({ role }) => role === "global-administrator").length;
  const question = "how many Global Administrators it has";
  return settle(observed.otherGlobalAdministrators, { subject, question }, (others) => {
    const count = others + declared;
    const fact = `has ${count} Global ${count === 1 ? "Administrator" : "Administrators"}; Microsoft recommends fewer than ${fewerGlobalAdministratorsThan}`;
    return count < fewerGlobalAdministratorsThan ? met(subject, fact) : unmet(subject, fact);
  });
}

function judgePrivilegedAssignments({ administrators, observed }: TenantInputs): readonly Verdict[] {
  const declared = declaredRoles(administrators).length;
  const question = "how many assignments of privileged roles it has";
  return settle(observed.otherPrivilegedAssignments, { subject, question }, (others) => {
    const count = others + declared;
    const fact = `has ${count} active assignments of the ${privilegedRoleTemplateIds.length} privileged roles that this rule counts; Microsoft recommends fewer than ${fewerPrivilegedAssignmentsThan}`;
    return count < fewerPrivilegedAssignmentsThan ? met(subject, fact) : unmet(subject, fact);
  });
}

/** The declared roles of each administrator, each once, also when both tools share one. */
function declaredRoles(administrators: TenantInputs["administrators"]) {
  const pairs = administrators.flatMap(({ userPrincipalName, roles }) =>
    roles.map((role) => ({ user: userPrincipalName.toLowerCase(), role })),
  );
  return [...new Map(pairs.map((pair) => [`${pair.user} ${pair.role}`, pair])).values()];
}
