import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { authority, GraphCaller, requestToken, unknownId } from "./graph-caller.ts";

const synchronizationService = "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016";

async function certificateKey(notAfter?: Date): Promise<{ key: string; certificate: X509Certificate }> {
  const issued = await authority.issue({ commonName: "Connect Sync", ...(notAfter ? { notAfter } : {}) });
  const certificate = new X509Certificate(issued.certificate);
  return { key: certificate.raw.toString("base64"), certificate };
}

function credential(key: string | null, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { type: "AsymmetricX509Cert", usage: "Verify", key, ...more };
}

describe("applications of the practice tenant", () => {
  it("are created with owners, read, changed and deleted together with their service principal", async () => {
    await using caller = await GraphCaller.open();
    const owner = caller.tenant.caller.servicePrincipalId;
    const created = await caller.post("/v1.0/applications", {
      displayName: "Connect Sync",
      api: { acceptMappedClaims: null },
      "owners@odata.bind": [`${caller.origin}/graph/v1.0/directoryObjects/${owner}`],
    });
    expect(created.status).toBe(201);
    const path = `/v1.0/applications/${created.body.id}`;
    expect((await caller.get(`${path}/owners`)).body.value).toMatchObject([
      { "@odata.type": "#microsoft.graph.servicePrincipal", id: owner },
    ]);
    expect((await caller.patch(path, { id: created.body.id, displayName: "Renamed" })).status).toBe(204);
    expect((await caller.get(path)).body).toMatchObject({ displayName: "Renamed", appId: created.body.appId });
    expect((await caller.delete(`${path}/owners/${owner}/$ref`)).status).toBe(204);
    expect((await caller.delete(`${path}/owners/${owner}/$ref`)).status).toBe(404);

    await caller.post("/v1.0/servicePrincipals", { appId: created.body.appId });
    const filter = `/v1.0/servicePrincipals?$filter=appId eq '${created.body.appId}'`;
    expect((await caller.get(filter)).body.value).toHaveLength(1);
    expect((await caller.delete(path)).status).toBe(204);
    expect((await caller.get(filter)).body.value).toEqual([]);
    expect((await caller.delete(path)).status).toBe(404);
  });

  it.each([
    ["no name", {}],
    ["an unknown property", { displayName: "x", colour: "red" }],
    ["an unknown audience", { displayName: "x", signInAudience: "Everyone" }],
    [
      "two roles of one value",
      {
        displayName: "x",
        appRoles: ["0f0f0f0f-0000-4000-8000-000000000001", "0f0f0f0f-0000-4000-8000-000000000002"].map((id) => ({
          id,
          allowedMemberTypes: ["Application"],
          displayName: "Twice",
          isEnabled: true,
          value: "Twice.All",
        })),
      },
    ],
  ])("are refused with %s", async (_name, body) => {
    await using caller = await GraphCaller.open();
    const { status, body: answer } = await caller.post("/v1.0/applications", body);
    expect(status).toBe(400);
    expect(answer.error.code).toBe("Request_BadRequest");
  });

  it("never share an identifier", async () => {
    await using caller = await GraphCaller.open();
    const body = { displayName: "Connect Sync", identifierUris: ["api://connect-sync"] };
    expect((await caller.post("/v1.0/applications", body)).status).toBe(201);
    expect((await caller.post("/v1.0/applications", body)).body.error.details[0].code).toBe("ObjectConflict");
  });

  it("keep a certificate that a later change repeats without its key, and lose one that it leaves out", async () => {
    await using caller = await GraphCaller.open();
    const path = `/v1.0/applications/${caller.tenant.caller.applicationObjectId}`;
    const { key, certificate } = await certificateKey();
    expect((await caller.patch(path, { keyCredentials: [credential(key)] })).status).toBe(204);
    const [shown] = (await caller.get(path)).body.keyCredentials;
    expect(shown).toMatchObject({ key: null, keyId: expect.any(String), type: "AsymmetricX509Cert" });
    expect(Buffer.from(shown.customKeyIdentifier, "base64").toString("hex").toUpperCase()).toBe(
      certificate.fingerprint.replaceAll(":", ""),
    );
    const second = await certificateKey();
    expect((await caller.patch(path, { keyCredentials: [shown, credential(second.key)] })).status).toBe(204);
    const kept = (await caller.get(`${path}?$select=keyCredentials`)).body.keyCredentials;
    expect(kept.map((each: { key: string }) => each.key)).toEqual([key, second.key]);
    expect((await caller.patch(path, { keyCredentials: [shown] })).status).toBe(204);
    expect((await caller.get(path)).body.keyCredentials).toHaveLength(1);
  });

  it("take no certificate that cannot be read or that ends before it should", async () => {
    await using caller = await GraphCaller.open();
    const path = `/v1.0/applications/${caller.tenant.caller.applicationObjectId}`;
    const { key } = await certificateKey(new Date(Date.now() + 86_400_000));
    const refused = async (keyCredential: Record<string, unknown>) =>
      (await caller.patch(path, { keyCredentials: [keyCredential] })).body.error.code;
    expect(await refused(credential("bm90IGEgY2VydGlmaWNhdGU="))).toBe("Request_BadRequest");
    expect(await refused(credential(null))).toBe("Request_BadRequest");
    expect(await refused(credential(key, { endDateTime: "2099-01-01T00:00:00Z" }))).toBe(
      "KeyCredentialsInvalidEndDate",
    );
    expect(await refused(credential(key, { startDateTime: "1999-01-01T00:00:00Z" }))).toBe(
      "KeyCredentialsInvalidStartDate",
    );
  });

  it("show a client secret once, let it sign in, and forget it when it is removed", async () => {
    await using caller = await GraphCaller.open();
    const path = `/v1.0/applications/${caller.tenant.caller.applicationObjectId}`;
    const added = await caller.post(`${path}/addPassword`, { passwordCredential: { displayName: "pipeline" } });
    expect(added.body).toMatchObject({ displayName: "pipeline", secretText: expect.stringMatching(/^.{40}$/) });
    expect(JSON.stringify((await caller.get(path)).body)).not.toContain(added.body.secretText);
    const signIn = () => requestToken(caller.tenant, { client_secret: added.body.secretText });
    expect((await signIn()).status).toBe(200);
    expect((await caller.post(`${path}/removePassword`, { keyId: added.body.keyId })).status).toBe(204);
    expect((await caller.post(`${path}/removePassword`, { keyId: added.body.keyId })).status).toBe(400);
    expect((await signIn()).status).toBe(401);
  });
});

