/** Who holds a directory role, active and directly. */
import * as z from "zod";
import { type DirectoryRoleId, directoryRoles } from "../catalogue/directory-roles.ts";
import { type GraphConnection, premiumLicenceRequired } from "./graph-connection.ts";
import { anyOf, quoted } from "./odata.ts";
import { TenantError } from "./tenant-error.ts";

const expandedAssignment = z.object({
  principalId: z.string(),
  roleDefinitionId: z.string(),
  directoryScopeId: z.string().nullable(),
  // Absent when whoever asks may not see the principal, or when it is being deleted.
  principal: z
    .object({
      "@odata.type": z.string(),
      displayName: z.string().nullish(),
      userPrincipalName: z.string().nullish(),
    })
    .nullish(),
});

export type ExpandedAssignment = z.output<typeof expandedAssignment>;

const userState = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  accountEnabled: z.boolean(),
  userType: z.string().nullable(),
  onPremisesSyncEnabled: z.boolean().nullable(),
});

export type UserState = z.output<typeof userState>;

const roleAssignment = z.object({ roleDefinitionId: z.string(), directoryScopeId: z.string().nullable() });

export interface RoleHolder {
  readonly id: string;
  /** "unknown object" where the principal is not shown, as after it was deleted. */
  readonly kind: "user" | "service principal" | "group" | "unknown object";
  /** Display name, or the object id where that may not be seen. */
  readonly name: string;
  /** Whether it holds the role in the whole tenant, not only over a part of it. */
  readonly tenantWide: boolean;
}

/**
 * The holders of one role, each once, at whatever scope. The assignments of all roles are read, too, in which every
 * tenant has some: a list of one role may be empty, and looks the same when it was cut or blanked. @throws {TenantError}
 */
export async function holdersOf(graph: GraphConnection, role: DirectoryRoleId): Promise<RoleHolder[]> {
  const { templateId, title } = directoryRoles[role];
  const assignments = await graph.list(expandedAssignment, {
    path: "/roleManagement/directory/roleAssignments",
    filter: `roleDefinitionId eq ${quoted(templateId)}`,
    expand: "principal",
    subject: `the assignments of ${title}`,
    permission: "RoleManagement.Read.Directory",
  });
  const holders = holdersIn(assignments);
  const among = holdersIn(
    (await allAssignments(graph)).filter(({ roleDefinitionId }) => roleDefinitionId.toLowerCase() === templateId),
  );
  const described = (ones: readonly RoleHolder[]) =>
    ones
      .map(({ id, kind, tenantWide }) => `${id} ${kind} ${tenantWide}`)
      .sort()
      .join();
  if (described(holders) !== described(among)) throw answersDisagree(`who holds ${title}`);
  return holders;
}

/** Two answers of Microsoft Graph cannot both be true, or something has changed between them. */
export function answersDisagree(question: string): TenantError {
  return new TenantError(
    `two answers of Microsoft Graph disagree on ${question}`,
    "Run the command again. If the problem persists, report it with the version of this program.",
  );
}

/**
 * Who may activate a role in Privileged Identity Management, each once, at whatever scope; nobody in a tenant without
 * the license for it. @throws {TenantError}
 */
export async function eligibleFor(graph: GraphConnection, role: DirectoryRoleId): Promise<RoleHolder[]> {
  const { templateId, title } = directoryRoles[role];
  const filter = `roleDefinitionId eq ${quoted(templateId)}`;
  return holdersIn(await eligibilities(graph, { filter, subject: `who is eligible for ${title}` }));
}

/** Everyone's eligibility, at whatever scope; none in a tenant without the license for it. @throws {TenantError} */
export function allEligibilities(graph: GraphConnection): Promise<ExpandedAssignment[]> {
  return eligibilities(graph, { subject: "who is eligible for directory roles" });
}

async function eligibilities(
  graph: GraphConnection,
  question: { readonly filter?: string; readonly subject: string },
): Promise<ExpandedAssignment[]> {
  try {
    return await graph.list(expandedAssignment, {
      ...question,
      path: "/roleManagement/directory/roleEligibilitySchedules",
      expand: "principal",
      permission: "RoleEligibilitySchedule.Read.Directory",
    });
  } catch (error) {
    if (error instanceof TenantError && error.code === premiumLicenceRequired) return [];
    throw error;
  }
}

