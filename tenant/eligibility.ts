/** Roles that someone may activate when needed: reading them, and the requests that give and take them. */
import * as z from "zod";
import { type DirectoryRoleId, directoryRoles } from "../catalogue/directory-roles.ts";
import { type GraphConnection, premiumLicenceRequired, type WritingGraphConnection } from "./graph-connection.ts";
import { quoted } from "./odata.ts";
import { TenantError } from "./tenant-error.ts";

const schedule = z.object({
  roleDefinitionId: z.string(),
  directoryScopeId: z.string().nullable(),
  // "Direct", "Group" or "Inherited".
  memberType: z.string().nullish(),
});

const schedules = "/roleManagement/directory/roleEligibilitySchedules";
const readPermission = "RoleEligibilitySchedule.Read.Directory";

/**
 * Which of the roles a principal itself is eligible for at tenant scope, in the order asked. Schedules are read, not the
 * requests that led to them: Graph forgets requests after some weeks.
 *
 * @throws {TenantError}
 */
export async function rolesEligible(
  graph: GraphConnection,
  objectId: string,
  roles: readonly DirectoryRoleId[],
): Promise<DirectoryRoleId[]> {
  const found = await graph.list(schedule, {
    path: schedules,
    filter: `principalId eq ${quoted(objectId)}`,
    subject: `the roles that ${objectId} may activate`,
    permission: readPermission,
  });
  const eligible = new Set(
    found
      .filter(({ directoryScopeId, memberType }) => directoryScopeId === "/" && (memberType ?? "Direct") === "Direct")
      .map(({ roleDefinitionId }) => roleDefinitionId.toLowerCase()),
  );
  return roles.filter((role) => eligible.has(directoryRoles[role].templateId));
}

/** Whether the tenant has Privileged Identity Management, which Graph tells by answering at all. @throws {TenantError} */
export async function isEligibilityLicensed(graph: GraphConnection): Promise<boolean> {
  try {
    await graph.list(schedule, {
      path: schedules,
      filter: `roleDefinitionId eq ${quoted(directoryRoles["hybrid-identity-administrator"].templateId)}`,
      subject: "the roles that may be activated",
      permission: readPermission,
    });
    return true;
  } catch (error) {
    if (error instanceof TenantError && error.code === premiumLicenceRequired) return false;
    throw error;
  }
}

/** Who is eligible for what, at tenant scope. */
export interface Eligibility {
  /** Last day; absent where it has no end. */
  readonly until?: string | null;
  /** Object ID of a user or of a role-assignable group. */
  readonly principalId: string;
  readonly role: DirectoryRoleId;
}

/** Makes a principal eligible until the end that is declared, or without one, or leaves it so. @throws {TenantError} */
export async function giveEligibility(graph: WritingGraphConnection, eligibility: Eligibility): Promise<void> {
  const until = eligibility.until ?? null;
  const expiration =
    until === null ? { type: "noExpiration" } : { type: "afterDateTime", endDateTime: `${until}T23:59:59Z` };
  const asked = {
    justification: "Administrator of a sync tool, declared in hybrid-sync",
    scheduleInfo: { startDateTime: new Date().toISOString(), expiration },
  };
  const isNew = await request(graph, eligibility, {
    ...asked,
    action: "adminAssign",
    // It is so already, as after an update that was interrupted.
    accepted: ["RoleAssignmentExists"],
  });
  if (isNew || (await endOfEligibility(graph, eligibility)) === until) return;
  await request(graph, eligibility, { ...asked, action: "adminUpdate", accepted: [] });
}

const scheduleWithEnd = z.object({
  ...schedule.shape,
  scheduleInfo: z.object({ expiration: z.object({ endDateTime: z.string().nullish() }).nullish() }).nullish(),
});

/** Last day of an eligibility; null where it has no end, and undefined where there is none. @throws {TenantError} */
export async function endOfEligibility(
  graph: GraphConnection,
  { principalId, role }: Pick<Eligibility, "principalId" | "role">,
): Promise<string | null | undefined> {
  const found = await graph.list(scheduleWithEnd, {
    path: schedules,
    filter: `principalId eq ${quoted(principalId)}`,
    subject: `the roles that ${principalId} may activate`,
    permission: readPermission,
  });
  const [own] = found.filter(
    ({ directoryScopeId, memberType, roleDefinitionId }) =>
      directoryScopeId === "/" &&
      (memberType ?? "Direct") === "Direct" &&
      roleDefinitionId.toLowerCase() === directoryRoles[role].templateId,
  );
  if (own === undefined) return undefined;
  return own.scheduleInfo?.expiration?.endDateTime?.slice(0, 10) ?? null;
}

/** Ends an eligibility, by principal and role: no earlier request is needed for that. @throws {TenantError} */
export async function endEligibility(graph: WritingGraphConnection, eligibility: Eligibility): Promise<void> {
  await request(graph, eligibility, {
    action: "adminRemove",
    justification: "No longer declared in hybrid-sync",
    // Someone has ended it, or deleted the principal and its roles with it.
    accepted: ["RoleAssignmentDoesNotExist", "SubjectNotFound"],
  });
}

/** Whether it was taken, and not refused in a way that is accepted. */
async function request(
  graph: WritingGraphConnection,
  { principalId, role }: Eligibility,
  { accepted, ...request }: { readonly accepted: readonly string[]; readonly [property: string]: unknown },
): Promise<boolean> {
  const { templateId, title } = directoryRoles[role];
  try {
    await graph.post({
      path: "/roleManagement/directory/roleEligibilityScheduleRequests",
      body: { ...request, principalId, roleDefinitionId: templateId, directoryScopeId: "/" },
      subject: `the eligibility of ${principalId} for ${title}`,
      permission: "RoleEligibilitySchedule.ReadWrite.Directory",
    });
    return true;
  } catch (error) {
    if (!(error instanceof TenantError)) throw error;
    if (error.code === "RoleAssignmentRequestPolicyValidationFailed") {
      throw new TenantError(
        `The settings of ${title} in Privileged Identity Management do not permit the eligibility of ${principalId}`,
        "Change the settings of the role, or declare the last day of the eligibility (eligibleUntil).",
        error.code,
      );
    }
    if (!accepted.includes(error.code ?? "")) throw error;
    return false;
  }
}