describe("service principals of the practice tenant", () => {
  it("are there for Microsoft's synchronization applications unless left out", async () => {
    const filter = `/v1.0/servicePrincipals?$filter=appId eq '${synchronizationService}'`;
    await using caller = await GraphCaller.open();
    expect((await caller.get(filter)).body.value).toMatchObject([
      {
        displayName: "Microsoft Entra AD Synchronization Service",
        appRoles: [{ value: "ADSynchronization.ReadWrite.All", allowedMemberTypes: ["Application"] }],
      },
    ]);
    await using without = await GraphCaller.open({ seed: { servicePrincipals: [] } });
    expect((await without.get(filter)).body.value).toEqual([]);
    const made = await without.post("/v1.0/servicePrincipals", { appId: synchronizationService });
    expect(made.status).toBe(201);
    expect((await without.get(filter)).body.value).toHaveLength(1);
  });

  it("need an application, and are one to an application", async () => {
    await using caller = await GraphCaller.open();
    const unbacked = await caller.post("/v1.0/servicePrincipals", { appId: unknownId });
    expect(unbacked.status).toBe(400);
    expect(unbacked.body.error.code).toBe("NoBackingApplicationObject");
    const second = await caller.post("/v1.0/servicePrincipals", { appId: synchronizationService });
    expect(second.status).toBe(409);
    expect(second.body.error.code).toBe("Request_MultipleObjectsWithSameKeyValue");
  });

  it("are changed and deleted once", async () => {
    await using caller = await GraphCaller.open();
    const application = await caller.post("/v1.0/applications", { displayName: "Connect Sync" });
    const created = await caller.post("/v1.0/servicePrincipals", {
      appId: application.body.appId,
      description: "TERRAFORM_UPDATE",
    });
    const path = `/v1.0/servicePrincipals/${created.body.id}`;
    expect((await caller.patch(path, { description: null, colour: "red" })).status).toBe(400);
    expect((await caller.patch(path, { description: null })).status).toBe(204);
    expect((await caller.get(path)).body).toMatchObject({ description: null, displayName: "Connect Sync" });
    expect((await caller.delete(path)).status).toBe(204);
    expect((await caller.delete(path)).status).toBe(404);
  });
});

