import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../../catalogue/directory-roles.ts";
import type { TenantSeed } from "../../../lab/tenant/server.ts";
import { GraphCaller } from "./graph-caller.ts";

const requests = "/v1.0/roleManagement/directory/roleEligibilityScheduleRequests";
const schedules = "/v1.0/roleManagement/directory/roleEligibilitySchedules";
const anna = { userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna" };
const roleDefinitionId = directoryRoles["hybrid-identity-administrator"].templateId;

async function open(seed: TenantSeed = {}): Promise<{ caller: GraphCaller; assign: object }> {
  const groups = [{ displayName: "Plain" }, { displayName: "Assignable", isAssignableToRole: true }];
  const caller = await GraphCaller.open({ seed: { users: [anna], groups, ...seed } });
  const [user] = caller.tenant.users();
  const scheduleInfo = { startDateTime: "2026-01-01T00:00:00Z", expiration: { type: "noExpiration" } };
  const assign = {
    action: "adminAssign",
    roleDefinitionId,
    principalId: user?.id,
    directoryScopeId: "/",
    scheduleInfo,
  };
  return { caller, assign };
}

describe("an eligibility request of the practice tenant", () => {
  it("is forgotten after 45 days, by id and in the list, and what came of it stays", async () => {
    const { caller, assign } = await open();
    await using _ = caller;
    const { id } = (await caller.post(requests, assign)).body;
    caller.tenant.advance({ days: 44 });
    expect((await caller.get(`${requests}/${id}`)).status).toBe(200);
    caller.tenant.advance({ days: 2 });
    const gone = await caller.get(`${requests}/${id}`);
    expect([gone.status, gone.body.error.code]).toEqual([404, "RoleAssignmentRequestNotFound"]);
    expect((await caller.get(requests)).body.value).toEqual([]);
    expect((await caller.get(`${schedules}/${id}`)).body).toMatchObject({ id, memberType: "Direct" });
    expect((await caller.post(requests, assign)).body.error.code).toBe("RoleAssignmentExists");
  });

  it("ends an eligibility whose own request is forgotten", async () => {
    const { caller, assign } = await open();
    await using _ = caller;
    await caller.post(requests, assign);
    caller.tenant.advance({ days: 46 });
    const { scheduleInfo: __, ...removal } = { scheduleInfo: null, ...assign, action: "adminRemove" };
    expect((await caller.post(requests, removal)).status).toBe(201);
    expect(caller.tenant.roleEligibilitySchedules()).toEqual([]);
    expect((await caller.post(requests, removal)).body.error.code).toBe("RoleAssignmentDoesNotExist");
  });

  it("is refused in a tenant without the licence, as is reading", async () => {
    const { caller, assign } = await open({ missingLicences: ["Entra ID P2"] });
    await using _ = caller;
    for (const answer of [
      await caller.post(requests, assign),
      await caller.get(requests),
      await caller.get(`${requests}/1`),
      await caller.get(schedules),
      await caller.get(`${schedules}/1`),
    ]) {
      expect([answer.status, answer.body.error.code]).toEqual([400, "AadPremiumLicenseRequired"]);
    }
  });

  it("makes a group eligible only when it can be assigned to roles", async () => {
    const { caller, assign } = await open();
    await using _ = caller;
    const [plain, assignable] = caller.tenant.groups();
    expect((await caller.post(requests, { ...assign, principalId: plain?.id })).status).toBe(400);
    expect((await caller.post(requests, { ...assign, principalId: assignable?.id })).status).toBe(201);
  });
});
