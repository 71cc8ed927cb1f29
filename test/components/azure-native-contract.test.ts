/** Every azure-native resource that the program registers keeps to the declarations of the installed package. */
import { beforeAll, describe, expect, it } from "vitest";
import { azureRoles } from "../../catalogue/azure.ts";
import { applicationPermissions } from "../../catalogue/sync-applications.ts";
import { resourceTypes } from "../../contract/resources.ts";
import { readDeclaration } from "../../lab/providers/azure-native/declarations.ts";
import { resources as standIns } from "../../lab/providers/azure-native/resources.ts";
import { checkInputs } from "../../lab/providers/input-types.ts";
import type { Values } from "../../lab/providers/property-values.ts";
import { sampleValues } from "../fixtures/sample-configuration.ts";
import { program, type Registered, register } from "./mocked-program.ts";

const everything = {
  location: "westeurope",
  resourceGroup: { name: "rg-hybrid-sync" },
  workspace: { name: "log-hybrid-sync", entraLogs: true },
  alerts: {
    emails: ["identity-operations@contoso.example"],
    signInFromElsewhere: true,
    syncRoleMember: true,
    applicationCredential: true,
  },
  keyVault: { name: "kv-hybrid-sync", readers: ["00000000-0000-0000-0000-000000000001"] },
  operators: ["operator@contoso.onmicrosoft.com"],
  lock: true,
};

const permissions = [applicationPermissions.synchronization, ...applicationPermissions.passwordWriteback];
const subscriptionId = "44444444-4444-4444-8444-444444444444";
const guardRails = { namedLocation: { addresses: ["203.0.113.10/32", "2001:db8::/64"] } };

async function declare(azure: object): Promise<readonly Registered[]> {
  const registered = await register({ ...sampleValues(), guardRails, azure }, program, {
    observed: {
      [resourceTypes["entra administrator"]]: { origin: "adopted", user: { observed: null }, recognised: null },
      [resourceTypes["entra connector identity"]]: { user: null },
    },
    calls: {
      "azure-native:authorization:getClientConfig": () => ({ subscriptionId, tenantId: "tenant" }),
      "azuread:index/getUser:getUser": () => ({ objectId: "user" }),
      "azuread:index/getServicePrincipal:getServicePrincipal": () => ({
        objectId: "principal",
        appRoleIds: Object.fromEntries(permissions.map((value) => [value, `role ${value}`])),
      }),
    },
  });
  return registered.filter(({ type }) => type.startsWith("azure-native:"));
}

const wording = {
  missing: (path: string) => `${path} is missing`,
  unknown: (path: string) => `${path} is unknown`,
  type: (path: string, expected: string, got: string) => `${path} is ${got}, not ${expected}`,
};

const configurations: Record<string, object> = {
  everything,
  "a resource group that is there, and a vault that comes back": {
    ...everything,
    resourceGroup: { name: "rg-shared", exists: true },
    keyVault: { name: "kv-hybrid-sync", recover: true },
  },
  "a vault alone": { location: "westeurope", resourceGroup: { name: "rg" }, keyVault: { name: "kv-hybrid-sync" } },
};

describe.each(Object.keys(configurations))("the azure-native resources of %s", (name) => {
  let first: readonly Registered[];
  let second: readonly Registered[];
  beforeAll(async () => {
    first = await declare(configurations[name] ?? {});
    second = await declare(configurations[name] ?? {});
  });

  it("are of types that the package has, with inputs of the right name and type, and none missing", () => {
    expect(first.length).toBeGreaterThan(0);
    for (const { type, name: resource, inputs } of first) {
      const declaration = readDeclaration(type);
      if (!declaration) throw new Error(`azure-native has no ${type}`);
      expect(checkInputs(inputs as Values, declaration.inputs, wording), resource).toEqual([]);
    }
  });

  it("give the same to every input whose change would replace a resource, each time", () => {
    const replacing = (registered: readonly Registered[]) =>
      registered.map(({ type, name: resource, inputs }) => {
        const known = standIns.find((standIn) => standIn.type === type)?.replacing ?? [];
        return [resource, known.map((property) => inputs[property])];
      });
    expect(replacing(second)).toEqual(replacing(first));
  });

  it("name themselves, so that Azure's limits on names are those of the configuration; role assignments aside", () => {
    for (const { type, inputs } of first) {
      const { nameInput = "" } = standIns.find((standIn) => standIn.type === type) ?? {};
      if (type.endsWith(":RoleAssignment")) expect(inputs[nameInput]).toBeUndefined();
      else expect(inputs[nameInput], type).toEqual(expect.any(String));
    }
  });

  it("take roles from the catalogue", () => {
    const known = Object.values(azureRoles).map(
      (id) => `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${id}`,
    );
    for (const { inputs } of first) if (inputs.roleDefinitionId) expect(known).toContain(inputs.roleDefinitionId);
  });

  it("wait for everything that is observed", () => {
    for (const { dependsOn, name: resource } of first) expect(dependsOn, resource).toContain("tenant");
  });
});

describe("the Azure side", () => {
  it("leaves a resource group alone that is there", async () => {
    const registered = await declare({ ...everything, resourceGroup: { name: "rg-shared", exists: true } });
    expect(registered.map(({ type }) => type)).not.toContain("azure-native:resources:ResourceGroup");
    const vault = registered.find(({ type }) => type === "azure-native:keyvault:Vault");
    expect(vault?.inputs.resourceGroupName).toBe("rg-shared");
  });

  it("makes a vault with purge protection and Azure roles, and holds no secret", async () => {
    const registered = await declare(everything);
    const vault = registered.find(({ type }) => type === "azure-native:keyvault:Vault");
    expect(vault?.inputs.properties).toMatchObject({
      tenantId: "tenant",
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enablePurgeProtection: true,
    });
    expect(registered.map(({ type }) => type)).not.toContain("azure-native:keyvault:Secret");
  });

  it("gives pipelines and operators what they need, on the vault and the workspace only", async () => {
    const registered = await declare(everything);
    const assignments = registered.filter(({ type }) => type.endsWith(":RoleAssignment"));
    const role = ({ inputs }: Registered) => String(inputs.roleDefinitionId).split("/").at(-1);
    expect(assignments.map((one) => [one.inputs.principalType, role(one), one.inputs.scope]).sort()).toEqual(
      [
        ["ServicePrincipal", azureRoles["Key Vault Secrets User"], "azure-vault-id"],
        ["User", azureRoles["Key Vault Secrets Officer"], "azure-vault-id"],
        ["User", azureRoles["Log Analytics Reader"], "azure-workspace-id"],
      ].sort(),
    );
  });

  it("removes a lock before what it keeps", async () => {
    const locks = (await declare(everything)).filter(({ type }) => type.endsWith(":ManagementLockByScope"));
    expect(locks).toHaveLength(2);
    for (const { dependsOn, inputs } of locks) expect(dependsOn).toContain(String(inputs.scope).replace(/-id$/, ""));
  });

  it("alerts only about what is switched on", async () => {
    const alerts = { emails: ["a@contoso.example"], syncRoleMember: true };
    const registered = await declare({ ...everything, alerts });
    const names = registered.flatMap(({ type, inputs }) =>
      type.endsWith(":ScheduledQueryRule") ? [inputs.ruleName] : [],
    );
    expect(names).toEqual(["hybrid-sync-sync-role-member"]);
  });
});
