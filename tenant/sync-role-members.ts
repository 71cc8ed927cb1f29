import { syncRoles } from "../catalogue/directory-roles.ts";
import type { SyncRoleMember, SyncRoleMembers, SyncServiceAccount } from "./facts/tenant.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { listing } from "./listing.ts";
import { holdersOf, type RoleHolder, type UserState, usersAmong } from "./role-assignments.ts";
import { syncServiceAccountName } from "./sync-service-account.ts";

/** Who holds the two sync roles. @throws {TenantError} */
export async function readSyncRoleMembers(graph: GraphConnection): Promise<SyncRoleMembers> {
  const serviceAccounts = new Map<string, SyncServiceAccount>();
  const others: SyncRoleMember[] = [];
  for (const role of syncRoles) {
    const holders = await holdersOf(graph, role);
    const users = await usersAmong(graph, holders);
    for (const holder of holders) {
      const account = serviceAccountOf(holder.id, users.get(holder.id));
      if (account) serviceAccounts.set(holder.id, account);
      else others.push(memberOf(holder, users.get(holder.id), role));
    }
  }
  return {
    serviceAccounts: listing([...serviceAccounts.values()], (account) =>
      [account.enabled ? 0 : 1, account.userPrincipalName.toLowerCase()].join(" "),
    ),
    others: listing(others, ({ name, role }) => `${name.toLowerCase()} ${role}`),
  };
}

/** A guest, or a user synchronized from on-premises, is none, whatever its name: the service makes members in the cloud. */
function serviceAccountOf(objectId: string, user: UserState | undefined): SyncServiceAccount | undefined {
  if (user === undefined || user.userType === "Guest" || user.onPremisesSyncEnabled) return undefined;
  const name = syncServiceAccountName(user.userPrincipalName);
  return name && { objectId, userPrincipalName: user.userPrincipalName, ...name, enabled: user.accountEnabled };
}

function memberOf(holder: RoleHolder, user: UserState | undefined, role: SyncRoleMember["role"]): SyncRoleMember {
  return {
    objectId: holder.id,
    kind: user === undefined ? holder.kind : "user",
    name: user?.userPrincipalName ?? holder.name,
    role,
    enabled: user?.accountEnabled ?? null,
    guest: user?.userType === "Guest",
  };
}
