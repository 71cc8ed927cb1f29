/** Users that were deleted, who can be restored for a while: https://learn.microsoft.com/graph/api/resources/deleteditems */
import type { Entity } from "./collection.ts";
import { allow, answerList, type GraphApi, parameter, withType } from "./graph-endpoints.ts";
import { objectConflict } from "./graph-error.ts";
import type { Queryable } from "./query.ts";
import type { TenantState } from "./state.ts";

/** Source: https://learn.microsoft.com/entra/fundamentals/users-restore */
const keptForDays = 30;

const base = "/directory/deletedItems";
const queryable: Queryable = {
  properties: ["id", "deletedDateTime", "displayName", "userPrincipalName", "userType", "accountEnabled", "mail"],
  filterable: ["id", "displayName", "userPrincipalName"],
};

export function deletedItems(api: GraphApi): void {
  const { routes, state } = api;

  routes.get(`${base}/microsoft.graph.user`, allow("readUsers"), async (request) => {
    forgetOldOnes(state);
    return answerList(api, request, state.deletedUsers, state.deletedUsers, queryable);
  });
  routes.get(`${base}/:id`, allow("readUsers"), async (request) => {
    forgetOldOnes(state);
    return withType(state.deletedUsers.require(parameter(request)), state.users);
  });
  routes.post(`${base}/:id/restore`, allow("writeUsers"), async (request) => {
    forgetOldOnes(state);
    const user = state.deletedUsers.require(parameter(request));
    const restored = { ...user, userPrincipalName: nameBefore(user), deletedDateTime: null };
    const taken = state.users.where(({ userPrincipalName }) => userPrincipalName === restored.userPrincipalName);
    if (taken.length > 0) throw objectConflict("userPrincipalName");
    state.deletedUsers.remove(user.id);
    return withType(state.users.add(restored), state.users);
  });
  routes.delete(`${base}/:id`, allow("writeUsers"), async (request, reply) => {
    state.deletedUsers.remove(parameter(request));
    return reply.status(204).send();
  });
}

/** Deletes a user, who keeps its id. Its name is free for others, because the id is put in front of it. */
export function deleteUser(state: TenantState, user: Entity): void {
  state.removeDirectoryObject(user.id);
  state.deletedUsers.add({
    ...user,
    userPrincipalName: `${prefix(user)}${user.userPrincipalName}`,
    deletedDateTime: state.clock.now().toISOString(),
  });
}

function nameBefore(user: Entity): string {
  return String(user.userPrincipalName).slice(prefix(user).length);
}

function prefix({ id }: Entity): string {
  return id.replaceAll("-", "");
}

function forgetOldOnes({ clock, deletedUsers }: TenantState): void {
  for (const { id, deletedDateTime } of [...deletedUsers]) {
    if (clock.isOlderThan(String(deletedDateTime), keptForDays)) deletedUsers.remove(id);
  }
}
