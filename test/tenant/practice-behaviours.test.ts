/** What real tenants do to those who ask: each is waited out, or is one clear sentence. */
import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { observeRoleHoldings } from "../../tenant/observe-role-holdings.ts";
import { openTenant } from "../../tenant/open.ts";
import { requestToken } from "../lab/tenant/graph-caller.ts";
import { startTenant } from "./practice.ts";

const role = "hybrid-identity-administrator";
const anna = "anna@contoso.onmicrosoft.com";
const users = [{ userPrincipalName: anna, displayName: "Anna", id: "0b7f2f6e-59a5-4f3c-8f0e-1d2c3b4a5968" }];

describe("a tenant that is asked too much, or is down for a moment", () => {
  // Each waits for seconds, as the program does.
  it.concurrent.each([429, 503, 504] as const)("answers after a %i all the same", async (status) => {
    await using tenant = await startTenant({ users });
    const reader = openTenant(tenant.environment);
    await reader.organization([]);
    if (status === 429) tenant.throttle({ requests: 1, retryAfterSeconds: 1 });
    else tenant.falter({ requests: 1, status });
    expect(await reader.findUser(anna)).toMatchObject({ observed: { userPrincipalName: anna } });
  });

  it("is said to keep asking for patience when it does", async () => {
    await using tenant = await startTenant({ users });
    const reader = openTenant(tenant.environment);
    await reader.organization([]);
    tenant.throttle({ requests: 100, retryAfterSeconds: 0 });
    expect(await reader.findUser(anna)).toMatchObject({
      unobservable: {
        reason: expect.stringContaining("kept asking the program to slow down"),
        remedy: expect.stringMatching(/\.$/),
      },
    });
  });
});

describe("what was made a moment ago", () => {
  it("is not found at once", async () => {
    await using tenant = await startTenant();
    tenant.delayReplication(60_000);
    const token = (await requestToken(tenant, {})).body.access_token;
    const groups = `https://${tenant.metadataHost}/graph/v1.0/groups`;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const group = { displayName: "New", mailEnabled: false, mailNickname: "new", securityEnabled: true };
    const made = await fetch(groups, { method: "POST", headers, body: JSON.stringify(group) });
    const { id } = (await made.json()) as { id: string };
    expect(made.status).toBe(201);
    expect((await fetch(`${groups}/${id}`, { headers })).status).toBe(404);
    expect(await (await fetch(groups, { headers })).json()).toMatchObject({ value: [] });
  });
});

describe("an assignment that was made a moment ago", () => {
  it("is waited for until the tenant shows it", async () => {
    await using tenant = await startTenant({ users });
    tenant.delayReplication(1_000);
    const [{ id: objectId } = { id: "" }] = tenant.users();
    const token = (await requestToken(tenant, {})).body.access_token;
    const response = await fetch(`https://${tenant.metadataHost}/graph/v1.0/roleManagement/directory/roleAssignments`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({
        principalId: objectId,
        roleDefinitionId: directoryRoles[role].templateId,
        directoryScopeId: "/",
      }),
    });
    const { id } = (await response.json()) as { id: string };
    const declaration = {
      objectId,
      roles: [role],
      assignment: "direct",
      assignmentType: "active",
      group: null,
    } as const;
    const wait = () => new Promise((resolve) => setTimeout(resolve, 200));
    const reader = openTenant(tenant.environment);
    expect(await observeRoleHoldings(reader, { ...declaration, assigned: [id] }, undefined, wait)).toEqual({
      holdings: { observed: [{ role, state: "active", group: null }] },
    });
  });
});

describe("credentials of another tenant", () => {
  it("are told by the application that is not there, with the way out", async () => {
    await using tenant = await startTenant();
    await using other = await startTenant();
    const environment = { ...tenant.environment, ARM_CLIENT_ID: other.environment.ARM_CLIENT_ID };
    expect(await openTenant(environment).organization([])).toMatchObject({
      unobservable: {
        reason: expect.stringContaining("AADSTS700016"),
        remedy: expect.stringContaining("ARM_TENANT_ID does not name the tenant of the application"),
      },
    });
  });
});