describe("app role assignments of the practice tenant", () => {
  async function prepare() {
    const caller = await GraphCaller.open({
      seed: { users: [{ userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna" }] },
    });
    const application = await caller.post("/v1.0/applications", { displayName: "Connect Sync" });
    const principal = await caller.post("/v1.0/servicePrincipals", { appId: application.body.appId });
    const resource = caller.tenant.servicePrincipals().find(({ appId }) => appId === synchronizationService);
    const [role] = (resource?.appRoles ?? []) as { id: string }[];
    return {
      caller,
      path: `/v1.0/servicePrincipals/${resource?.id}/appRoleAssignedTo`,
      held: `/v1.0/servicePrincipals/${principal.body.id}/appRoleAssignments`,
      body: { appRoleId: role?.id, principalId: principal.body.id as string, resourceId: resource?.id },
    };
  }

  it("are created, seen from both sides, and deleted once", async () => {
    const { caller, path, held, body } = await prepare();
    await using _ = caller;
    const created = await caller.post(path, body);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...body, principalType: "ServicePrincipal" });
    expect((await caller.get(`${path}/${created.body.id}`)).body).toMatchObject(body);
    expect((await caller.get(path)).body.value).toHaveLength(1);
    expect((await caller.get(held)).body.value).toMatchObject([{ id: created.body.id }]);
    expect((await caller.delete(`${path}/${created.body.id}`)).status).toBe(204);
    expect((await caller.delete(`${path}/${created.body.id}`)).status).toBe(404);
  });

  it("exist once", async () => {
    const { caller, path, body } = await prepare();
    await using _ = caller;
    await caller.post(path, body);
    const again = await caller.post(path, body);
    expect(again.status).toBe(400);
    expect(again.body.error.message).toBe("Permission being assigned already exists on the object.");
  });

  it("are refused for a role the resource does not offer, an unknown principal, another resource and a user", async () => {
    const { caller, path, body } = await prepare();
    await using _ = caller;
    const unoffered = await caller.post(path, { ...body, appRoleId: unknownId });
    expect(unoffered.status).toBe(400);
    expect(unoffered.body.error.message).toBe(
      `Permission being assigned was not found on application '${synchronizationService}'.`,
    );
    expect((await caller.post(path, { ...body, principalId: unknownId })).status).toBe(404);
    expect((await caller.post(path, { ...body, resourceId: unknownId })).status).toBe(400);
    expect((await caller.post(path, { ...body, principalId: caller.tenant.users()[0]?.id })).status).toBe(400);
    expect((await caller.post(path, { ...body, note: "x" })).status).toBe(400);
  });

  it("give an application permissions with its next token", async () => {
    await using caller = await GraphCaller.open({
      seed: { permissions: ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"] },
    });
    const graph = caller.tenant.servicePrincipals().find(({ displayName }) => displayName === "Microsoft Graph");
    const roles = graph?.appRoles as { id: string; value: string }[];
    const principalId = caller.tenant.caller.servicePrincipalId;
    expect((await caller.get("/v1.0/users")).status).toBe(403);
    const granted = await caller.post(`/v1.0/servicePrincipals/${graph?.id}/appRoleAssignedTo`, {
      appRoleId: roles.find(({ value }) => value === "User.Read.All")?.id,
      principalId,
      resourceId: graph?.id,
    });
    expect(granted.status).toBe(201);
    const token = (await requestToken(caller.tenant, {})).body.access_token;
    expect((await caller.send("GET", "/v1.0/users", undefined, token)).status).toBe(200);
  });
});
