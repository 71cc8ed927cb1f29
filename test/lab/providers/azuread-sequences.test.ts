import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  applicationId,
  groupId,
  principalId,
  resourceId,
  roleTemplateId,
  sequences,
} from "./support/azuread-sequences.ts";
import { type Plugin, secretOnTheWire } from "./support/plugin.ts";
import { callerId, type RecordingTenant } from "./support/recording-tenant.ts";
import { StandIns } from "./support/stand-ins.ts";

let standIns: StandIns;
let tenant: RecordingTenant;
let plugin: Plugin;

beforeAll(async () => {
  standIns = await StandIns.open();
  tenant = standIns.tenant;
  plugin = await standIns.start("azuread");
  await plugin.configure();
});

afterAll(async () => {
  await standIns?.[Symbol.asyncDispose]();
});

beforeEach(() => {
  tenant.forget();
  tenant.put(`/directoryRoleTemplates/${roleTemplateId}`, {
    id: roleTemplateId,
    displayName: "Hybrid Identity Administrator",
  });
  tenant.put(`/servicePrincipals/${resourceId}`, { id: resourceId });
  tenant.put(`/applications/${applicationId}`, { id: applicationId });
  tenant.put(`/groups/${groupId}`, { id: groupId });
  for (const path of ["/directoryRoles", "/servicePrincipals", `/groups/${groupId}/members`])
    tenant.collection(path, []);
});

describe.each(sequences)("$resource", ({ type, inputs, create, read, delete: remove, stateId }) => {
  it("makes the released plugin's requests, in its order", async () => {
    const created = await plugin.create(type, inputs);
    const id = objectIdOf(created.id, stateId);
    expect(created.id).toBe(stateId.replace("ID", id));
    expect(withoutId(tenant.lines, id)).toEqual([...create, ...read]);

    tenant.forget();
    const found = await plugin.read(type, created.id, created.properties, inputs);
    expect(found.id).toBe(created.id);
    expect(found.inputs).toEqual(inputs);
    expect(withoutId(tenant.lines, id)).toEqual(read);

    tenant.forget();
    await plugin.delete(type, created.id, created.properties);
    expect(withoutId(tenant.lines, id)).toEqual(remove);
  });

  it("asks nobody in a preview", async () => {
    const preview = await plugin.create(type, inputs, { preview: true });
    expect(preview.id).toBe("");
    expect(preview.properties).toMatchObject(inputs);
    expect(tenant.requests).toEqual([]);
  });

  it("finds no difference to what was just made", async () => {
    const created = await plugin.create(type, inputs);
    const { changes, diffs } = await plugin.diff(type, created.properties, inputs, inputs);
    expect({ changes, diffs }).toEqual({ changes: false, diffs: [] });
  });
});

const ofApplication = { "@odata.type": "#microsoft.graph.application" };

