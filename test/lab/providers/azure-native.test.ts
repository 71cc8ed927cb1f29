import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Plugin, secretOnTheWire, unknownOnTheWire } from "./support/plugin.ts";
import type { RecordingTenant } from "./support/recording-tenant.ts";
import { StandIns } from "./support/stand-ins.ts";

const resourceGroup = "azure-native:resources:ResourceGroup";
const vault = "azure-native:keyvault:Vault";
const roleAssignment = "azure-native:authorization:RoleAssignment";
const subscription = "44444444-4444-4444-8444-444444444444";

let standIns: StandIns;
let tenant: RecordingTenant;
let plugin: Plugin;

beforeAll(async () => {
  standIns = await StandIns.open();
  tenant = standIns.tenant;
  plugin = await standIns.start("azure-native");
  await plugin.configure({ subscriptionId: subscription, location: "westeurope" });
});

afterAll(async () => {
  await standIns?.[Symbol.asyncDispose]();
});

beforeEach(() => tenant.forget());

describe("starting", () => {
  it("has the version of the npm package and says that the tenant is simulated", async () => {
    const { default: installed } = await import("@pulumi/azure-native/package.json", { with: { type: "json" } });
    expect(await plugin.version()).toBe(installed.version);
    expect(plugin.stderr).toContain(`azure-native: simulated tenant at ${tenant.host}`);
  });

  it("refuses to talk to Azure", async () => {
    const error = await plugin.failure(plugin.configure({ metadataHost: "management.azure.com" }));
    expect(error.details).toBe(
      'This is a stand-in for the azure-native plugin and serves a practice tenant on this machine only, not "management.azure.com": install the released plugin for a real tenant (pulumi plugin install resource azure-native).',
    );
    await plugin.configure({ subscriptionId: subscription, location: "westeurope" });
  });
});

describe("check", () => {
  it("judges inputs by the package's own declarations, nested ones included", async () => {
    const { failures } = await plugin.check(vault, {
      location: ["westeurope"],
      properties: { sku: { family: "A" }, tenantid: "x", enableRbacAuthorization: "yes" },
      resourceGroupName: unknownOnTheWire,
      colour: "red",
    });
    expect(failures).toEqual([
      `'location' should be of type 'string' but got ["westeurope"] of type array`,
      `'properties.enableRbacAuthorization' should be of type 'boolean' but got "yes" of type string`,
      "missing required property 'properties.sku.name'",
      "missing required property 'properties.tenantId'",
      "'properties.tenantid' is not a property, did you mean 'tenantId'?",
      "'colour' is not a property",
    ]);
  });

  it("takes an enumeration, a map and a secret for what they are", async () => {
    const { inputs, failures } = await plugin.check(vault, {
      properties: { sku: { family: "A", name: "standard" }, tenantId: secretOnTheWire("tenant") },
      resourceGroupName: "group",
      tags: { purpose: "practice" },
    });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ location: "westeurope", vaultName: expect.stringMatching(/^example[0-9a-f]{8}$/) });
  });

  it("checks resource types that it cannot make", async () => {
    const { failures } = await plugin.check("azure-native:operationalinsights:Workspace", {});
    expect(failures).toEqual(["missing required property 'resourceGroupName'"]);
  });

  it.each([
    "azure-native:insights:Component",
    "azure-native:resources/v20240301:ResourceGroup",
    "azure-native:../keyvault:Vault",
  ])("refuses %s, which the package does not have", async (type) => {
    expect((await plugin.check(type, {})).failures).toEqual([`azure-native has no resource type ${type}.`]);
  });
});

describe("preview", () => {
  it("asks nobody, and leaves open what Azure decides", async () => {
    const inputs = { resourceGroupName: "group", location: "westeurope" };
    const preview = await plugin.create(resourceGroup, inputs, { preview: true });
    expect(preview).toEqual({
      id: "",
      properties: {
        ...inputs,
        azureApiVersion: unknownOnTheWire,
        name: unknownOnTheWire,
        properties: unknownOnTheWire,
        type: unknownOnTheWire,
      },
    });
    const changed = await plugin.update(
      resourceGroup,
      "id",
      inputs,
      { ...inputs, tags: { a: "b" } },
      { preview: true },
    );
    expect(changed).toEqual({ ...inputs, tags: { a: "b" } });
    expect(tenant.requests).toEqual([]);
  });

  it("refuses in one sentence what it cannot make", async () => {
    const storage = "azure-native:storage:StorageAccount";
    const inputs = { resourceGroupName: "group", kind: "StorageV2", sku: { name: "Standard_LRS" } };
    const error = await plugin.failure(plugin.create(storage, inputs, { preview: true }));
    expect(error.details).toBe(
      "the azure-native stand-in does not provide azure-native:storage:StorageAccount; it provides: resources:ResourceGroup, authorization:RoleAssignment, keyvault:Vault, operationalinsights:Workspace, aadiam:DiagnosticSetting, monitor:ActionGroup, monitor:ScheduledQueryRule, authorization:ManagementLockByScope",
    );
  });
});

