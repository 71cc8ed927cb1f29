import type { DirectoryRoleId } from "../catalogue/directory-roles.ts";
import type { AssignmentType, RoleHolding } from "./facts/roles.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { eligibleFor, holdersOf, membersOf, type RoleHolder } from "./role-assignments.ts";

/** Every way in which the roles come to a user in that state. @throws {TenantError} */
export async function readRoleHoldings(
  graph: GraphConnection,
  objectId: string,
  roles: readonly DirectoryRoleId[],
  state: AssignmentType,
): Promise<RoleHolding[]> {
  const isMember = membership(graph, objectId);
  const read = state === "eligible" ? eligibleFor : holdersOf;
  const ofRole = async (role: DirectoryRoleId): Promise<RoleHolding[]> => {
    const holders = (await read(graph, role)).filter(({ tenantWide }) => tenantWide);
    const ways = await Promise.all(
      holders.map(async (holder): Promise<RoleHolding[]> => {
        if (holder.id === objectId) return [{ role, state, group: null }];
        if (holder.kind !== "group" || !(await isMember(holder))) return [];
        return [{ role, state, group: { objectId: holder.id, displayName: holder.name } }];
      }),
    );
    return ways.flat();
  };
  return (await Promise.all(roles.map(ofRole))).flat();
}

/** Asks for the members of each group once, although it may hold several of the roles. */
function membership(graph: GraphConnection, objectId: string): (group: RoleHolder) => Promise<boolean> {
  const known = new Map<string, Promise<string[]>>();
  return async (group) => {
    const members = known.get(group.id) ?? membersOf(graph, group);
    known.set(group.id, members);
    return (await members).includes(objectId);
  };
}
