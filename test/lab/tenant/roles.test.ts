import { describe, expect, it } from "vitest";
import { GraphCaller, globalAdministrator, hybridIdentityAdministrator, unknownId } from "./graph-caller.ts";

const anna = { userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna" };
const bert = { userPrincipalName: "bert@contoso.onmicrosoft.com", displayName: "Bert" };
const assignments = "/v1.0/roleManagement/directory/roleAssignments";
const eligibility = "/v1.0/roleManagement/directory/roleEligibilityScheduleRequests";
const schedules = "/v1.0/roleManagement/directory/roleEligibilitySchedules";

async function openWithUsers(): Promise<{ caller: GraphCaller; annaId: string; bertId: string }> {
  const caller = await GraphCaller.open({ seed: { users: [anna, bert] } });
  const [annaId = "", bertId = ""] = caller.tenant.users().map(({ id }) => id);
  return { caller, annaId, bertId };
}

describe("directory roles of the practice tenant", () => {
  it("are activated once from a template, by id", async () => {
    await using caller = await GraphCaller.open();
    const templates = (await caller.get("/v1.0/directoryRoleTemplates")).body.value;
    expect(templates).toContainEqual(
      expect.objectContaining({ id: hybridIdentityAdministrator, displayName: "Hybrid Identity Administrator" }),
    );
    expect((await caller.get(`/v1.0/directoryRoleTemplates/${hybridIdentityAdministrator}`)).body.displayName).toBe(
      "Hybrid Identity Administrator",
    );
    const filter = `/v1.0/directoryRoles?$filter=roleTemplateId eq '${hybridIdentityAdministrator}'`;
    expect((await caller.get(filter)).body.value).toEqual([]);
    const activated = await caller.post("/v1.0/directoryRoles", { roleTemplateId: hybridIdentityAdministrator });
    expect(activated.status).toBe(201);
    expect((await caller.get(filter)).body.value).toEqual([expect.objectContaining({ id: activated.body.id })]);
    expect((await caller.get(`/v1.0/directoryRoles/${activated.body.id}`)).body).toMatchObject({
      roleTemplateId: hybridIdentityAdministrator,
    });
    const again = await caller.post("/v1.0/directoryRoles", { roleTemplateId: hybridIdentityAdministrator });
    expect(again.status).toBe(400);
    expect(again.body.error.details[0].code).toBe("ConflictingObjects");
  });

  it("do not come from a template that is not there", async () => {
    await using caller = await GraphCaller.open();
    expect((await caller.get(`/v1.0/directoryRoleTemplates/${unknownId}`)).status).toBe(404);
    expect((await caller.get(`/v1.0/directoryRoles/${unknownId}`)).status).toBe(404);
    expect((await caller.post("/v1.0/directoryRoles", { roleTemplateId: unknownId })).status).toBe(400);
    expect((await caller.post("/v1.0/directoryRoles", {})).body.error.message).toBe(
      "A value is required for property 'roleTemplateId' of resource 'DirectoryRole'.",
    );
  });
});

describe("role assignments of the practice tenant", () => {
  it("are created, read, listed by principal and by role, and deleted once", async () => {
    const { caller, annaId, bertId } = await openWithUsers();
    await using _ = caller;
    const body = { principalId: annaId, roleDefinitionId: hybridIdentityAdministrator, directoryScopeId: "/" };
    const created = await caller.post(assignments, body);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...body, id: expect.stringMatching(/^[\w-]{40,}$/) });
    await caller.post(assignments, { ...body, principalId: bertId, roleDefinitionId: globalAdministrator });
    expect((await caller.get(`${assignments}/${created.body.id}`)).body).toMatchObject(body);
    for (const filter of [
      `principalId eq '${annaId}'`,
      `roleDefinitionId eq '${hybridIdentityAdministrator}'`,
      `principalId eq '${annaId}' and roleDefinitionId eq '${hybridIdentityAdministrator}'`,
    ]) {
      const { value } = (await caller.get(`${assignments}?$filter=${filter}`)).body;
      expect(value.map(({ id }: { id: string }) => id)).toEqual([created.body.id]);
    }
    expect((await caller.get(`${assignments}?$filter=principalId eq '${unknownId}'`)).body.value).toEqual([]);
    expect((await caller.delete(`${assignments}/${created.body.id}`)).status).toBe(204);
    expect((await caller.get(`${assignments}/${created.body.id}`)).status).toBe(404);
    expect((await caller.delete(`${assignments}/${created.body.id}`)).status).toBe(404);
  });

  it("show the principal when asked to", async () => {
    const { caller, annaId } = await openWithUsers();
    await using _ = caller;
    await caller.post(assignments, {
      principalId: annaId,
      roleDefinitionId: globalAdministrator,
      directoryScopeId: "/",
    });
    const { value } = (await caller.get(`${assignments}?$expand=principal`)).body;
    const { principal } = value.find(({ principalId }: { principalId: string }) => principalId === annaId);
    expect(principal).toMatchObject({ "@odata.type": "#microsoft.graph.user", displayName: "Anna" });
    expect((await caller.get(`${assignments}?$expand=everything`)).status).toBe(400);
  });

  it("exist once for a principal, a role and a scope", async () => {
    const { caller, annaId } = await openWithUsers();
    await using _ = caller;
    const body = { principalId: annaId, roleDefinitionId: hybridIdentityAdministrator, directoryScopeId: "/" };
    await caller.post(assignments, body);
    const again = await caller.post(assignments, body);
    expect(again.status).toBe(400);
    expect(again.body.error).toMatchObject({
      code: "RoleAssignmentExists",
      message: "The Role assignment already exists.",
    });
    expect((await caller.post(assignments, { ...body, directoryScopeId: `/${annaId}` })).status).toBe(201);
  });

  it.each([
    ["an unknown principal", { principalId: unknownId }, 404, "Request_ResourceNotFound"],
    ["an unknown role", { roleDefinitionId: unknownId }, 404, "NotFound"],
    ["an unknown scope", { directoryScopeId: `/administrativeUnits/${unknownId}` }, 404, "Request_ResourceNotFound"],
    ["no scope", { directoryScopeId: null }, 400, "Request_BadRequest"],
    ["an unknown property", { reason: "because" }, 400, "Request_BadRequest"],
  ])("are refused with %s", async (_name, more, status, code) => {
    const { caller, annaId } = await openWithUsers();
    await using _ = caller;
    const answer = await caller.post(assignments, {
      principalId: annaId,
      roleDefinitionId: hybridIdentityAdministrator,
      directoryScopeId: "/",
      ...more,
    });
    expect(answer.status).toBe(status);
    expect(answer.body.error.code).toBe(code);
    expect(caller.tenant.roleAssignments()).toEqual([]);
  });

  it("go to a group only if it was made for that", async () => {
    await using caller = await GraphCaller.open({
      seed: { groups: [{ displayName: "Plain" }, { displayName: "Admins", isAssignableToRole: true }] },
    });
    const [plain, admins] = caller.tenant.groups();
    const assign = (principalId: string | undefined) =>
      caller.post(assignments, { principalId, roleDefinitionId: globalAdministrator, directoryScopeId: "/" });
    expect((await assign(plain?.id)).status).toBe(400);
    expect((await assign(admins?.id)).status).toBe(201);
  });

  it("activate the role and show as its members", async () => {
    await using caller = await GraphCaller.open({
      seed: {
        users: [anna],
        roleAssignments: [{ userPrincipalName: anna.userPrincipalName, role: hybridIdentityAdministrator }],
      },
    });
    const role = caller.tenant
      .directoryRoles()
      .find(({ roleTemplateId }) => roleTemplateId === hybridIdentityAdministrator);
    const { value } = (await caller.get(`/v1.0/directoryRoles/${role?.id}/members`)).body;
    expect(value).toMatchObject([{ "@odata.type": "#microsoft.graph.user", displayName: "Anna" }]);
    const held = await caller.get(`/v1.0/users/${value[0].id}/memberOf`);
    expect(held.body.value).toMatchObject([{ displayName: "Hybrid Identity Administrator" }]);
  });

  it("go when the principal goes", async () => {
    await using caller = await GraphCaller.open({
      seed: {
        users: [anna],
        roleAssignments: [{ userPrincipalName: anna.userPrincipalName, role: hybridIdentityAdministrator }],
      },
    });
    await caller.delete(`/v1.0/users/${anna.userPrincipalName}`);
    expect(caller.tenant.roleAssignments()).toEqual([]);
    expect((await caller.get(`${assignments}?$expand=principal`)).status).toBe(200);
  });
});

