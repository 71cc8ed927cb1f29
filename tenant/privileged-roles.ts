import { type DirectoryRoleId, directoryRoles, privilegedRoleTemplateIds } from "../catalogue/directory-roles.ts";
import type { TenantDeclaration } from "./declarations.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { findGroups } from "./groups.ts";
import { allAssignments, holdersOf, idsOfUsers, membersOf } from "./role-assignments.ts";

type Administrators = TenantDeclaration["administrators"];

/**
 * How many hold Global Administrator besides the declared administrators that are declared with it: those are counted
 * from the declaration, so that assigning the role to them changes nothing here. @throws {TenantError}
 */
export async function countOtherGlobalAdministrators(
  graph: GraphConnection,
  administrators: Administrators,
): Promise<number> {
  const role = "global-administrator" satisfies DirectoryRoleId;
  const declared = administrators.filter(({ roles }) => roles.includes(role));
  const own = await idsOfUsers(
    graph,
    declared.map(({ userPrincipalName }) => userPrincipalName),
  );
  const principals = new Set<string>();
  for (const holder of await holdersOf(graph, role)) {
    const ids = holder.kind === "group" ? await membersOf(graph, holder) : [holder.id];
    for (const id of ids) principals.add(id);
  }
  for (const id of own.values()) principals.delete(id);
  return principals.size;
}

/** How many assignments of privileged roles there are besides the declared ones. @throws {TenantError} */
export async function countOtherPrivilegedAssignments(
  graph: GraphConnection,
  administrators: Administrators,
): Promise<number> {
  const users = await idsOfUsers(
    graph,
    administrators.map(({ userPrincipalName }) => userPrincipalName),
  );
  const declared = new Set<string>();
  for (const { userPrincipalName, roles, throughGroup } of administrators) {
    const groups = throughGroup === null ? [] : await findGroups(graph, throughGroup);
    const principal =
      throughGroup === null ? users.get(userPrincipalName) : groups.length === 1 ? groups[0]?.objectId : undefined;
    for (const role of roles) declared.add(`${principal} ${directoryRoles[role].templateId}`);
  }
  const assignments = await allAssignments(graph);
  return assignments
    .map(({ principalId, roleDefinitionId }) => ({ principalId, role: roleDefinitionId.toLowerCase() }))
    .filter(({ role }) => privilegedRoleTemplateIds.includes(role))
    .filter(({ principalId, role }) => !declared.has(`${principalId} ${role}`)).length;
}