describe("diff", () => {
  it("makes a resource anew whose address changes, and changes the rest in place", async () => {
    const before = { resourceGroupName: "group", location: "westeurope", tags: { a: "b" } };
    const outcome = await plugin.diff(resourceGroup, before, before, {
      resourceGroupName: "other",
      location: "westeurope",
    });
    expect(outcome).toMatchObject({ detailed: { resourceGroupName: "update-replace", tags: "delete" } });
    expect(await plugin.diff(resourceGroup, before, before, before)).toMatchObject({ changes: false, diffs: [] });
  });
});

describe("requests", () => {
  it("creates, reads, changes and deletes a resource group", async () => {
    const path = `/subscriptions/${subscription}/resourceGroups/group`;
    const inputs = { resourceGroupName: "group", location: "westeurope" };
    const created = await plugin.create(resourceGroup, inputs);
    expect(created.id).toBe(path);
    expect(tenant.lines).toEqual([`GET arm ${path}`, `PUT arm ${path}`]);
    expect(tenant.requests[1]).toMatchObject({
      query: { "api-version": "2024-03-01" },
      body: { location: "westeurope" },
    });

    const error = await plugin.failure(plugin.create(resourceGroup, inputs));
    expect(error.details).toBe(`cannot create already existing resource '${path}'`);

    await plugin.update(resourceGroup, path, created.properties, { ...inputs, tags: { a: "b" } });
    expect((await plugin.read(resourceGroup, path, created.properties, inputs)).properties.tags).toEqual({ a: "b" });
    await plugin.delete(resourceGroup, path, created.properties);
    expect((await plugin.read(resourceGroup, path)).id).toBe("");
  });

  it("puts a role assignment under its scope", async () => {
    const scope = `subscriptions/${subscription}`;
    const properties = { principalId: "p", roleDefinitionId: "r", principalType: "ServicePrincipal" };
    const created = await plugin.create(roleAssignment, { scope, roleAssignmentName: "name", ...properties });
    expect(created.id).toBe(`/${scope}/providers/Microsoft.Authorization/roleAssignments/name`);
    expect(tenant.requests[1]).toMatchObject({ query: { "api-version": "2022-04-01" }, body: { properties } });
  });

  it.each([
    [
      "operationalinsights:Workspace",
      { resourceGroupName: "group", workspaceName: "name", retentionInDays: 90, sku: { name: "PerGB2018" } },
      "/resourceGroups/group/providers/Microsoft.OperationalInsights/workspaces/name",
      { location: "westeurope", properties: { retentionInDays: 90, sku: { name: "PerGB2018" } } },
    ],
    [
      "monitor:ActionGroup",
      { resourceGroupName: "group", actionGroupName: "name", groupShortName: "short", enabled: true },
      "/resourceGroups/group/providers/Microsoft.Insights/actionGroups/name",
      { properties: { groupShortName: "short", enabled: true } },
    ],
    [
      "monitor:ScheduledQueryRule",
      { resourceGroupName: "group", ruleName: "name", kind: "LogAlert", severity: 1, windowSize: "PT1H" },
      "/resourceGroups/group/providers/Microsoft.Insights/scheduledQueryRules/name",
      { kind: "LogAlert", properties: { severity: 1, windowSize: "PT1H" } },
    ],
  ] as const)("writes %s with its properties together, and reads them apart", async (type, inputs, id, body) => {
    const resource = `azure-native:${type}`;
    const { inputs: checked, failures } = await plugin.check(resource, inputs);
    expect(failures).toEqual([]);
    const created = await plugin.create(resource, checked);
    expect(created.id).toBe(`/subscriptions/${subscription}${id}`);
    expect(tenant.requests[1]?.body).toMatchObject(body);
    expect((await plugin.read(resource, created.id, created.properties, checked)).properties).toMatchObject(inputs);
  });

  it("puts a diagnostic setting of the tenant under no subscription, and a lock under what it keeps", async () => {
    const logs = [{ category: "AuditLogs", enabled: true }];
    const setting = await plugin.create("azure-native:aadiam:DiagnosticSetting", {
      name: "kept",
      logs,
      workspaceId: "w",
    });
    expect(setting.id).toBe("/providers/microsoft.aadiam/diagnosticSettings/kept");
    expect(tenant.requests[1]).toMatchObject({
      query: { "api-version": "2017-04-01" },
      body: { properties: { logs } },
    });
    const lock = { lockName: "keep", level: "CanNotDelete", scope: "/subscriptions/s/resourceGroups/group" };
    expect((await plugin.create("azure-native:authorization:ManagementLockByScope", lock)).id).toBe(
      `${lock.scope}/providers/Microsoft.Authorization/locks/keep`,
    );
  });

  it("pass Azure's refusals on", async () => {
    const path = `/subscriptions/${subscription}/resourceGroups/group/providers/Microsoft.KeyVault/vaults/kept`;
    tenant.answer(`PUT ${path}`, 409, {
      error: { code: "ConflictError", message: "A vault with the same name exists." },
    });
    const error = await plugin.failure(
      plugin.create(vault, { resourceGroupName: "group", vaultName: "kept", properties: { tenantId: "t" } }),
    );
    expect(error.details).toBe('Status=409 Code="ConflictError" Message="A vault with the same name exists."');
  });
});