function holdersIn(assignments: readonly ExpandedAssignment[]): RoleHolder[] {
  const holders = new Map<string, RoleHolder>();
  for (const { principalId: id, principal, directoryScopeId } of assignments) {
    holders.set(id, {
      id,
      kind: kinds[principal?.["@odata.type"] ?? ""] ?? "unknown object",
      name: principal?.displayName ?? id,
      tenantWide: directoryScopeId === "/" || (holders.get(id)?.tenantWide ?? false),
    });
  }
  return [...holders.values()];
}

const kinds: Readonly<Record<string, RoleHolder["kind"]>> = {
  "#microsoft.graph.user": "user",
  "#microsoft.graph.group": "group",
  "#microsoft.graph.servicePrincipal": "service principal",
};

/** Every active assignment, at whatever scope. @throws {TenantError} */
export function allAssignments(graph: GraphConnection): Promise<ExpandedAssignment[]> {
  return graph.list(expandedAssignment, {
    path: "/roleManagement/directory/roleAssignments",
    expand: "principal",
    witness: "a single assignment of a directory role, though every tenant has administrators",
    subject: "the assignments of directory roles",
    permission: "RoleManagement.Read.Directory",
  });
}

/** The users among the ids, by id. @throws {TenantError} */
async function usersById(graph: GraphConnection, ids: readonly string[]): Promise<Map<string, UserState>> {
  const found: UserState[] = [];
  for (const some of anyOf("id", ids)) {
    found.push(
      ...(await graph.list(userState, {
        path: "/users",
        filter: some,
        select: ["id", "userPrincipalName", "accountEnabled", "userType", "onPremisesSyncEnabled"],
        subject: "the users who hold a directory role",
        counted: true,
        permission: "User.Read.All",
      })),
    );
  }
  return new Map(found.map((user) => [user.id, user]));
}

/** The users among holders of roles, by id. One that is not shown is not taken for none. @throws {TenantError} */
export async function usersAmong(
  graph: GraphConnection,
  holders: readonly RoleHolder[],
): Promise<Map<string, UserState>> {
  const maybe = holders.filter(({ kind }) => kind === "user" || kind === "unknown object");
  const users = await usersById(graph, [...new Set(maybe.map(({ id }) => id))]);
  const hidden = maybe.find(({ id, kind }) => kind === "user" && !users.has(id));
  if (hidden) throw answersDisagree(`the user ${hidden.name}`);
  return users;
}

/** Object ids of the users with these names; those that the tenant does not have are left out. @throws {TenantError} */
export async function idsOfUsers(graph: GraphConnection, names: readonly string[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const name of names) {
    const [user] = await graph.list(z.object({ id: z.string() }), {
      path: "/users",
      filter: `userPrincipalName eq ${quoted(name)}`,
      select: ["id"],
      subject: `the user ${name}`,
      counted: true,
      permission: "User.Read.All",
    });
    if (user !== undefined) ids.set(name, user.id);
  }
  return ids;
}

/** Object ids of everyone in a group, however deep. @throws {TenantError} */
export async function membersOf(graph: GraphConnection, group: RoleHolder): Promise<string[]> {
  const members = await graph.list(z.object({ id: z.string() }), {
    path: `/groups/${group.id}/transitiveMembers`,
    select: ["id"],
    subject: `the members of the group ${group.name}`,
    counted: true,
    permission: "GroupMember.Read.All",
  });
  return members.map(({ id }) => id);
}

/** Those of `roles` that an object holds directly, in the whole tenant. @throws {TenantError} */
export async function rolesHeldDirectly(
  graph: GraphConnection,
  objectId: string,
  roles: readonly DirectoryRoleId[],
): Promise<DirectoryRoleId[]> {
  const assignments = await graph.list(roleAssignment, {
    path: "/roleManagement/directory/roleAssignments",
    filter: `principalId eq ${quoted(objectId)}`,
    subject: `the directory roles of ${objectId}`,
    permission: "RoleManagement.Read.Directory",
  });
  const held = new Set(
    assignments
      .filter(({ directoryScopeId }) => directoryScopeId === "/")
      .map(({ roleDefinitionId }) => roleDefinitionId.toLowerCase()),
  );
  const isHeld = (role: DirectoryRoleId) => held.has(directoryRoles[role].templateId);
  for (const role of roles.filter((one) => !isHeld(one))) {
    const holders = await holdersOf(graph, role);
    if (holders.some(({ id, tenantWide }) => id === objectId && tenantWide)) {
      throw answersDisagree(`whether ${objectId} holds ${directoryRoles[role].title}`);
    }
  }
  return roles.filter(isHeld);
}
