import { describe, expect, it } from "vitest";
import * as z from "zod";
import { connect } from "../../tenant/graph-connection.ts";
import { TenantError } from "../../tenant/tenant-error.ts";
import { startTenant } from "./practice.ts";

const name = z.object({ userPrincipalName: z.string() });
const question = {
  path: "/users",
  filter: "displayName eq 'One of many'",
  select: ["userPrincipalName"],
  subject: "the users",
  permission: "User.Read.All",
};

describe("a list from Microsoft Graph", () => {
  it("is read to its last page", async () => {
    const users = Array.from({ length: 205 }, (_, index) => ({
      userPrincipalName: `user${index}@contoso.onmicrosoft.com`,
      displayName: "One of many",
    }));
    await using tenant = await startTenant({ users });
    const found = await (await connect(tenant.environment)).list(name, question);
    expect(found.map(({ userPrincipalName }) => userPrincipalName)).toEqual(
      users.map(({ userPrincipalName }) => userPrincipalName),
    );
    expect(tenant.requests.filter(({ path }) => path === "/graph/v1.0/users")).toHaveLength(3);
  });

  it("is refused when it has another form than expected", async () => {
    await using tenant = await startTenant({
      users: [{ userPrincipalName: "a@contoso.onmicrosoft.com", displayName: "One of many" }],
    });
    const graph = await connect(tenant.environment);
    await expect(graph.list(z.object({ shoeSize: z.number() }), question)).rejects.toThrow(TenantError);
  });

  it("is refused with Graph's code when the question is wrong", async () => {
    await using tenant = await startTenant();
    const graph = await connect(tenant.environment);
    await expect(graph.list(name, { ...question, filter: "shoeSize eq 43" })).rejects.toMatchObject({
      reason: "Microsoft Graph could not read the users (400 Request_UnsupportedQuery)",
    });
  });
});
