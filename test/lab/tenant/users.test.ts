import { describe, expect, it } from "vitest";
import { GraphCaller, newUser, unknownId } from "./graph-caller.ts";

const seeded = {
  seed: {
    users: [
      { userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna O'Neil" },
      {
        userPrincipalName: "guest_fabrikam.example#EXT#@contoso.onmicrosoft.com",
        displayName: "Guest",
        userType: "Guest",
        accountEnabled: false,
      },
      { userPrincipalName: "synced@contoso.onmicrosoft.com", displayName: "Synced", onPremisesSyncEnabled: true },
    ],
  },
} as const;

describe("users of the practice tenant", () => {
  it("can be restored for 30 days after they were deleted, and leave their names to others", async () => {
    await using caller = await GraphCaller.open(seeded);
    const name = "anna@contoso.onmicrosoft.com";
    const { id } = (await caller.get(`/v1.0/users/${name}`)).body;
    const deleted = `/v1.0/directory/deletedItems/${id}`;
    expect((await caller.delete(`/v1.0/users/${id}`)).status).toBe(204);
    expect((await caller.get("/v1.0/directory/deletedItems/microsoft.graph.user")).body.value).toMatchObject([
      { id, userPrincipalName: `${id.replaceAll("-", "")}${name}`, deletedDateTime: expect.stringMatching(/^\d{4}-/) },
    ]);
    const other = await caller.post("/v1.0/users", newUser(name));
    expect(other.status).toBe(201);
    expect((await caller.post(`${deleted}/restore`, {})).status).toBe(400);
    await caller.delete(`/v1.0/users/${other.body.id}`);
    expect((await caller.post(`${deleted}/restore`, {})).body).toMatchObject({ id, userPrincipalName: name });
    expect((await caller.get(`/v1.0/users/${name}`)).body).toMatchObject({ id });
    expect((await caller.get(deleted)).status).toBe(404);
    await caller.delete(`/v1.0/users/${id}`);
    caller.tenant.advance({ days: 31 });
    expect((await caller.get(deleted)).status).toBe(404);
  });

  it("are created, read, changed and deleted", async () => {
    await using caller = await GraphCaller.open();
    const created = await caller.post("/v1.0/users", {
      "@odata.type": "#microsoft.graph.user",
      ...newUser("new@contoso.onmicrosoft.com", { otherMails: [], employeeOrgData: {}, department: null }),
    });
    expect(created.status).toBe(201);
    expect(created.headers.get("content-type")).toContain("application/json");
    const path = `/v1.0/users/${created.body.id}`;
    expect((await caller.get(path)).body).toMatchObject({ displayName: "New user", id: created.body.id });
    expect((await caller.patch(path, { displayName: "Renamed", usageLocation: "CH" })).status).toBe(204);
    expect((await caller.get(`${path}?$select=displayName,usageLocation,accountEnabled`)).body).toMatchObject({
      displayName: "Renamed",
      usageLocation: "CH",
      accountEnabled: true,
    });
    expect((await caller.delete(path)).status).toBe(204);
    expect((await caller.get(path)).status).toBe(404);
  });

  it("cannot be deleted twice", async () => {
    await using caller = await GraphCaller.open(seeded);
    const path = "/v1.0/users/anna@contoso.onmicrosoft.com";
    expect((await caller.delete(path)).status).toBe(204);
    const second = await caller.delete(path);
    expect(second.status).toBe(404);
    expect(second.body.error.code).toBe("Request_ResourceNotFound");
  });

  it("are not found by an unknown id, whatever is asked of them", async () => {
    await using caller = await GraphCaller.open();
    for (const answer of [
      await caller.get(`/v1.0/users/${unknownId}`),
      await caller.patch(`/v1.0/users/${unknownId}`, { displayName: "x" }),
      await caller.get(`/v1.0/users/${unknownId}/manager`),
      await caller.get(`/beta/users/${unknownId}?$select=showInAddressList`),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.body.error).toMatchObject({
        code: "Request_ResourceNotFound",
        message: `Resource '${unknownId}' does not exist or one of its queried reference-property objects are not present.`,
      });
    }
  });

  it("show in version 1.0 only what is selected or returned by default, in beta everything", async () => {
    await using caller = await GraphCaller.open(seeded);
    const path = "users/synced@contoso.onmicrosoft.com";
    const byDefault = (await caller.get(`/v1.0/${path}`)).body;
    expect(Object.keys(byDefault)).not.toContain("onPremisesSyncEnabled");
    expect(Object.keys(byDefault)).not.toContain("userType");
    const selected = (await caller.get(`/v1.0/${path}?$select=id,onPremisesSyncEnabled`)).body;
    expect(selected).toEqual({ "@odata.context": expect.any(String), id: byDefault.id, onPremisesSyncEnabled: true });
    expect((await caller.get(`/beta/${path}`)).body).toMatchObject({ onPremisesSyncEnabled: true, userType: "Member" });
  });

  it("say null, not false, where a user was never synchronised", async () => {
    await using caller = await GraphCaller.open(seeded);
    const { body } = await caller.get("/v1.0/users/anna@contoso.onmicrosoft.com?$select=onPremisesSyncEnabled");
    expect(body.onPremisesSyncEnabled).toBeNull();
  });

  it.each([
    ["userPrincipalName eq 'ANNA@contoso.onmicrosoft.com'", ["Anna O'Neil"]],
    ["displayName eq 'Anna O''Neil'", ["Anna O'Neil"]],
    ["mailNickname eq 'synced'", ["Synced"]],
    ["userType eq 'Guest' and accountEnabled eq false", ["Guest"]],
    ["userType eq 'Guest' and accountEnabled eq true", []],
    ["onPremisesSyncEnabled eq null", ["Anna O'Neil", "Guest"]],
    ["mail eq 'nobody@contoso.onmicrosoft.com'", []],
    [`id eq '${unknownId}'`, []],
  ])("are found with the filter %s", async (filter, names) => {
    await using caller = await GraphCaller.open(seeded);
    const { status, body } = await caller.get(`/v1.0/users?$filter=${encodeURIComponent(filter)}`);
    expect(status).toBe(200);
    expect(body.value.map((user: { displayName: string }) => user.displayName)).toEqual(names);
  });

  it.each([
    ["$filter=favouriteColour eq 'red'", "Request_UnsupportedQuery"],
    ["$filter=displayName", "BadRequest"],
    ["$filter=displayName eq 'a' or displayName eq 'b'", "BadRequest"],
    ["$filter=displayName eq unquoted", "BadRequest"],
    ["$filter=", "BadRequest"],
    ["$select=favouriteColour", "BadRequest"],
    ["$top=0", "Request_BadRequest"],
    ["$top=1000", "Request_BadRequest"],
    ["$top=many", "Request_BadRequest"],
    ["$skiptoken=made-up", "Directory_ExpiredPageToken"],
    ["$search=x", "BadRequest"],
  ])("cannot be listed with %s", async (query, code) => {
    await using caller = await GraphCaller.open(seeded);
    const { status, body } = await caller.get(`/v1.0/users?${query}`);
    expect(status).toBe(400);
    expect(body.error.code).toBe(code);
  });

  it("are found by any of several ids, fifteen at most", async () => {
    await using caller = await GraphCaller.open(seeded);
    const [anna, , synced] = caller.tenant.users();
    const ids = (values: readonly unknown[]) =>
      `/v1.0/users?$filter=id in (${values.map((id) => `'${id}'`).join(",")})`;
    const found = (await caller.get(ids([synced?.id, unknownId, anna?.id]))).body.value;
    expect(found.map(({ id }: { id: string }) => id)).toEqual([anna?.id, synced?.id]);
    const tooMany = await caller.get(ids(Array.from({ length: 16 }, () => unknownId)));
    expect(tooMany.status).toBe(400);
    expect((await caller.get("/v1.0/users?$filter=id in ()")).status).toBe(400);
  });

  it("come in pages that together hold each of them once", async () => {
    const users = Array.from({ length: 7 }, (_, index) => ({
      userPrincipalName: `user${index}@contoso.onmicrosoft.com`,
      displayName: index < 5 ? "Many" : "Other",
    }));
    await using caller = await GraphCaller.open({ seed: { users } });
    const found: string[] = [];
    let pages = 0;
    let next: string | undefined = "/v1.0/users?$top=2&$select=userPrincipalName&$filter=displayName eq 'Many'";
    while (next !== undefined) {
      const { body }: Awaited<ReturnType<GraphCaller["get"]>> = await caller.get(next);
      found.push(...body.value.map((user: { userPrincipalName: string }) => user.userPrincipalName));
      next = body["@odata.nextLink"];
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(found).toEqual(users.slice(0, 5).map(({ userPrincipalName }) => userPrincipalName));
  });

  it("come a hundred at a time unless asked otherwise", async () => {
    const users = Array.from({ length: 101 }, (_, index) => ({
      userPrincipalName: `user${index}@contoso.onmicrosoft.com`,
      displayName: "One of many",
    }));
    await using caller = await GraphCaller.open({ seed: { users } });
    const { body } = await caller.get("/v1.0/users");
    expect(body.value).toHaveLength(100);
    expect((await caller.get(body["@odata.nextLink"])).body.value).toHaveLength(1);
  });

  it("never share a user principal name, in whatever case", async () => {
    await using caller = await GraphCaller.open(seeded);
    const created = await caller.post("/v1.0/users", newUser("Anna@contoso.onmicrosoft.com"));
    expect(created.status).toBe(400);
    expect(created.body.error).toMatchObject({
      code: "Request_BadRequest",
      message: "Another object with the same value for property userPrincipalName already exists.",
      details: [{ code: "ObjectConflict", target: "userPrincipalName" }],
    });
    const renamed = await caller.patch("/v1.0/users/anna@contoso.onmicrosoft.com", {
      userPrincipalName: "synced@contoso.onmicrosoft.com",
    });
    expect(renamed.status).toBe(400);
    const kept = await caller.patch("/v1.0/users/anna@contoso.onmicrosoft.com", {
      userPrincipalName: "anna@contoso.onmicrosoft.com",
    });
    expect(kept.status).toBe(204);
  });

  it.each([
    [
      "an unverified domain",
      { userPrincipalName: "a@fabrikam.example" },
      "The domain portion of the userPrincipalName",
    ],
    [
      "no display name",
      { displayName: undefined },
      "A value is required for property 'displayName' of resource 'User'.",
    ],
    ["no password", { passwordProfile: {} }, "A value is required for property 'passwordProfile/password'"],
    ["a weak password", { passwordProfile: { password: "password" } }, "does not comply with password complexity"],
    ["a wrong type", { accountEnabled: "yes" }, "Invalid value specified for property 'accountEnabled'"],
    ["an unusable nickname", { mailNickname: "a@b" }, "Invalid value specified for property 'mailNickname'"],
    ["an unknown kind", { userType: "Robot" }, "Invalid value specified for property 'userType'"],
    ["an unknown property", { favouriteColour: "red" }, "Property 'favouriteColour' does not exist"],
    ["a property only the directory sets", { onPremisesSyncEnabled: true }, "Property 'onPremisesSyncEnabled'"],
  ])("are not created with %s", async (_, more, message) => {
    await using caller = await GraphCaller.open();
    const { status, body } = await caller.post("/v1.0/users", newUser("a@contoso.onmicrosoft.com", more));
    expect(status).toBe(400);
    expect(body.error.code).toBe("Request_BadRequest");
    expect(body.error.message).toContain(message);
    expect(caller.tenant.users()).toEqual([]);
  });

  it("are not changed to something unknown", async () => {
    await using caller = await GraphCaller.open(seeded);
    const path = "/v1.0/users/anna@contoso.onmicrosoft.com";
    expect((await caller.patch(path, { favouriteColour: "red" })).status).toBe(400);
    expect((await caller.patch(path, { accountEnabled: null })).status).toBe(400);
    expect((await caller.patch(path, { showInAddressList: null, passwordProfile: null })).status).toBe(204);
  });

  it("are mastered in Active Directory where they are synchronised from it", async () => {
    await using caller = await GraphCaller.open(seeded);
    const path = "/v1.0/users/synced@contoso.onmicrosoft.com";
    const renamed = await caller.patch(path, { displayName: "Renamed" });
    expect(renamed.status).toBe(400);
    expect(renamed.body.error.message).toContain("on-premises mastered Directory Sync objects");
    expect((await caller.patch(path, { usageLocation: "CH" })).status).toBe(204);
  });

  it("live in every verified domain", async () => {
    await using caller = await GraphCaller.open({ seed: { domains: ["contoso.onmicrosoft.com", "contoso.example"] } });
    expect((await caller.post("/v1.0/users", newUser("a@contoso.example"))).status).toBe(201);
    const { body } = await caller.get("/v1.0/domains");
    expect(body.value).toMatchObject([
      { id: "contoso.onmicrosoft.com", isInitial: true, isVerified: true },
      { id: "contoso.example", isInitial: false, isVerified: true },
    ]);
  });

  it("have no manager until they get one", async () => {
    await using caller = await GraphCaller.open(seeded);
    const path = "/v1.0/users/anna@contoso.onmicrosoft.com/manager";
    expect((await caller.get(path)).status).toBe(404);
    const manager = caller.tenant.users()[2]?.id;
    const reference = { "@odata.id": `${caller.origin}/graph/v1.0/directoryObjects/${manager}` };
    expect((await caller.send("PUT", `${path}/$ref`, reference)).status).toBe(204);
    expect((await caller.get(path)).body).toMatchObject({ "@odata.type": "#microsoft.graph.user", id: manager });
    expect((await caller.delete(`${path}/$ref`)).status).toBe(204);
    expect((await caller.get(path)).status).toBe(404);
  });
});
