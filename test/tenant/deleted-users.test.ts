import { describe, expect, it } from "vitest";
import { openTenant } from "../../tenant/open.ts";
import { startTenant } from "./practice.ts";

const anna = "anna@contoso.onmicrosoft.com";
const id = "0b7f2f6e-59a5-4f3c-8f0e-1d2c3b4a5968";
const deletedUsers = [
  { userPrincipalName: "zoe@contoso.onmicrosoft.com", displayName: "Zoe" },
  { userPrincipalName: anna, displayName: "Anna", id },
];

describe("a deleted user", () => {
  it("is found by the name that it had, in any case, with the day on which it was deleted", async () => {
    await using tenant = await startTenant({ deletedUsers });
    const found = await openTenant(tenant.environment).findDeletedUser("ANNA@contoso.onmicrosoft.com");
    expect(found).toEqual({ observed: { objectId: id, deletedOn: new Date().toISOString().slice(0, 10) } });
  });

  it("is none for another name, and none that is still there or too long ago", async () => {
    await using tenant = await startTenant({
      deletedUsers,
      users: [{ userPrincipalName: "max@contoso.onmicrosoft.com", displayName: "Max" }],
    });
    const reader = openTenant(tenant.environment);
    for (const name of ["anna@contoso.example", "max@contoso.onmicrosoft.com"]) {
      expect(await reader.findDeletedUser(name), name).toEqual({ observed: null });
    }
    tenant.advance({ days: 31 });
    expect(await reader.findDeletedUser(anna)).toEqual({ observed: null });
  });

  it("takes no other permission than any user", async () => {
    await using tenant = await startTenant({ deletedUsers, permissions: ["User.Read.All"] });
    expect(await openTenant(tenant.environment).findDeletedUser(anna)).toMatchObject({ observed: { objectId: id } });
    await using closed = await startTenant({ deletedUsers, permissions: [] });
    expect(await openTenant(closed.environment).findDeletedUser(anna)).toMatchObject({
      unobservable: { remedy: expect.stringContaining("User.Read.All") },
    });
  });
});
