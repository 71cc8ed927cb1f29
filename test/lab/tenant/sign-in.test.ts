import { createHash, createPublicKey, sign, verify } from "node:crypto";
import forge from "node-forge";
import { describe, expect, it } from "vitest";
import { startPracticeTenant } from "../../../lab/tenant/server.ts";
import { authority, GraphCaller, requestToken, unknownId } from "./graph-caller.ts";

describe("cloud metadata", () => {
  it("describes one cloud as an object, and as a list for older API versions", async () => {
    await using tenant = await startPracticeTenant({ authority });
    const address = `https://${tenant.metadataHost}/metadata/endpoints`;
    const current = await (await fetch(`${address}?api-version=2022-09-01`)).json();
    expect(current).toMatchObject({
      authentication: { loginEndpoint: `https://${tenant.metadataHost}` },
      microsoftGraphResourceId: `https://${tenant.metadataHost}/graph`,
      resourceManager: `https://${tenant.metadataHost}/arm`,
    });
    expect(await (await fetch(`${address}?api-version=2020-06-01`)).json()).toEqual([current]);
  });

  it("refuses a request without an API version, or with one it does not know", async () => {
    await using tenant = await startPracticeTenant({ authority });
    const address = `https://${tenant.metadataHost}/metadata/endpoints`;
    expect((await fetch(address)).status).toBe(400);
    expect((await fetch(`${address}?api-version=1999-01-01`)).status).toBe(400);
  });

  it("is refused by a client that does not trust the lab's authority", async () => {
    const { CertificateAuthority } = await import("../../../lab/certificate-authority.ts");
    await using tenant = await startPracticeTenant({ authority: await CertificateAuthority.create("untrusted") });
    await expect(fetch(`https://${tenant.metadataHost}/metadata/endpoints`)).rejects.toThrow("fetch failed");
  });
});

describe("sign-in", () => {
  it("publishes an OpenID configuration whose issuer and endpoints are its own", async () => {
    await using tenant = await startPracticeTenant({ authority });
    const issuer = `https://${tenant.metadataHost}/${tenant.tenantId}`;
    const answer = await fetch(`${issuer}/v2.0/.well-known/openid-configuration`);
    expect(await answer.json()).toMatchObject({
      issuer: `${issuer}/v2.0`,
      token_endpoint: `${issuer}/oauth2/v2.0/token`,
      jwks_uri: `${issuer}/discovery/v2.0/keys`,
    });
  });

  it("gives the calling application a token that its published key verifies", async () => {
    await using tenant = await startPracticeTenant({ authority, seed: { permissions: ["User.Read.All"] } });
    const { status, body } = await requestToken(tenant, {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
    const [header, payload, signature] = body.access_token.split(".");
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({
      aud: `https://${tenant.metadataHost}/graph`,
      appid: tenant.environment.ARM_CLIENT_ID,
      oid: tenant.caller.servicePrincipalId,
      tid: tenant.tenantId,
      roles: ["User.Read.All"],
    });
    const keys = await fetch(`https://${tenant.metadataHost}/${tenant.tenantId}/discovery/v2.0/keys`);
    const [key] = ((await keys.json()) as { keys: never[] }).keys;
    const publicKey = createPublicKey({ key: key as never, format: "jwk" });
    const content = Buffer.from(`${header}.${payload}`);
    expect(
      verify("sha256", content, { key: publicKey, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url")),
    ).toBe(true);
  });

  it("knows the tenant by its domain, too", async () => {
    await using tenant = await startPracticeTenant({ authority });
    expect((await requestToken(tenant, {}, "contoso.onmicrosoft.com")).status).toBe(200);
  });

  it.each([
    ["a wrong secret", { client_secret: "wrong" }, 401, "invalid_client", 7000215],
    ["no secret", { client_secret: null }, 401, "invalid_client", 7000216],
    ["an unknown application", { client_id: unknownId }, 400, "unauthorized_client", 700016],
    ["no application", { client_id: null }, 400, "invalid_request", 900144],
    ["another grant", { grant_type: "password" }, 400, "unsupported_grant_type", 70003],
    ["no scope", { scope: null }, 400, "invalid_request", 900144],
    ["a scope of single permissions", { scope: "User.Read.All" }, 400, "invalid_scope", 1002012],
    ["a resource of another tenant", { scope: "https://graph.example/.default" }, 400, "invalid_resource", 500011],
    [
      "an assertion that is no token",
      {
        client_secret: null,
        client_assertion: "x.y.z",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      },
      401,
      "invalid_client",
      50027,
    ],
  ] as const)("refuses %s with Entra's number", async (_, fields, status, error, number) => {
    await using tenant = await startPracticeTenant({ authority });
    const answer = await requestToken(tenant, fields);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error, error_codes: [number] });
    expect(answer.body.error_description).toMatch(new RegExp(`^AADSTS${number}: .* Trace ID: `));
  });

  it("refuses an unknown tenant", async () => {
    await using tenant = await startPracticeTenant({ authority });
    const answer = await requestToken(tenant, {}, unknownId);
    expect(answer.status).toBe(400);
    expect(answer.body.error_codes).toEqual([90002]);
  });

  it("lets the calling application in with the federated token", async () => {
    await using tenant = await startPracticeTenant({ authority });
    const answer = await requestToken(tenant, {
      client_secret: null,
      client_assertion: tenant.federatedToken,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    });
    expect(answer.status).toBe(200);
  });

  it("lets an application in that signs with a certificate registered on it, and no other certificate", async () => {
    await using caller = await GraphCaller.open();
    const { tenant } = caller;
    const own = selfSigned();
    const other = selfSigned();
    const { status } = await caller.patch(`/v1.0/applications/${tenant.caller.applicationObjectId}`, {
      keyCredentials: [{ type: "AsymmetricX509Cert", usage: "Verify", key: own.certificate }],
    });
    expect(status).toBe(204);
    const clientId = tenant.caller.clientId;
    const signedBy = (privateKey: string, claims: Record<string, unknown> = {}) =>
      requestToken(tenant, {
        client_secret: null,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion(privateKey, {
          iss: clientId,
          sub: clientId,
          aud: `${caller.origin}/${tenant.tenantId}/v2.0`,
          exp: Math.floor(Date.now() / 1000) + 300,
          ...claims,
        }),
      });
    expect((await signedBy(own.privateKey)).status).toBe(200);
    expect((await signedBy(other.privateKey)).body.error_codes).toEqual([700027]);
    expect((await signedBy(own.privateKey, { exp: 1 })).body.error_codes).toEqual([700024]);
    expect((await signedBy(own.privateKey, { aud: "https://elsewhere.example" })).body.error_codes).toEqual([700023]);
    expect((await signedBy(own.privateKey, { sub: unknownId })).body.error_codes).toEqual([700213]);
  });

  it("refuses an application whose service principal was disabled", async () => {
    await using caller = await GraphCaller.open();
    await caller.patch(`/v1.0/servicePrincipals/${caller.tenant.caller.servicePrincipalId}`, { accountEnabled: false });
    expect((await requestToken(caller.tenant, {})).body.error_codes).toEqual([7000112]);
  });
});

function selfSigned(): { certificate: string; privateKey: string } {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = `01${createHash("sha256").update(String(Math.random())).digest("hex").slice(0, 16)}`;
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes();
  return {
    certificate: Buffer.from(der, "binary").toString("base64"),
    privateKey: forge.pki.privateKeyToPem(keys.privateKey),
  };
}

function assertion(privateKey: string, claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  return `${content}.${sign("sha256", Buffer.from(content), privateKey).toString("base64url")}`;
}
