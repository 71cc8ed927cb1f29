import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Settings } from "../../../config.ts";
import { sampleValues } from "../../fixtures/sample-configuration.ts";
import { serverCertificate } from "../../fixtures/server-certificate.ts";
import { register } from "../mocked-program.ts";

async function program(settings: Settings): Promise<void> {
  const { ObservedResource } = await import("../../../components/observation/observed-resource.ts");
  const { declaredTenant } = await import("../../../components/entra/declared-tenant.ts");
  new ObservedResource("tenant", "tenant", declaredTenant(settings));
}

/** The inputs of the tenant's observation for the healthy sample with another identity or group. */
async function inputsWith(change: { identity?: object; throughGroup?: string }) {
  const values = sampleValues() as Record<
    string,
    { identity?: object; accounts: { hybridIdentityAdministrator: object } }
  >;
  if (change.identity) Object.assign(values.connectSync ?? {}, { identity: change.identity });
  if (change.throughGroup) {
    const administrator = values.cloudSync?.accounts.hybridIdentityAdministrator ?? {};
    Object.assign(administrator, { throughGroup: { adopt: change.throughGroup } });
  }
  const [tenant] = await register(values, program, { observed: {}, calls: {} }).then((all) =>
    all.filter(({ name }) => name === "tenant"),
  );
  return tenant?.inputs;
}

describe("the tenant as declared", () => {
  const folder = mkdtempSync(join(tmpdir(), "tenant-"));
  const file = join(folder, "certificate.pem");
  let certificate: X509Certificate;
  beforeAll(async () => {
    const made = await serverCertificate({
      notBefore: new Date("2026-05-06T12:00:00Z"),
      notAfter: new Date("2027-05-06T12:00:00Z"),
    });
    writeFileSync(file, made.certificate);
    certificate = new X509Certificate(made.certificate);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("knows the certificate by its thumbprints and days, and nothing else of it", async () => {
    const inputs = await inputsWith({ identity: { kind: "application", displayName: "C", certificateFiles: [file] } });
    expect(inputs?.connectSync).toMatchObject({
      identity: { kind: "application", name: "C" },
      applications: [
        {
          name: "C",
          certificates: [
            {
              thumbprints: [certificate.fingerprint, certificate.fingerprint256].map((text) =>
                text.replaceAll(":", ""),
              ),
              firstDay: "2026-05-06",
              lastDay: "2027-05-06",
            },
          ],
        },
      ],
    });
    expect(JSON.stringify(inputs)).not.toContain("BEGIN");
  });

  it("knows an administrator of Cloud Sync who holds the roles through a group by the group, and none of Connect", async () => {
    const inputs = await inputsWith({ throughGroup: "Sync administrators" });
    expect(inputs?.administrators).toEqual([
      {
        userPrincipalName: "cloudsync-admin@contoso.onmicrosoft.com",
        roles: ["hybrid-identity-administrator"],
        throughGroup: "Sync administrators",
      },
      {
        userPrincipalName: "connect-admin@contoso.onmicrosoft.com",
        roles: ["hybrid-identity-administrator"],
        throughGroup: null,
      },
    ]);
  });

  it("names a legacy user as it is declared", async () => {
    const userPrincipalName = "Sync_SYNC01_0a1b2c3d4e5f@contoso.onmicrosoft.com";
    expect((await inputsWith({ identity: { kind: "user", userPrincipalName } }))?.connectSync).toMatchObject({
      identity: { kind: "user", name: userPrincipalName },
    });
  });
});
