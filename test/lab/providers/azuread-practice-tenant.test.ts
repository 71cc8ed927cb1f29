import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directoryRoles } from "../../../catalogue/directory-roles.ts";
import { type PracticeTenant, startPracticeTenant } from "../../../lab/tenant/server.ts";
import { type Plugin, secretOnTheWire } from "./support/plugin.ts";
import { StandIns } from "./support/stand-ins.ts";

const password = secretOnTheWire("Correct-Horse-7-Battery");
const role = directoryRoles["hybrid-identity-administrator"];

let standIns: StandIns;
let tenant: PracticeTenant;
let plugin: Plugin;

beforeAll(async () => {
  standIns = await StandIns.open();
  tenant = await startPracticeTenant({
    authority: standIns.authority,
    seed: { users: [{ userPrincipalName: "present@contoso.onmicrosoft.com", displayName: "Present" }] },
  });
  plugin = await standIns.start("azuread", { ...tenant.environment, SSL_CERT_FILE: standIns.authorityFile });
  await plugin.configure();
});

afterAll(async () => {
  await standIns?.[Symbol.asyncDispose]();
  await tenant?.stop();
});

/** Creates a resource the way the engine does: what was checked is created, and needs no change afterwards. */
async function create(type: string, declared: Parameters<Plugin["create"]>[1]) {
  const { inputs, failures } = await plugin.check(type, declared);
  expect(failures).toEqual([]);
  const created = await plugin.create(type, inputs);
  const read = await plugin.read(type, created.id, created.properties, inputs);
  expect(read.id).toBe(created.id);
  expect(await plugin.diff(type, read.properties, read.inputs, inputs)).toMatchObject({ changes: false, diffs: [] });
  return { ...created, inputs };
}

async function remove(type: string, created: { id: string; properties: Parameters<Plugin["delete"]>[2] }) {
  await plugin.delete(type, created.id, created.properties);
  expect((await plugin.read(type, created.id, created.properties)).id).toBe("");
}

const user = "azuread:index/user:User";

