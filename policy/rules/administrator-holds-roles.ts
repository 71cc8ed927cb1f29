import { type DirectoryRoleId, directoryRoles } from "../../catalogue/directory-roles.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { EntraRoleHoldingsInputs } from "../../contract/entra.ts";
import type { RoleHolding } from "../../tenant/facts/roles.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, type Subject, subjectOf } from "../judgement/subject.ts";
import { met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";

export const administratorHoldsRoles: Rule<EntraRoleHoldingsInputs> = {
  name: "administrator-holds-roles",
  title: "Administrator holds its roles in the tenant",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "In the tenant, the administrator of a sync tool holds its roles as declared: directly, or for Cloud Sync through the declared group. This is judged after the program has assigned them.",
  consequence: "the installer rejects its sign-in",
  remedy: wayOut`Run pulumi refresh, and assign the missing roles.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites",
  resources: resources.entraRoleHoldings,
  judge(inputs) {
    const subject = subjectOf(inputs.administrator, inputs.userPrincipalName);
    const { holdings } = inputs.observed;
    if (holdings === null) {
      return [notApplicable(subject, "gets no assignment until its existence and its roles are known")];
    }
    const question = `whether it has ${titlesOf(inputs.roles)}`;
    return settle(holdings, { subject, question }, (all) => judgeHoldings(inputs, subject, all));
  },
};

function judgeHoldings(inputs: EntraRoleHoldingsInputs, subject: Subject, holdings: readonly RoleHolding[]): Verdict {
  const { roles } = inputs;
  const missing = roles.filter((role) => !holdings.some((held) => held.role === role && counts(held, inputs)));
  const eligible = inputs.assignmentType === "eligible";
  const way = inputs.assignment === "group" ? `through the group "${inputs.group ?? ""}"` : "directly";
  if (missing.length === 0) {
    return met(subject, `${eligible ? "is eligible for" : "has"} ${titlesOf(roles)} ${way} in the tenant`);
  }
  const fact = `${eligible ? "is not eligible for" : "does not have"} ${titlesOf(missing)} ${way} in the tenant`;
  return unmet(about(subject, ...missing), `${fact}${besides(holdings, missing)}`, {
    remedy: wayOut`Read the tenant again and assign the missing roles with: pulumi up --refresh`,
  });
}

/** A role that is held directly is as good as the same one through a group, though not the other way round. */
function counts({ state, group }: RoleHolding, inputs: EntraRoleHoldingsInputs): boolean {
  const inState = state === "active" || inputs.assignmentType === "eligible";
  return inState && (group === null || (inputs.assignment === "group" && isNamed(group, inputs.group)));
}

function isNamed({ objectId, displayName }: NonNullable<RoleHolding["group"]>, nameOrId: string | null): boolean {
  return [objectId, displayName].some((one) => one.toLowerCase() === nameOrId?.toLowerCase());
}

/** How the user comes to these roles instead. */
function besides(holdings: readonly RoleHolding[], roles: readonly DirectoryRoleId[]): string {
  const ways = holdings
    .filter(({ role }) => roles.includes(role))
    .map(({ state, group }) => {
      const verb = state === "active" ? "has it" : "is eligible for it";
      return group === null ? verb : `${verb} through the group "${group.displayName}"`;
    });
  return ways.length === 0 ? "" : `; it ${enumerated([...new Set(ways)])}`;
}

function titlesOf(roles: readonly DirectoryRoleId[]): string {
  return enumerated(roles.map((role) => directoryRoles[role].title));
}
