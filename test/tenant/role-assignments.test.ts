import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { GraphConnection } from "../../tenant/graph-connection.ts";
import { holdersOf } from "../../tenant/role-assignments.ts";
import { readSyncRoleMembers } from "../../tenant/sync-role-members.ts";

/** Answers as Graph does, with one assignment whose principal is not shown; `users` are those that are found. */
function graph(users: readonly object[]): GraphConnection {
  return {
    list: async (shape, { path, filter }) => {
      const assignments = filter?.includes("d29b2b05") ? [{ principalId: "gone", principal: null }] : [];
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
    const user = { id: "gone", userPrincipalName: "zoe@contoso.onmicrosoft.com", accountEnabled: true };
    const { others } = await readSyncRoleMembers(graph([user]));
    expect(others.sample).toMatchObject([{ kind: "user", name: "zoe@contoso.onmicrosoft.com", enabled: true }]);
  });
});