describe("against the practice tenant", () => {
  it("creates an administrator with a role, active and eligible, and takes everything back", async () => {
    const administrator = await create(user, {
      displayName: "Hybrid Identity Administrator",
      userPrincipalName: "hybrid@contoso.onmicrosoft.com",
      password,
    });
    const principalId = String(administrator.properties.objectId);
    const activated = await create("azuread:index/directoryRole:DirectoryRole", { displayName: role.title });
    expect(activated.properties.templateId).toBe(role.templateId);

    const assignment = "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment";
    const assigned = await create(assignment, { roleId: role.templateId, principalObjectId: principalId });
    expect(tenant.roleAssignments()).toContainEqual(
      expect.objectContaining({ id: assigned.id, principalId, roleDefinitionId: role.templateId }),
    );
    const eligibility = "azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest";
    const eligible = await create(eligibility, {
      roleDefinitionId: directoryRoles["domain-name-administrator"].templateId,
      principalId,
      directoryScopeId: "/",
      justification: "set-up",
    });
    expect(tenant.roleEligibilitySchedules()).toHaveLength(1);

    await plugin.delete(eligibility, eligible.id, eligible.properties);
    expect(tenant.roleEligibilitySchedules()).toHaveLength(0);
    await remove(assignment, assigned);
    await remove(user, administrator);
    await plugin.delete("azuread:index/directoryRole:DirectoryRole", activated.id, activated.properties);
    expect(tenant.directoryRoles()).toContainEqual(expect.objectContaining({ id: activated.properties.objectId }));
  });

  it("changes a user in place", async () => {
    const inputs = { displayName: "Ada", userPrincipalName: "ada@contoso.onmicrosoft.com", password };
    const created = await create(user, inputs);
    const { inputs: next } = await plugin.check(user, { ...inputs, displayName: "Ada L.", accountEnabled: false });
    const changed = await plugin.update(user, created.id, created.properties, next);
    expect(changed).toMatchObject({ displayName: "Ada L.", accountEnabled: false, password });
    await remove(user, created);
  });

  it("creates the application that Connect signs in as, with its certificate and permission", async () => {
    const application = "azuread:index/application:Application";
    const servicePrincipal = "azuread:index/servicePrincipal:ServicePrincipal";
    const certificate = "azuread:index/applicationCertificate:ApplicationCertificate";
    const appRoleAssignment = "azuread:index/appRoleAssignment:AppRoleAssignment";

    const app = await create(application, { displayName: "Entra Connect Sync" });
    const { certificate: pem } = await standIns.authority.issue({ commonName: "Entra Connect Sync" });
    const credential = await create(certificate, {
      applicationId: app.id,
      value: secretOnTheWire(pem),
      type: "AsymmetricX509Cert",
    });
    expect(credential.properties.value).toEqual(secretOnTheWire(pem));
    const principal = await create(servicePrincipal, { clientId: String(app.properties.clientId) });
    const graph = await plugin.invoke("azuread:index/getServicePrincipal:getServicePrincipal", {
      clientId: "00000003-0000-0000-c000-000000000000",
    });
    const [[, appRoleId] = []] = Object.entries(graph.appRoleIds ?? {});
    const granted = await create(appRoleAssignment, {
      appRoleId: String(appRoleId),
      principalObjectId: String(principal.properties.objectId),
      resourceObjectId: String(graph.objectId),
    });
    expect(granted.properties).toMatchObject({
      resourceDisplayName: "Microsoft Graph",
      principalType: "ServicePrincipal",
    });

    await remove(appRoleAssignment, granted);
    await remove(servicePrincipal, principal);
    await remove(certificate, credential);
    await remove(application, app);
  });

  it("creates a group that roles can be assigned to, and puts a user into it", async () => {
    const group = "azuread:index/group:Group";
    const groupMember = "azuread:index/groupMember:GroupMember";
    const administrators = await create(group, { displayName: "Sync", securityEnabled: true, assignableToRole: true });
    const present = await plugin.invoke("azuread:index/getUser:getUser", {
      userPrincipalName: "present@contoso.onmicrosoft.com",
    });
    const member = await create(groupMember, {
      groupObjectId: String(administrators.properties.objectId),
      memberObjectId: String(present.objectId),
    });
    expect(tenant.membersOf(String(administrators.properties.objectId))).toEqual([present.objectId]);
    await remove(groupMember, member);
    await remove(group, administrators);
  });

  it("creates a named location and a policy about it, changes both in place, and takes them back", async () => {
    const locationType = "azuread:index/namedLocation:NamedLocation";
    const policyType = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy";
    const ip = { ipRanges: ["203.0.113.10/32"], trusted: false };
    const location = await create(locationType, { displayName: "Sync servers", ip });
    const wider = { displayName: "Sync servers", ip: { ...ip, ipRanges: ["203.0.113.0/24"] } };
    expect(await plugin.diff(locationType, location.properties, location.inputs, wider)).toMatchObject({
      detailed: { ip: "update" },
    });
    expect((await plugin.update(locationType, location.id, location.properties, wider)).ip).toEqual(wider.ip);

    const declared = {
      displayName: "Elsewhere",
      state: "enabledForReportingButNotEnforced",
      conditions: {
        applications: { includedApplications: ["All"] },
        clientAppTypes: ["all"],
        users: { includedUsers: ["All"] },
        locations: { includedLocations: ["All"], excludedLocations: [String(location.properties.objectId)] },
      },
      grantControls: { operator: "OR", builtInControls: ["block"] },
    };
    const policy = await create(policyType, declared);
    const enabled = { ...declared, state: "enabled" };
    expect(await plugin.diff(policyType, policy.properties, policy.inputs, enabled)).toMatchObject({
      detailed: { state: "update" },
    });
    await plugin.update(policyType, policy.id, policy.properties, enabled);
    expect(tenant.conditionalAccessPolicies()).toMatchObject([{ state: "enabled", displayName: "Elsewhere" }]);

    await remove(policyType, policy);
    await remove(locationType, location);
  });

  it("says what it leaves out of a policy", async () => {
    const error = await plugin.failure(
      plugin.create("azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy", {
        displayName: "Risk",
        state: "enabled",
        conditions: { clientAppTypes: ["all"], signInRiskLevels: ["high"] },
      }),
    );
    expect(error.details).toContain(
      "the azuread stand-in does not provide signInRiskLevels of a conditional access policy",
    );
  });

  it("is told of a principal name that is taken, and does not show the password", async () => {
    const error = await plugin.failure(
      plugin.create(user, { displayName: "Again", userPrincipalName: "present@contoso.onmicrosoft.com", password }),
    );
    expect(error.details).toMatch(
      /^1 error occurred:\n\t\* Creating user "present@contoso\.onmicrosoft\.com": unexpected status 400 \(400 Bad Request\) with error: Request_BadRequest: /,
    );
    expect(error.details).not.toContain(password.value);
  });

  it.each([429, 503, 504] as const)("comes back after a %i", async (status) => {
    if (status === 429) tenant.throttle({ requests: 2, retryAfterSeconds: 0 });
    else tenant.falter({ requests: 2, status });
    expect(await plugin.invoke("azuread:index/getDomains:getDomains")).toMatchObject({
      domains: [{ domainName: "contoso.onmicrosoft.com" }],
    });
  });

  it("writes nothing in a preview", async () => {
    const before = tenant.requests.length;
    await plugin.create(
      user,
      { displayName: "Ada", userPrincipalName: "ada@contoso.onmicrosoft.com" },
      { preview: true },
    );
    expect(tenant.requests).toHaveLength(before);
  });
});
