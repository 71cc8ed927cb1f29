import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import forge from "node-forge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PracticeTenant } from "../../lab/tenant/server.ts";
import { readCertificate } from "../../tenant/client-certificate.ts";
import { openTenant } from "../../tenant/open.ts";
import { startTenant } from "./practice.ts";

const anna = { userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna" };
const password = "bundle-password-1";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-credential-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content, { mode: 0o600 });
  return path;
}

/** The tenant's variables without the client secret, and others in its place. */
function environment(tenant: PracticeTenant, more: Record<string, string>): Record<string, string> {
  return { ...tenant.environment, ARM_CLIENT_SECRET: "", ...more };
}

async function canRead(tenant: PracticeTenant, more: Record<string, string>): Promise<unknown> {
  return openTenant(environment(tenant, more)).findUser(anna.userPrincipalName);
}

const readable = { observed: { userPrincipalName: anna.userPrincipalName } };

describe("signing in with an OIDC token", () => {
  it("takes the token from its variable or from its file", async () => {
    await using tenant = await startTenant({ users: [anna] });
    const path = await file("token", `${tenant.federatedToken}\n`);
    expect(await canRead(tenant, { ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: tenant.federatedToken })).toMatchObject(
      readable,
    );
    expect(await canRead(tenant, { ARM_USE_OIDC: "1", ARM_OIDC_TOKEN_FILE_PATH: path })).toMatchObject(readable);
  });

  it("asks the pipeline's identity provider for one", async () => {
    await using tenant = await startTenant({ users: [anna] });
    const asked: string[] = [];
    const provider = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      const known = request.headers.authorization === "Bearer request-token";
      response.writeHead(known ? 200 : 403, { "content-type": "application/json" });
      response.end(JSON.stringify(known ? { value: tenant.federatedToken } : {}));
    });
    await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/token?version=1`;
    try {
      const variables = { ARM_USE_OIDC: "true", ACTIONS_ID_TOKEN_REQUEST_URL: address };
      expect(await canRead(tenant, { ...variables, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token" })).toMatchObject(
        readable,
      );
      expect(new Set(asked)).toEqual(
        new Set(["/token?version=1&audience=api%3A%2F%2FAzureADTokenExchange Bearer request-token"]),
      );
      const refused = await canRead(tenant, { ...variables, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "another" });
      expect(refused).toMatchObject({
        unobservable: { reason: expect.stringContaining("did not return an OIDC token (status 403)") },
      });
    } finally {
      provider.closeAllConnections();
      provider.close();
    }
  });

  it("asks Azure Pipelines for the token of a service connection", async () => {
    await using tenant = await startTenant({ users: [anna] });
    const asked: string[] = [];
    const provider = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ oidcToken: tenant.federatedToken }));
    });
    await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/oidctoken`;
    try {
      const pipeline = { ARM_USE_OIDC: "true", SYSTEM_OIDCREQUESTURI: address, SYSTEM_ACCESSTOKEN: "access-token" };
      for (const name of ["ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID"])
        expect(await canRead(tenant, { ...pipeline, [name]: "connection-1" })).toMatchObject(readable);
      expect(new Set(asked)).toEqual(
        new Set(["POST /oidctoken?api-version=7.1&serviceConnectionId=connection-1 Bearer access-token"]),
      );
    } finally {
      provider.closeAllConnections();
      provider.close();
    }
  });

  it("says that a token nobody trusts is refused, without showing it", async () => {
    await using tenant = await startTenant({ users: [anna] });
    const fact = await canRead(tenant, { ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "made.up.token" });
    expect(fact).toMatchObject({ unobservable: { reason: expect.stringContaining("AADSTS50027") } });
    expect(JSON.stringify(fact)).not.toContain("made.up.token");
  });
});