describe("eligibility for roles in the practice tenant", () => {
  const forever = { startDateTime: "2026-11-01T00:00:00Z", expiration: { type: "noExpiration" } };

  it("is requested, shows as a schedule of the same id, and is removed once", async () => {
    const { caller, annaId } = await openWithUsers();
    await using _ = caller;
    const body = {
      principalId: annaId,
      roleDefinitionId: hybridIdentityAdministrator,
      directoryScopeId: "/",
      justification: "installs Connect Sync",
    };
    const created = await caller.post(eligibility, { ...body, action: "adminAssign", scheduleInfo: forever });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...body, status: "Provisioned", targetScheduleId: created.body.id });
    expect((await caller.get(`${eligibility}/${created.body.id}`)).body).toMatchObject(body);
    expect((await caller.get(`${schedules}/${created.body.id}`)).body).toMatchObject({ principalId: annaId });
    expect((await caller.get(`${schedules}?$filter=principalId eq '${annaId}'`)).body.value).toHaveLength(1);
    expect(caller.tenant.roleAssignments()).toEqual([]);

    const removed = await caller.post(eligibility, { ...body, action: "adminRemove" });
    expect(removed.status).toBe(201);
    expect(removed.body).toMatchObject({ status: "Revoked", targetScheduleId: created.body.id });
    expect((await caller.get(`${schedules}/${created.body.id}`)).status).toBe(404);
    const again = await caller.post(eligibility, { ...body, action: "adminRemove" });
    expect(again.body.error.code).toBe("RoleAssignmentDoesNotExist");
  });

  it.each([
    ["a subject that is not there", { principalId: unknownId }, 404, "SubjectNotFound"],
    ["a role that is not there", { roleDefinitionId: unknownId }, 404, "RoleNotFound"],
    ["no schedule", { scheduleInfo: undefined }, 400, "Request_BadRequest"],
    ["an unknown action", { action: "adminDream" }, 400, "Request_BadRequest"],
    ["no scope", { directoryScopeId: undefined }, 400, "Request_BadRequest"],
  ])("is refused for %s", async (_name, more, status, code) => {
    const { caller, annaId } = await openWithUsers();
    await using _ = caller;
    const answer = await caller.post(eligibility, {
      action: "adminAssign",
      principalId: annaId,
      roleDefinitionId: hybridIdentityAdministrator,
      directoryScopeId: "/",
      scheduleInfo: forever,
      ...more,
    });
    expect(answer.status).toBe(status);
    expect(answer.body.error.code).toBe(code);
  });

  it("exists once for a principal, a role and a scope", async () => {
    const { caller, annaId } = await openWithUsers();
    await using _ = caller;
    const body = {
      action: "adminAssign",
      principalId: annaId,
      roleDefinitionId: hybridIdentityAdministrator,
      directoryScopeId: "/",
      scheduleInfo: forever,
    };
    expect((await caller.post(eligibility, body)).status).toBe(201);
    expect((await caller.post(eligibility, body)).body.error.code).toBe("RoleAssignmentExists");
  });
});
