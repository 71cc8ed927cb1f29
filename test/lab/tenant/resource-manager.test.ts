import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TenantSeed } from "../../../lab/tenant/server.ts";
import { GraphCaller, requestToken, unknownId } from "./graph-caller.ts";

const version = "?api-version=2024-01-01";
const users = [{ userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna" }];

/** A caller of Azure Resource Manager in a subscription with one resource group. */
async function open(seed: TenantSeed = {}) {
  const caller = await GraphCaller.open({ seed: { users, resourceGroups: ["rg"], ...seed } });
  const { body } = await requestToken(caller.tenant, { scope: `${caller.origin}/arm/.default` });
  const subscription = `/subscriptions/${caller.tenant.environment.ARM_SUBSCRIPTION_ID}`;
  const group = `${subscription}/resourceGroups/rg`;
  return {
    group,
    subscription,
    user: caller.tenant.users()[0]?.id,
    deletedVaults: () => caller.tenant.deletedVaults(),
    send: (method: string, path: string, content?: object, query = version) =>
      caller.send(method, `${caller.origin}/arm${path}${query}`, content, body.access_token),
    [Symbol.asyncDispose]: () => caller[Symbol.asyncDispose](),
  };
}

let azure: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  azure = await open();
});
afterAll(async () => {
  await azure?.[Symbol.asyncDispose]();
});

const vaultProperties = { enablePurgeProtection: true, tenantId: "tenant" };
const refusal = (status: number, code: string) => ({ status, body: { error: { code } } });

describe("Azure Resource Manager of the practice tenant", () => {
  it("keeps what is written, whatever the case of its id, and forgets what is deleted", async () => {
    const path = `${azure.group}/providers/Microsoft.OperationalInsights/workspaces/logs`;
    const body = { location: "westeurope", properties: { retentionInDays: 90 } };
    expect(await azure.send("PUT", path, body)).toMatchObject({
      status: 201,
      body: { id: path, name: "logs", type: "Microsoft.OperationalInsights/workspaces", ...body },
    });
    expect((await azure.send("PUT", path.toLowerCase(), body)).status).toBe(200);
    expect((await azure.send("GET", path.toUpperCase())).body).toMatchObject({ id: path });
    expect((await azure.send("DELETE", path)).status).toBe(200);
    expect((await azure.send("DELETE", path)).status).toBe(204);
    expect(await azure.send("GET", path)).toMatchObject(refusal(404, "ResourceNotFound"));
  });

  it("wants a version of the interface, and an id of one resource", async () => {
    expect(await azure.send("GET", azure.group, undefined, "")).toMatchObject(
      refusal(400, "MissingApiVersionParameter"),
    );
    expect(await azure.send("GET", `${azure.group}/resources`)).toMatchObject(refusal(404, "ResourceNotFound"));
  });

  it("writes nothing into a group that is not there, and takes everything with a group that goes", async () => {
    const other = `${azure.subscription}/resourceGroups/other`;
    const within = `${other}/providers/Microsoft.OperationalInsights/workspaces/logs`;
    expect(await azure.send("PUT", within, {})).toMatchObject(refusal(404, "ResourceGroupNotFound"));
    expect((await azure.send("PUT", other, { location: "westeurope" })).status).toBe(201);
    expect((await azure.send("PUT", within, {})).status).toBe(201);
    expect((await azure.send("DELETE", other)).status).toBe(200);
    expect((await azure.send("GET", within)).status).toBe(404);
  });

  it("keeps the name of a deleted vault, until it is recovered", async () => {
    const path = `${azure.group}/providers/Microsoft.KeyVault/vaults/kv-deleted`;
    expect((await azure.send("PUT", path, { properties: vaultProperties })).status).toBe(201);
    const without = { properties: { ...vaultProperties, enablePurgeProtection: false } };
    expect(await azure.send("PUT", path, without)).toMatchObject(refusal(400, "BadRequest"));
    await azure.send("DELETE", path);
    expect(azure.deletedVaults()).toEqual(["kv-deleted"]);
    expect(await azure.send("PUT", path, { properties: vaultProperties })).toMatchObject({
      status: 409,
      body: { error: { code: "ConflictError", message: expect.stringContaining("already exists in deleted state") } },
    });
    const recovering = { properties: { ...vaultProperties, createMode: "recover" } };
    expect((await azure.send("PUT", path, recovering)).status).toBe(201);
    expect(azure.deletedVaults()).toEqual([]);
  });

  it.each(["kv", "1-vault", "kv--vault", "kv-vault-", "kv-of-more-than-24-characters"])(
    "refuses the vault name %s",
    async (name) => {
      const path = `${azure.group}/providers/Microsoft.KeyVault/vaults/${name}`;
      expect(await azure.send("PUT", path, {})).toMatchObject(refusal(400, "VaultNameNotValid"));
    },
  );

  it("deletes nothing that is locked, nor what it is in", async () => {
    const path = `${azure.group}/providers/Microsoft.OperationalInsights/workspaces/locked`;
    const lock = `${path}/providers/Microsoft.Authorization/locks/keep`;
    await azure.send("PUT", path, {});
    await azure.send("PUT", lock, { properties: { level: "CanNotDelete" } });
    for (const each of [path, azure.group]) {
      expect(await azure.send("DELETE", each)).toMatchObject(refusal(409, "ScopeLocked"));
    }
    expect((await azure.send("DELETE", lock)).status).toBe(200);
    expect((await azure.send("DELETE", path)).status).toBe(200);
  });

  it("gives a role once, to someone who is in the tenant", async () => {
    const assignment = (name: string) => `${azure.group}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    const properties = { principalId: azure.user, roleDefinitionId: "role" };
    expect((await azure.send("PUT", assignment("first"), { properties })).status).toBe(201);
    expect((await azure.send("PUT", assignment("first"), { properties })).status).toBe(200);
    expect(await azure.send("PUT", assignment("second"), { properties })).toMatchObject(
      refusal(409, "RoleAssignmentExists"),
    );
    const stranger = { properties: { ...properties, principalId: unknownId } };
    expect(await azure.send("PUT", assignment("third"), stranger)).toMatchObject(refusal(400, "PrincipalNotFound"));
  });

  it("has five diagnostic settings of the tenant at most, to workspaces that are there", async () => {
    const workspaceId = `${azure.group}/providers/Microsoft.OperationalInsights/workspaces/target`;
    await azure.send("PUT", workspaceId, {});
    const setting = (name: number) => `/providers/microsoft.aadiam/diagnosticSettings/setting${name}`;
    const missing = { properties: { workspaceId: `${workspaceId}s` } };
    expect(await azure.send("PUT", setting(0), missing)).toMatchObject(refusal(404, "ResourceNotFound"));
    for (const name of [1, 2, 3, 4, 5]) {
      expect((await azure.send("PUT", setting(name), { properties: { workspaceId } })).status).toBe(201);
    }
    expect(await azure.send("PUT", setting(6), { properties: { workspaceId } })).toMatchObject(
      refusal(409, "Conflict"),
    );
  });

  it("refuses a caller who may only look, with the action that it lacks", async () => {
    await using reader = await open({ mayChangeAzure: false });
    expect((await reader.send("GET", reader.group)).status).toBe(200);
    expect(await reader.send("PUT", reader.group, {})).toMatchObject({
      status: 403,
      body: { error: { code: "AuthorizationFailed", message: expect.stringContaining("resourcegroups/write") } },
    });
  });
});
