import { describe, expect, it } from "vitest";
import * as z from "zod";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import type { GraphConnection } from "../../tenant/graph-connection.ts";
import { holdersOf } from "../../tenant/role-assignments.ts";
import { readSyncRoleMembers } from "../../tenant/sync-role-members.ts";

const role = directoryRoles["directory-synchronization-accounts"].templateId;

/** Answers as Graph does, with one assignment whose principal is not shown; `users` are those that are found. */
function graph(users: readonly object[]): GraphConnection {
  return {
    caller: async () => ({ objectId: null, permissions: [] }),
    list: async (shape, { path, filter }) => {
      const isAsked = filter === undefined || filter.includes(role);
      const assignments = isAsked
        ? [{ principalId: "gone", principal: null, roleDefinitionId: role, directoryScopeId: "/administrativeUnits/1" }]
        : [];
      return z.array(shape).parse(path === "/users" ? users : assignments);
    },
  };
}

describe("an assignment whose principal is not shown", () => {
  it("is that of an unknown object, named by its id", async () => {
    expect(await holdersOf(graph([]), "directory-synchronization-accounts")).toEqual([
      { id: "gone", kind: "unknown object", name: "gone", tenantWide: false },
    ]);
    const { others } = await readSyncRoleMembers(graph([]));
    expect(others).toMatchObject({ count: 1, sample: [{ kind: "unknown object", name: "gone", enabled: null }] });
  });

  it("is that of a user all the same when the tenant has one of the id", async () => {
    const user = {
      id: "gone",
      userPrincipalName: "zoe@contoso.onmicrosoft.com",
      accountEnabled: true,
      userType: null,
      onPremisesSyncEnabled: null,
    };
    const { others } = await readSyncRoleMembers(graph([user]));
    expect(others.sample).toMatchObject([{ kind: "user", name: "zoe@contoso.onmicrosoft.com", enabled: true }]);
  });
});
