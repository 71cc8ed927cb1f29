import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CertificateAuthority } from "../../lab/certificate-authority.ts";
import type { Practice } from "../../lab/practice.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { changes, violations } from "./events.ts";
import { openSample } from "./sample-practice.ts";

describe("a sync application with its certificate, on the real engine", () => {
  let practice: Practice;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "certificate-"));
    const certificateFile = join(folder, "connect-sync.pem");
    const authority = await CertificateAuthority.create();
    const issued = await authority.issue({ commonName: "SYNC01", notAfter: new Date("2027-03-01T12:00:00Z") });
    await writeFile(certificateFile, issued.certificate);
    const configuration = sampleConfiguration();
    const connectSync = configuration["hybrid-sync:connectSync"] as { identity: object };
    Object.assign(connectSync.identity, { certificateFile });
    practice = await openSample("dev", { configuration });
  });
  afterAll(async () => {
    await practice?.close();
    await rm(folder, { recursive: true });
  });

  it("is advised about its end, and applied", async () => {
    const up = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(up.exitCode, up.output).toBe(0);
    expect(violations(up.events, "mandatory")).toEqual([]);
    expect(violations(up.events)).toEqual(["sync-application-certificate-valid on tenant"]);
    expect(up.output).toContain("has a certificate that is valid until 2027-03-01, for 98 days");
  });

  it("is recognised in the tenant as the declared one: nothing changes when applied again", async () => {
    const up = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(up.exitCode, up.output).toBe(0);
    expect(changes(up.events)).toEqual({});
  });
});
