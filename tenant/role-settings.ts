/** What the settings of a role in Privileged Identity Management demand of whoever makes someone eligible for it. */
import * as z from "zod";
import { type DirectoryRoleId, directoryRoles } from "../catalogue/directory-roles.ts";
import { endOfEligibility, rolesEligible } from "./eligibility.ts";
import type { EligibilityObstacle } from "./facts/administrators.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { findGroups } from "./groups.ts";
import { quoted } from "./odata.ts";
import { idsOfUsers } from "./role-assignments.ts";
import { TenantError } from "./tenant-error.ts";

const settings = z.object({
  policy: z.object({
    rules: z.array(
      z.object({
        id: z.string(),
        isExpirationRequired: z.boolean().nullish(),
        maximumDuration: z.string().nullish(),
        enabledRules: z.array(z.string()).nullish(),
      }),
    ),
  }),
});

export interface DeclaredEligibility {
  readonly userPrincipalName: string;
  /** Name or object ID of the group that is made eligible in the place of the user; null for the user itself. */
  readonly group: string | null;
  readonly roles: readonly DirectoryRoleId[];
  /** Last day; null for an eligibility without an end. */
  readonly until: string | null;
}

/** By which settings the tenant would refuse it, role by role; none for what is so already. @throws {TenantError} */
export async function findEligibilityObstacles(
  graph: GraphConnection,
  { userPrincipalName, group, roles, until }: DeclaredEligibility,
  now: Date,
): Promise<EligibilityObstacle[]> {
  const principal = await principalOf(graph, userPrincipalName, group);
  const held = principal === undefined ? [] : await rolesHeldSo(graph, principal, { group, roles, until });
  const missing = roles.filter((role) => !held.includes(role));
  const found = await Promise.all(missing.map((role) => obstaclesOf(graph, role, { until, now })));
  return found.flat();
}

/**
 * Roles that need no request. Another end of a user's own eligibility does: the tenant refuses a changed one for the same
 * reasons. What a group was eligible for before the program is not known here, so of a group any end will do.
 */
async function rolesHeldSo(
  graph: GraphConnection,
  principalId: string,
  { group, roles, until }: Pick<DeclaredEligibility, "group" | "roles" | "until">,
): Promise<readonly DirectoryRoleId[]> {
  if (group !== null) return rolesEligible(graph, principalId, roles);
  const ends = await Promise.all(roles.map((role) => endOfEligibility(graph, { principalId, role })));
  return roles.filter((_, index) => ends[index] === until);
}

/** Undefined for one that is not there yet. */
async function principalOf(
  graph: GraphConnection,
  userPrincipalName: string,
  group: string | null,
): Promise<string | undefined> {
  if (group === null) return (await idsOfUsers(graph, [userPrincipalName])).get(userPrincipalName);
  const groups = await findGroups(graph, group);
  return groups.length === 1 ? groups[0]?.objectId : undefined;
}

/**
 * Ids of the rules about eligible assignments by an administrator.
 * Source: https://learn.microsoft.com/graph/identity-governance-pim-rules-overview
 */
const ruleIds = { end: "Expiration_Admin_Eligibility", demands: "Enablement_Admin_Eligibility" } as const;

async function obstaclesOf(
  graph: GraphConnection,
  role: DirectoryRoleId,
  { until, now }: { readonly until: string | null; readonly now: Date },
): Promise<EligibilityObstacle[]> {
  const { templateId, title } = directoryRoles[role];
  const subject = `the settings of ${title} in Privileged Identity Management`;
  const [assignment] = await graph.list(settings, {
    path: "/policies/roleManagementPolicyAssignments",
    filter: `scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq ${quoted(templateId)}`,
    expand: "policy($expand=rules)",
    witness: `${subject}, which every tenant with it has`,
    subject,
    permission: "RoleManagementPolicy.Read.Directory",
  });
  const rules = assignment?.policy.rules ?? [];
  const end = rules.find(({ id }) => id === ruleIds.end);
  const demanded = rules.find(({ id }) => id === ruleIds.demands)?.enabledRules ?? undefined;
  if (typeof end?.isExpirationRequired !== "boolean" || demanded === undefined) {
    throw new TenantError(
      `Microsoft Graph did not show all of ${subject}`,
      "Run the command again. If the problem persists, report it with the version of this program.",
    );
  }
  const longest = end.isExpirationRequired ? (end.maximumDuration ?? null) : null;
  const kinds = [
    ...(until === null && end.isExpirationRequired ? (["no end"] as const) : []),
    ...(until === null ? [] : faultOfEnd(until, longest, now)),
    ...(demanded.includes("Ticketing") ? (["ticket"] as const) : []),
    ...(demanded.includes("MultiFactorAuthentication") ? (["multifactor"] as const) : []),
  ];
  return kinds.map((kind) => ({ role, kind, longest: kind === "no end" || kind === "too late" ? longest : null }));
}

function faultOfEnd(until: string, longest: string | null, now: Date): ("over" | "too late")[] {
  const end = Date.parse(`${until}T23:59:59Z`);
  if (end < now.getTime()) return ["over"];
  const latest = longest === null ? undefined : after(now, longest);
  return latest !== undefined && end > latest.getTime() ? ["too late"] : [];
}

/** A moment so much later, of a duration in ISO 8601; undefined for one that is written otherwise. */
function after(moment: Date, duration: string): Date | undefined {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:[\d.]+S)?)?$/.exec(
    duration,
  );
  if (match === null) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const later = new Date(moment);
  later.setUTCFullYear(
    later.getUTCFullYear() + years,
    later.getUTCMonth() + months,
    later.getUTCDate() + weeks * 7 + days,
  );
  later.setUTCHours(later.getUTCHours() + hours, later.getUTCMinutes() + minutes);
  return later;
}