describe("signing in with a certificate", () => {
  it("takes a PKCS #12 bundle, or a PEM file with or without a password", async () => {
    const certificate = selfSigned();
    await using tenant = await startTenant({ users: [anna] });
    await register(tenant, certificate.der);
    const plain = await file("plain.pem", `${certificate.privateKey}${certificate.pem}`);
    const encrypted = await file("encrypted.pem", `${certificate.encryptedPrivateKey}${certificate.pem}`);
    const bundle = await file("bundle.pfx", certificate.pkcs12);
    const secretBeside = { ARM_CLIENT_CERTIFICATE_PASSWORD: password };
    expect(await canRead(tenant, { ARM_CLIENT_CERTIFICATE_PATH: plain })).toMatchObject(readable);
    expect(await canRead(tenant, { ARM_CLIENT_CERTIFICATE_PATH: encrypted, ...secretBeside })).toMatchObject(readable);
    expect(await canRead(tenant, { ARM_CLIENT_CERTIFICATE_PATH: bundle, ...secretBeside })).toMatchObject(readable);
    expect(
      await canRead(tenant, { ARM_CLIENT_CERTIFICATE: certificate.pkcs12.toString("base64"), ...secretBeside }),
    ).toMatchObject(readable);
  });

  it("goes before the client secret", async () => {
    const certificate = selfSigned();
    await using tenant = await startTenant({ users: [anna] });
    const path = await file("unregistered.pem", `${certificate.privateKey}${certificate.pem}`);
    const fact = await openTenant({ ...tenant.environment, ARM_CLIENT_CERTIFICATE_PATH: path }).findUser("x@y");
    expect(fact).toMatchObject({ unobservable: { reason: expect.stringContaining("AADSTS700027") } });
  });

  it.each([
    ["a wrong password", "pkcs12", "wrong-password"],
    ["a wrong password of a PEM file", "encryptedPem", "wrong-password"],
    ["a file that is none", "nonsense", password],
    ["a PEM file without certificate", "keyOnly", password],
  ] as const)("says that the file cannot be opened with %s, without quoting it", async (_, kind, secret) => {
    const certificate = selfSigned();
    const content = {
      pkcs12: certificate.pkcs12,
      encryptedPem: `${certificate.encryptedPrivateKey}${certificate.pem}`,
      nonsense: "nothing of the kind",
      keyOnly: certificate.encryptedPrivateKey,
    }[kind];
    await using tenant = await startTenant({ users: [anna] });
    const path = await file(kind, content);
    const fact = await canRead(tenant, {
      ARM_CLIENT_CERTIFICATE_PATH: path,
      ARM_CLIENT_CERTIFICATE_PASSWORD: secret,
    });
    expect(fact).toMatchObject({
      unobservable: {
        reason: expect.stringContaining(`${path}, which ARM_CLIENT_CERTIFICATE_PATH names, cannot be opened`),
      },
    });
    expect(JSON.stringify(fact)).not.toContain(secret);
  });
});

describe("a certificate in an encoding that is not read", () => {
  const pem = () => `${selfSigned().privateKey}${selfSigned().pem}`;
  it.each([
    ["UTF-8 with a byte order mark", () => Buffer.from(`\uFEFF${pem()}`)],
    ["UTF-16", () => Buffer.from(`\uFEFF${pem()}`, "utf16le")],
    ["UTF-16", () => Buffer.from(pem(), "utf16le").swap16()],
    ["UTF-32", () => Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x2d])],
  ] as const)("is named: %s", async (encoding, content) => {
    const path = await file("encoding.pem", content());
    await expect(readCertificate({ ARM_CLIENT_CERTIFICATE_PATH: path })).rejects.toThrow(
      `${path}, which ARM_CLIENT_CERTIFICATE_PATH names, is text in ${encoding}`,
    );
  });
});

describe("signing in with the Azure CLI", () => {
  it("is what remains, and asks for az login when there is no such sign-in", async () => {
    await using tenant = await startTenant({ users: [anna] });
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      expect(await canRead(tenant, { ARM_USE_CLI: "" })).toMatchObject({
        unobservable: {
          reason: "the user of the Azure CLI is not signed in",
          remedy: expect.stringContaining("az login"),
        },
      });
    } finally {
      process.env.PATH = path;
    }
  });
});

async function register(tenant: PracticeTenant, der: string): Promise<void> {
  const origin = `https://${tenant.metadataHost}`;
  const { ARM_CLIENT_ID = "", ARM_CLIENT_SECRET = "" } = tenant.environment;
  const signedIn = await fetch(`${origin}/${tenant.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: ARM_CLIENT_ID,
      client_secret: ARM_CLIENT_SECRET,
      scope: `${origin}/graph/.default`,
    }),
  });
  const { access_token } = (await signedIn.json()) as { access_token: string };
  const changed = await fetch(`${origin}/graph/v1.0/applications/${tenant.caller.applicationObjectId}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
    body: JSON.stringify({ keyCredentials: [{ type: "AsymmetricX509Cert", usage: "Verify", key: der }] }),
  });
  expect(changed.status).toBe(204);
}

function selfSigned() {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(8))}`;
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes();
  const bundle = forge.pkcs12.toPkcs12Asn1(keys.privateKey, [certificate], password, { algorithm: "aes256" });
  return {
    pem: forge.pki.certificateToPem(certificate),
    der: Buffer.from(der, "binary").toString("base64"),
    privateKey: forge.pki.privateKeyToPem(keys.privateKey),
    encryptedPrivateKey: forge.pki.encryptRsaPrivateKey(keys.privateKey, password, { algorithm: "aes256" }),
    pkcs12: Buffer.from(forge.asn1.toDer(bundle).getBytes(), "binary"),
  };
}
