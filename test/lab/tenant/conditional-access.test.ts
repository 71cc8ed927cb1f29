import { describe, expect, it } from "vitest";
import type { TenantSeed } from "../../../lab/tenant/server.ts";
import { GraphCaller, unknownId } from "./graph-caller.ts";

const locations = "/v1.0/identity/conditionalAccess/namedLocations";
const policies = "/v1.0/identity/conditionalAccess/policies";

const location = {
  "@odata.type": "#microsoft.graph.ipNamedLocation",
  displayName: "Sync servers",
  isTrusted: false,
  ipRanges: [
    { "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress: "203.0.113.10/32" },
    { "@odata.type": "#microsoft.graph.iPv6CidrRange", cidrAddress: "2001:db8::/64" },
  ],
};

const policy = {
  displayName: "Block",
  state: "enabled",
  conditions: {
    applications: { includeApplications: ["All"] },
    clientAppTypes: ["all"],
    users: { includeUsers: ["All"] },
  },
  grantControls: { operator: "OR", builtInControls: ["block"] },
};

const scopes = "You cannot perform the requested operation, required scopes are missing in the token.";

describe("named locations of the practice tenant", () => {
  it("are made, read with their types, changed and deleted once", async () => {
    await using caller = await GraphCaller.open();
    const created = await caller.post(locations, location);
    expect(created).toMatchObject({ status: 201, body: location });
    const path = `${locations}/${created.body.id}`;
    expect((await caller.patch(path, { ...location, displayName: "Renamed" })).status).toBe(204);
    expect((await caller.get(path)).body).toMatchObject({ ...location, displayName: "Renamed" });
    expect((await caller.get(locations)).body.value).toHaveLength(1);
    expect((await caller.delete(path)).status).toBe(204);
    expect((await caller.delete(path)).status).toBe(404);
  });

  it.each([
    ["no name", { displayName: undefined }],
    ["no range", { ipRanges: [] }],
    ["an address without length", { ipRanges: [{ cidrAddress: "203.0.113.10" }] }],
    ["a length beyond the address", { ipRanges: [{ cidrAddress: "203.0.113.10/33" }] }],
    ["an unknown property", { colour: "red" }],
  ])("are refused with %s", async (_name, different) => {
    await using caller = await GraphCaller.open();
    expect((await caller.post(locations, { ...location, ...different })).status).toBe(400);
  });

  it("stay while they are trusted, and while a policy refers to them", async () => {
    await using caller = await GraphCaller.open({
      seed: { namedLocations: [{ displayName: "Office", addresses: ["198.51.100.0/24"], trusted: true }] },
    });
    const [office] = caller.tenant.namedLocations();
    const path = `${locations}/${office?.id}`;
    expect((await caller.delete(path)).status).toBe(400);
    expect((await caller.patch(path, { isTrusted: false })).status).toBe(204);
    const referring = { ...policy.conditions, locations: { includeLocations: [office?.id] } };
    const made = await caller.post(policies, { ...policy, conditions: referring });
    expect((await caller.delete(path)).status).toBe(400);
    expect((await caller.delete(`${policies}/${made.body.id}`)).status).toBe(204);
    expect((await caller.delete(path)).status).toBe(204);
  });
});

describe("Conditional Access policies of the practice tenant", () => {
  it("are made, read with what was left out, changed and deleted", async () => {
    await using caller = await GraphCaller.open();
    const created = await caller.post(policies, policy);
    expect(created).toMatchObject({ status: 201, body: policy });
    expect(created.body.conditions.users.excludeGroups).toEqual([]);
    const path = `${policies}/${created.body.id}`;
    expect((await caller.patch(path, { state: "disabled" })).status).toBe(204);
    expect((await caller.get(path)).body).toMatchObject({ ...policy, state: "disabled" });
    expect((await caller.delete(path)).status).toBe(204);
    expect((await caller.get(policies)).body.value).toEqual([]);
  });

  const conditions = policy.conditions;
  it.each([
    ["an unknown state", { state: "on" }],
    ["nothing that it demands", { grantControls: null }],
    ["no application", { conditions: { ...conditions, applications: {} } }],
    ["no user", { conditions: { ...conditions, users: null } }],
    ["a user who is not there", { conditions: { ...conditions, users: { includeUsers: [unknownId] } } }],
    ["a group that is not there", { conditions: { ...conditions, users: { excludeGroups: [unknownId] } } }],
    ["a role that is not there", { conditions: { ...conditions, users: { includeRoles: [unknownId] } } }],
    ["a location that is not there", { conditions: { ...conditions, locations: { includeLocations: [unknownId] } } }],
  ])("are refused with %s", async (_name, different) => {
    await using caller = await GraphCaller.open();
    expect((await caller.post(policies, { ...policy, ...different })).status).toBe(400);
  });

  const forApplication = (id: unknown) => ({
    ...policy,
    conditions: {
      ...conditions,
      users: { includeUsers: ["None"] },
      clientApplications: { includeServicePrincipals: [id] },
    },
  });
  const applications = [{ displayName: "Connect" }];

  it("cover applications of this tenant alone, and only block them", async () => {
    await using caller = await GraphCaller.open({ seed: { applications } });
    const idOf = (name: string) =>
      caller.tenant.servicePrincipals().find(({ displayName }) => displayName === name)?.id;
    const own = forApplication(idOf("Connect"));
    expect((await caller.post(policies, own)).status).toBe(201);
    expect((await caller.post(policies, forApplication(idOf("Microsoft Graph")))).status).toBe(400);
    const demanding = { ...own, grantControls: { operator: "OR", builtInControls: ["mfa"] } };
    expect((await caller.post(policies, demanding)).status).toBe(400);
  });

  it("need the licences, and say which is missing", async () => {
    await using free = await GraphCaller.open({ seed: { missingLicences: ["Entra ID P1"] } });
    for (const [path, body] of [
      [policies, policy],
      [locations, location],
    ] as const) {
      expect(await free.post(path, body)).toMatchObject({
        status: 403,
        body: {
          error: {
            code: "AccessDenied",
            message: "Your tenant is not licensed for this feature. Please upgrade your subscription to access it.",
          },
        },
      });
    }
    expect((await free.get(policies)).status).toBe(200);
    await using premium = await GraphCaller.open({ seed: { applications, missingLicences: ["Workload ID Premium"] } });
    const [principal] = premium.tenant.servicePrincipals().filter(({ displayName }) => displayName === "Connect");
    expect(await premium.post(policies, forApplication(principal?.id))).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/^1150: .* workload identity premium/) } },
    });
  });

  it.each([
    ["reading", ["User.Read.All"], "GET"],
    ["writing with the permission to read", ["Policy.Read.All"], "POST"],
    ["writing without it", ["Policy.ReadWrite.ConditionalAccess"], "POST"],
  ] as const)("take permissions: %s", async (_name, permissions, method) => {
    const seed: TenantSeed = { permissions: [...permissions] };
    await using caller = await GraphCaller.open({ seed });
    expect(await caller.send(method, policies, method === "POST" ? policy : undefined)).toMatchObject({
      status: 403,
      body: { error: { code: "AccessDenied", message: scopes } },
    });
  });
});