describe("requests for what was declared", () => {
  const user = "azuread:index/user:User";
  const password = "correct horse battery staple";
  const userInputs = { displayName: "Ada", userPrincipalName: "ada@contoso.com", accountEnabled: true };

  it("sends a new user's password and alias, and the address list on the beta endpoint", async () => {
    const { id } = await plugin.create(user, {
      ...userInputs,
      password: secretOnTheWire(password),
      showInAddressList: true,
    });
    expect(tenant.requests[0]?.body).toMatchObject({
      accountEnabled: true,
      displayName: "Ada",
      mailNickname: "ada",
      userPrincipalName: "ada@contoso.com",
      passwordProfile: { forceChangePasswordNextSignIn: false, password },
      otherMails: [],
      passwordPolicies: null,
    });
    expect(tenant.requests[1]).toMatchObject({ line: `PATCH beta ${id}`, body: { showInAddressList: true } });
    expect(tenant.requests[0]?.headers).toMatchObject({
      "odata-version": "4.0",
      "content-type": "application/json; charset=utf-8",
    });
  });

  it("sets, changes and takes away a user's manager", async () => {
    const inputs = { ...userInputs, password };
    const created = await plugin.create(user, { ...inputs, managerId: principalId });
    const assignment = { line: `PUT v1.0 ${created.id}/manager/$ref` };
    const target = (id: string) => `https://${tenant.host}/graph/v1.0/directoryObjects/${id}`;
    expect(tenant.requests).toContainEqual(
      expect.objectContaining({ ...assignment, body: { "@odata.id": target(principalId) } }),
    );
    tenant.forget();
    const state = { ...created.properties, managerId: principalId };
    await plugin.update(user, created.id, state, { ...inputs, managerId: callerId });
    expect(tenant.requests).toContainEqual(
      expect.objectContaining({ ...assignment, body: { "@odata.id": target(callerId) } }),
    );
    tenant.forget();
    await plugin.update(user, created.id, state, inputs);
    expect(tenant.lines).toContain(`DELETE v1.0 ${created.id}/manager/$ref`);
  });

  it("sends a password again only when it was changed", async () => {
    const created = await plugin.create(user, { ...userInputs, password });
    tenant.forget();
    await plugin.update(user, created.id, created.properties, { ...userInputs, displayName: "Ada L.", password });
    expect(tenant.requests[0]).toMatchObject({ line: `PATCH v1.0 ${created.id}`, body: { displayName: "Ada L." } });
    expect(tenant.requests[0]?.body).not.toHaveProperty("passwordProfile");
    tenant.forget();
    await plugin.update(user, created.id, created.properties, { ...userInputs, password: "another one, longer" });
    expect(tenant.requests[0]?.body).toMatchObject({ passwordProfile: { password: "another one, longer" } });
  });

  it("takes an active directory role as it is, found by name in any case", async () => {
    tenant.collection("/directoryRoleTemplates", [
      { id: roleTemplateId, displayName: "Hybrid Identity Administrator" },
    ]);
    tenant.collection("/directoryRoles", [{ id: "role", roleTemplateId }]);
    tenant.put("/directoryRoles/role", { id: "role", roleTemplateId, displayName: "Hybrid Identity Administrator" });
    const type = "azuread:index/directoryRole:DirectoryRole";
    const inputs = { displayName: "hybrid identity administrator" };
    const created = await plugin.create(type, inputs);
    expect(tenant.lines).toEqual([
      "GET v1.0 /directoryRoleTemplates",
      "GET v1.0 /directoryRoles",
      "GET v1.0 /directoryRoles/role",
    ]);
    expect(tenant.requests[1]?.query).toEqual({ $filter: `roleTemplateId eq '${roleTemplateId}'` });
    expect(created.properties).toMatchObject({ objectId: "role", templateId: roleTemplateId });
    expect((await plugin.diff(type, created.properties, inputs, inputs)).changes).toBe(false);
  });

  it("assigns a role in the whole directory unless a scope is given", async () => {
    const type = "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment";
    const inputs = { roleId: roleTemplateId, principalObjectId: principalId };
    await plugin.create(type, inputs);
    const body = {
      "@odata.type": "#microsoft.graph.unifiedRoleAssignment",
      principalId,
      roleDefinitionId: roleTemplateId,
    };
    expect(tenant.requests[0]?.body).toEqual({ ...body, directoryScopeId: "/" });
    tenant.forget();
    await plugin.create(type, { ...inputs, appScopeId: "/app" });
    expect(tenant.requests[0]?.body).toEqual({ ...body, appScopeId: "/app" });
  });

  it("asks for eligibility without end, and takes it back with what the request says", async () => {
    const type = "azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest";
    const inputs = { roleDefinitionId: roleTemplateId, principalId, directoryScopeId: "/", justification: "set-up" };
    const { id } = await plugin.create(type, inputs);
    expect(tenant.requests[0]?.body).toMatchObject({
      action: "adminAssign",
      ...inputs,
      scheduleInfo: { expiration: { type: "noExpiration" }, startDateTime: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
    tenant.forget();
    await plugin.delete(type, id);
    expect(tenant.requests[1]?.body).toEqual({
      "@odata.type": "#microsoft.graph.unifiedRoleEligibilityScheduleRequest",
      action: "adminRemove",
      ...inputs,
    });
  });

  it("finds an eligibility by its schedule when Graph has forgotten the request", async () => {
    const type = "azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest";
    const state = { roleDefinitionId: roleTemplateId, principalId, directoryScopeId: "/", justification: "set-up" };
    tenant.put("/roleManagement/directory/roleEligibilitySchedules/old", {
      ...state,
      justification: undefined,
      id: "old",
    });
    expect((await plugin.read(type, "old", state, state)).properties).toEqual(state);
    expect(tenant.lines).toEqual([
      "GET v1.0 /roleManagement/directory/roleEligibilityScheduleRequests/old",
      "GET v1.0 /roleManagement/directory/roleEligibilitySchedules/old",
    ]);
  });

  it("makes the caller an owner first, and leaves it one only when it is declared", async () => {
    const type = "azuread:index/application:Application";
    const bind = (id: string) => `https://${tenant.host}/graph/v1.0/directoryObjects/${id}`;
    const inputs = { displayName: "Sync", owners: [principalId] };
    await plugin.create(type, inputs);
    expect(tenant.requests[0]?.body).toMatchObject({ "owners@odata.bind": [bind(callerId), bind(principalId)] });
    expect(tenant.lines.some((line) => line.endsWith(`/owners/${callerId}/$ref`))).toBe(true);
    tenant.forget();
    await plugin.create(type, { ...inputs, owners: [callerId, principalId] });
    expect(tenant.lines.some((line) => line.startsWith("DELETE"))).toBe(false);
  });

  it("renames a new application for a moment, as the released plugin does", async () => {
    await plugin.create("azuread:index/application:Application", { displayName: "Sync" });
    expect(tenant.requests.slice(1, 3).map(({ body }) => body)).toEqual([
      { ...ofApplication, displayName: expect.stringMatching(/^TERRAFORM_UPDATE_/) },
      { ...ofApplication, displayName: "Sync" },
    ]);
  });

  it("asks for the application roles that are declared", async () => {
    const requiredResourceAccesses = [
      {
        resourceAppId: "00000003-0000-0000-c000-000000000000",
        resourceAccesses: [{ id: "19dbc75e-c2e2-444c-a770-ec69d8559fc7", type: "Role" }],
      },
    ];
    const type = "azuread:index/application:Application";
    const created = await plugin.create(type, { displayName: "Sync", requiredResourceAccesses });
    expect(tenant.requests[0]?.body).toMatchObject({
      requiredResourceAccess: [
        {
          resourceAppId: "00000003-0000-0000-c000-000000000000",
          resourceAccess: [{ id: "19dbc75e-c2e2-444c-a770-ec69d8559fc7", type: "Role" }],
        },
      ],
    });
    expect(created.properties.requiredResourceAccesses).toEqual(requiredResourceAccesses);
  });

  it("refuses a name that is taken when duplicates are to be prevented", async () => {
    tenant.collection("/applications", [{ id: "taken" }]);
    const error = await plugin.failure(
      plugin.create("azuread:index/application:Application", { displayName: "Sync", preventDuplicateNames: true }),
    );
    expect(error.details).toBe(
      '1 error occurred:\n\t* Existing azuread_application with name "Sync" and object ID "taken" was found and preventDuplicateNames was specified\n\n',
    );
    expect(tenant.lines).toEqual(["GET v1.0 /applications"]);
  });

  it("takes over an existing service principal only when told to", async () => {
    const type = "azuread:index/servicePrincipal:ServicePrincipal";
    const clientId = "00000003-0000-0000-c000-000000000000";
    tenant.collection("/servicePrincipals", [{ id: resourceId, appId: clientId }]);
    tenant.collection(`/servicePrincipals/${resourceId}/owners`, []);
    const error = await plugin.failure(plugin.create(type, { clientId }));
    expect(error.details).toContain(`A resource with the ID "/servicePrincipals/${resourceId}" already exists`);
    tenant.forget();
    const { id } = await plugin.create(type, { clientId, useExisting: true });
    expect(id).toBe(`/servicePrincipals/${resourceId}`);
    expect(tenant.lines.slice(0, 2)).toEqual([
      "GET v1.0 /servicePrincipals",
      `PATCH v1.0 /servicePrincipals/${resourceId}`,
    ]);
  });
});

describe("what was made and cannot be read yet", () => {
  const missing = { error: { code: "Request_ResourceNotFound", message: "not there yet" } };

  it("is forgotten where it is a role, which the next creation finds activated", async () => {
    const type = "azuread:index/directoryRole:DirectoryRole";
    tenant.answer("POST /directoryRoles", 201, { id: "hidden", roleTemplateId });
    const error = await plugin.failure(plugin.create(type, { templateId: roleTemplateId }));
    expect(error.details).toContain("expected non-empty ID for new state during Create of urn:");
    expect(error.metadata.get("grpc-status-details-bin")).toEqual([]);
    tenant.collection("/directoryRoles", [{ id: "hidden", roleTemplateId }]);
    tenant.put("/directoryRoles/hidden", { id: "hidden", roleTemplateId });
    expect((await plugin.create(type, { templateId: roleTemplateId })).id).toBe("/directoryRoles/hidden");
  });

  it("leaves the caller as owner of a service principal until an update knows of it", async () => {
    const type = "azuread:index/servicePrincipal:ServicePrincipal";
    const inputs = { clientId: "aaaaaaaa-0000-4000-8000-000000000006", accountEnabled: true };
    const path = "/servicePrincipals/late";
    tenant.answer("POST /servicePrincipals", 201, { id: "late", appId: inputs.clientId });
    tenant.answer(`PATCH ${path}`, 404, missing);
    const error = await plugin.failure(plugin.create(type, inputs));
    const [detail] = error.metadata.get("grpc-status-details-bin");
    expect(String(detail)).toContain(path);

    // The next update finds it. What the first one left is in the state only afterwards.
    tenant.answer(`PATCH ${path}`, 204, undefined);
    tenant.put(path, { id: "late", appId: inputs.clientId, accountEnabled: true });
    tenant.collection(`${path}/owners`, [{ id: callerId }]);
    tenant.forget();
    const second = await plugin.update(type, path, inputs, inputs);
    expect(tenant.lines.filter((line) => line.startsWith("DELETE"))).toEqual([]);
    expect(second.owners).toEqual([callerId]);

    expect(await plugin.diff(type, second, inputs, inputs)).toMatchObject({ changes: true, diffs: ["owners"] });
    const third = await plugin.update(type, path, second, inputs);
    expect(tenant.lines).toContain(`DELETE v1.0 ${path}/owners/${callerId}/$ref`);
    expect(third.owners).toEqual([]);
    expect(await plugin.diff(type, third, inputs, inputs)).toMatchObject({ changes: false });
  });
});

describe("a named location", () => {
  const type = "azuread:index/namedLocation:NamedLocation";
  const ofLocation = { "@odata.type": "#microsoft.graph.ipNamedLocation" };
  const ipRanges = [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress: "203.0.113.0/24" }];

  it("is renamed only where the name changes, and loses its trust before it is deleted, whether it has it or not", async () => {
    const inputs = { displayName: "Servers", ip: { ipRanges: ["203.0.113.0/24"], trusted: false } };
    const created = await plugin.create(type, inputs);
    expect(tenant.requests[0]?.body).toEqual({ ...ofLocation, displayName: "Servers", ipRanges, isTrusted: false });
    tenant.forget();
    await plugin.update(type, created.id, created.properties, { ...inputs, ip: { ...inputs.ip, trusted: true } });
    expect(tenant.requests[0]?.body).toEqual({ ...ofLocation, ipRanges, isTrusted: true });
    tenant.forget();
    await plugin.update(type, created.id, created.properties, { ...inputs, displayName: "Sync servers" });
    expect(tenant.requests[0]?.body).toEqual({
      ...ofLocation,
      displayName: "Sync servers",
      ipRanges,
      isTrusted: false,
    });
    tenant.forget();
    await plugin.delete(type, created.id, created.properties);
    expect(tenant.requests[0]).toMatchObject({
      line: `PATCH v1.0 ${created.id}`,
      body: { ipRanges, isTrusted: false },
    });
  });
});

describe("ApplicationCertificate", () => {
  const type = "azuread:index/applicationCertificate:ApplicationCertificate";
  const keyId = "bbbbbbbb-0000-4000-8000-000000000001";

  it("adds to the certificates that are there, reads its own, and takes only its own away", async () => {
    const other = { keyId: "bbbbbbbb-0000-4000-8000-000000000002", type: "AsymmetricX509Cert", usage: "Verify" };
    tenant.put(`/applications/${applicationId}`, { id: applicationId, keyCredentials: [other] });
    const { certificate } = await standIns.authority.issue({ commonName: "sync" });
    const inputs = {
      applicationId: `/applications/${applicationId}`,
      value: secretOnTheWire(certificate),
      keyId,
      type: "AsymmetricX509Cert",
    };
    const path = `/applications/${applicationId}`;

    const created = await plugin.create(type, { ...inputs, endDate: "2030-01-01T00:00:00Z" });
    expect(created.id).toBe(`${applicationId}/certificate/${keyId}`);
    const [get, patch] = [`GET v1.0 ${path}`, `PATCH v1.0 ${path}`];
    // Five looks, and the reading.
    expect(tenant.lines).toEqual([get, patch, ...Array.from({ length: 6 }, () => get)]);
    expect(tenant.requests[1]?.body).toMatchObject({
      ...ofApplication,
      id: applicationId,
      keyCredentials: [
        other,
        {
          keyId,
          type: "AsymmetricX509Cert",
          usage: "Verify",
          endDateTime: "2030-01-01T00:00:00Z",
          // Of the text as it was given, not of the certificate in it.
          key: Buffer.from(certificate).toString("base64"),
        },
      ],
    });
    expect(created.properties).toMatchObject({ value: inputs.value, endDate: "2030-01-01T00:00:00Z", keyId });

    tenant.forget();
    await plugin.delete(type, created.id, created.properties);
    expect(tenant.lines).toEqual([get, patch, ...Array.from({ length: 5 }, () => get)]);
    expect(tenant.requests[1]?.body).toEqual({ ...ofApplication, id: applicationId, keyCredentials: [other] });
  });

  it("sends no dates of its own, and turns other encodings into PEM", async () => {
    const { certificate } = await standIns.authority.issue({ commonName: "sync" });
    const { raw } = new X509Certificate(certificate);
    const applied = { applicationId: `/applications/${applicationId}`, keyId };
    const sent = async (inputs: object) => {
      tenant.put(`/applications/${applicationId}`, { id: applicationId });
      tenant.forget();
      await plugin.create(type, { ...applied, ...inputs });
      const body = tenant.requests[1]?.body as { keyCredentials: Record<string, string>[] } | undefined;
      return body?.keyCredentials[0] ?? {};
    };
    const pem = await sent({ value: secretOnTheWire(certificate) });
    expect(Object.keys(pem).sort()).toEqual(["key", "keyId", "type", "usage"]);
    for (const encoding of ["base64", "hex"] as const) {
      const { key = "" } = await sent({ value: secretOnTheWire(raw.toString(encoding)), encoding });
      const text = Buffer.from(key, "base64").toString();
      expect(text).toMatch(/^-----BEGIN CERTIFICATE-----\n[\s\S]*\n-----END CERTIFICATE-----\n$/);
      expect(new X509Certificate(text).raw.equals(raw)).toBe(true);
    }
    const lines = (raw.toString("base64").match(/.{1,76}/g) ?? []).join("\n");
    const { key: ofLines = "" } = await sent({ value: secretOnTheWire(lines), encoding: "base64" });
    expect(new X509Certificate(Buffer.from(ofLines, "base64").toString()).raw.equals(raw)).toBe(true);
    const relative = await sent({ value: secretOnTheWire(certificate), endDateRelative: "24h" });
    expect(Date.parse(relative.endDateTime ?? "") - Date.now()).toBeGreaterThan(23 * 3_600_000);
  });

  it("refuses a key id that is there already, and changes nothing", async () => {
    const present = { keyId: keyId.toUpperCase(), type: "AsymmetricX509Cert", usage: "Verify" };
    tenant.put(`/applications/${applicationId}`, { id: applicationId, keyCredentials: [present] });
    const inputs = { applicationId: `/applications/${applicationId}`, value: secretOnTheWire("x"), keyId };
    const error = await plugin.failure(plugin.create(type, inputs));
    expect(error.details).toContain(`A resource with the ID "${applicationId}/certificate/${keyId}" already exists`);
    expect(tenant.lines).toEqual([`GET v1.0 /applications/${applicationId}`]);
  });

  it("fails where an end is relative to a start, as the plugin does", async () => {
    const inputs = {
      applicationId: `/applications/${applicationId}`,
      value: secretOnTheWire("x"),
      endDateRelative: "24h",
    };
    const error = await plugin.failure(plugin.create(type, { ...inputs, startDate: "2026-01-01T00:00:00Z" }));
    expect(error.details).toContain('Unable to parse the provided start date "24h"');
  });

  it("keeps every one of several certificates that are added at the same time", async () => {
    const { certificate } = await standIns.authority.issue({ commonName: "sync" });
    const add = (last: number) =>
      plugin.create(type, {
        applicationId: `/applications/${applicationId}`,
        value: certificate,
        keyId: `bbbbbbbb-0000-4000-8000-00000000001${last}`,
      });
    await Promise.all([add(1), add(2), add(3)]);
    expect((await plugin.read(type, `${applicationId}/certificate/bbbbbbbb-0000-4000-8000-000000000012`)).id).not.toBe(
      "",
    );
    const last = tenant.requests.findLast(({ line }) => line.startsWith("PATCH"));
    expect(last?.body).toMatchObject({ keyCredentials: [{}, {}, {}] });
  });

  it("does not show the value of a certificate that it cannot read", async () => {
    const error = await plugin.failure(
      plugin.create(type, {
        applicationId: `/applications/${applicationId}`,
        value: secretOnTheWire("c2VjcmV0LWtleS1tYXRlcmlhbA"),
        encoding: "hex",
      }),
    );
    expect(error.details).toBe(
      "1 error occurred:\n\t* Generating certificate credentials: failed to decode hexadecimal certificate data\n\n",
    );
    expect(tenant.requests).toEqual([]);
  });
});

/** The id that the tenant gave, out of an id in the state. */
function objectIdOf(id: string, stateId: string): string {
  return stateId.includes("ID") ? id.slice(stateId.indexOf("ID")) : id;
}

function withoutId(lines: readonly string[], id: string): string[] {
  return lines.map((line) => line.replaceAll(id, "ID"));
}
