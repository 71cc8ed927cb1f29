import { describe, expect, it } from "vitest";
import { GraphCaller, unknownId } from "./graph-caller.ts";

const users = [
  { userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna" },
  { userPrincipalName: "bert@contoso.onmicrosoft.com", displayName: "Bert" },
];

const group = { displayName: "Sync admins", mailEnabled: false, mailNickname: "sync-admins", securityEnabled: true };

function reference(caller: GraphCaller, id: string | undefined): { "@odata.id": string } {
  return { "@odata.id": `${caller.origin}/graph/beta/directoryObjects/${id}` };
}

describe("groups of the practice tenant", () => {
  it("are created with owners, read, changed and deleted once", async () => {
    await using caller = await GraphCaller.open({ seed: { users } });
    const [anna] = caller.tenant.users();
    const created = await caller.post("/beta/groups", {
      ...group,
      groupTypes: [],
      isAssignableToRole: true,
      "owners@odata.bind": [reference(caller, anna?.id)["@odata.id"]],
    });
    expect(created.status).toBe(201);
    const path = `/beta/groups/${created.body.id}`;
    expect((await caller.get(path)).body).toMatchObject({ ...group, isAssignableToRole: true });
    expect((await caller.get(`${path}/owners`)).body.value).toMatchObject([
      { "@odata.type": "#microsoft.graph.user", id: anna?.id },
    ]);
    expect((await caller.patch(path, { displayName: "Renamed" })).status).toBe(204);
    expect((await caller.get(`/v1.0/groups?$filter=displayName eq 'Renamed'`)).body.value).toHaveLength(1);
    expect((await caller.delete(path)).status).toBe(204);
    expect((await caller.delete(path)).status).toBe(404);
  });

  it("keep for good whether they can be assigned to a role", async () => {
    await using caller = await GraphCaller.open({ seed: { groups: [{ displayName: "Plain" }] } });
    const [plain] = caller.tenant.groups();
    expect((await caller.patch(`/v1.0/groups/${plain?.id}`, { isAssignableToRole: true })).status).toBe(400);
  });

  it.each([
    ["no nickname", { mailNickname: undefined }],
    ["an unknown property", { colour: "red" }],
    ["mail but not unified", { mailEnabled: true }],
    ["neither mail nor security", { securityEnabled: false }],
    ["dynamic members and a role", { groupTypes: ["DynamicMembership"], isAssignableToRole: true }],
  ])("are refused with %s", async (_name, more) => {
    await using caller = await GraphCaller.open();
    const { status, body } = await caller.post("/v1.0/groups", { ...group, ...more });
    expect(status).toBe(400);
    expect(body.error.code).toBe("Request_BadRequest");
  });

  it("are not made for an owner that is not there", async () => {
    await using caller = await GraphCaller.open();
    const owner = reference(caller, unknownId)["@odata.id"];
    expect((await caller.post("/v1.0/groups", { ...group, "owners@odata.bind": [owner] })).status).toBe(404);
    expect(caller.tenant.groups()).toEqual([]);
  });

  it("take a member once, and let it go once", async () => {
    await using caller = await GraphCaller.open({ seed: { users, groups: [{ displayName: "Admins" }] } });
    const [anna, bert] = caller.tenant.users();
    const members = `/beta/groups/${caller.tenant.groups()[0]?.id}/members`;
    expect((await caller.post(`${members}/$ref`, reference(caller, anna?.id))).status).toBe(204);
    const again = await caller.post(`${members}/$ref`, reference(caller, anna?.id));
    expect(again.status).toBe(400);
    expect(again.body.error.message).toBe(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
    expect((await caller.post(`${members}/$ref`, reference(caller, unknownId))).status).toBe(404);
    expect((await caller.post(`${members}/$ref`, {})).status).toBe(400);
    expect((await caller.get(`${members}?$filter=id eq '${anna?.id}'`)).body.value).toHaveLength(1);
    expect((await caller.get(`${members}?$filter=id eq '${bert?.id}'`)).body.value).toEqual([]);
    expect((await caller.delete(`${members}/${bert?.id}/$ref`)).status).toBe(404);
    expect((await caller.delete(`${members}/${anna?.id}/$ref`)).status).toBe(204);
    expect((await caller.delete(`${members}/${anna?.id}/$ref`)).status).toBe(404);
  });

  it("show direct and transitive membership, in a circle, too", async () => {
    await using caller = await GraphCaller.open({
      seed: {
        users,
        groups: [{ displayName: "Inner", members: ["anna@contoso.onmicrosoft.com"] }, { displayName: "Outer" }],
      },
    });
    const [anna] = caller.tenant.users();
    const [inner, outer] = caller.tenant.groups();
    await caller.post(`/v1.0/groups/${outer?.id}/members/$ref`, reference(caller, inner?.id));
    await caller.post(`/v1.0/groups/${inner?.id}/members/$ref`, reference(caller, outer?.id));
    const names = async (path: string) =>
      (await caller.get(path)).body.value.map(({ displayName }: { displayName: string }) => displayName).sort();
    expect(await names(`/v1.0/users/${anna?.id}/memberOf`)).toEqual(["Inner"]);
    expect(await names(`/v1.0/users/${anna?.id}/transitiveMemberOf`)).toEqual(["Inner", "Outer"]);
    expect(await names(`/v1.0/groups/${outer?.id}/transitiveMembers`)).toEqual(["Anna", "Inner"]);
  });

  it("lose a member that is deleted", async () => {
    await using caller = await GraphCaller.open({
      seed: { users, groups: [{ displayName: "Admins", members: ["anna@contoso.onmicrosoft.com"] }] },
    });
    const [admins] = caller.tenant.groups();
    await caller.delete("/v1.0/users/anna@contoso.onmicrosoft.com");
    expect((await caller.get(`/v1.0/groups/${admins?.id}/members`)).body.value).toEqual([]);
  });
});

describe("directory objects of the practice tenant", () => {
  it("carry their type", async () => {
    await using caller = await GraphCaller.open({ seed: { users, groups: [{ displayName: "Admins" }] } });
    const ids = [caller.tenant.users()[0]?.id, caller.tenant.groups()[0]?.id, caller.tenant.caller.servicePrincipalId];
    const types = ["#microsoft.graph.user", "#microsoft.graph.group", "#microsoft.graph.servicePrincipal"];
    for (const [position, id] of ids.entries()) {
      expect((await caller.get(`/v1.0/directoryObjects/${id}`)).body).toMatchObject({
        "@odata.type": types[position],
        id,
      });
    }
    const found = await caller.post("/v1.0/directoryObjects/getByIds", { ids: [...ids, unknownId] });
    expect(found.body.value.map((each: { "@odata.type": string }) => each["@odata.type"])).toEqual(types);
    expect((await caller.get(`/v1.0/directoryObjects/${unknownId}`)).status).toBe(404);
  });

  it("belong to one organization", async () => {
    await using caller = await GraphCaller.open();
    expect((await caller.get("/v1.0/organization")).body.value).toMatchObject([{ id: caller.tenant.tenantId }]);
  });
});
