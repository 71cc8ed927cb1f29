import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Practice, PulumiResult } from "../../lab/practice.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { serverCertificate } from "../fixtures/server-certificate.ts";
import { changes, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

/** Of the certificates that are rotated, judged on 2026-11-23. */
const lifetimes = {
  old: { first: "2026-03-01", last: "2027-03-01" },
  new: { first: "2026-11-01", last: "2028-12-01" },
} as const;

describe("the certificates of a sync application, on the real engine", () => {
  let practice: Practice;
  let folder: string;
  const files = { old: "", new: "" };
  const thumbprints = { old: "", new: "" };
  const up = (): Promise<PulumiResult> => practice.pulumi(["up", "--yes", "--skip-preview"]);
  const declare = (...names: (keyof typeof files)[]) => practice.configure(configurationWith(...names));

  function configurationWith(...names: (keyof typeof files)[]): Record<string, unknown> {
    const configuration = sampleConfiguration();
    const connectSync = configuration["hybrid-sync:connectSync"] as { identity: object };
    Object.assign(connectSync.identity, { certificateFiles: names.map((name) => files[name]) });
    return configuration;
  }

  /** SHA-1 thumbprints of what the application can sign in with. */
  function inTenant(): unknown[] {
    const application = practice.tenant.applications().find((one) => one.displayName === "Entra Connect Sync SYNC01");
    const credentials = (application?.keyCredentials ?? []) as { customKeyIdentifier: string }[];
    return credentials.map(({ customKeyIdentifier }) =>
      Buffer.from(customKeyIdentifier, "base64").toString("hex").toUpperCase(),
    );
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "certificate-"));
    for (const name of ["old", "new"] as const) {
      files[name] = join(folder, `${name}.pem`);
      const { first, last } = lifetimes[name];
      const { certificate } = await serverCertificate({
        notBefore: new Date(`${first}T12:00:00Z`),
        notAfter: new Date(`${last}T12:00:00Z`),
      });
      await writeFile(files[name], certificate);
      thumbprints[name] = new X509Certificate(certificate).fingerprint.replaceAll(":", "");
    }
    practice = await openSample("dev", { configuration: configurationWith("old") });
  });
  afterAll(async () => {
    await practice?.close();
    await rm(folder, { recursive: true });
  });

  /** The cmdlets that the output says are left to be run on the first server. */
  async function nextSteps(): Promise<string> {
    const { output } = await practice.pulumi(["stack", "output", "nextSteps", "--json"]);
    const [first] = JSON.parse(output) as { server: string; steps: string[] }[];
    expect(first?.server).toBe("SYNC01");
    return first?.steps.join("\n") ?? "";
  }

  it("are declared, with advice about the end of one that is near", async () => {
    const { exitCode, output, events } = await up();
    expect(exitCode, output).toBe(0);
    expect(violations(events, "mandatory")).toEqual([]);
    expect(violations(events)).toEqual(["sync-application-certificate-valid on tenant"]);
    expect(output).toContain(
      "has a certificate that is valid until 2027-03-01, for 98 days; 70 % of its lifetime since 2026-03-01 is over",
    );
    expect(inTenant()).toEqual([thumbprints.old]);
  });

  it("come with the steps that are left on the server, in which the application's own id stands", async () => {
    const application = practice.tenant.applications().find((one) => one.displayName === "Entra Connect Sync SYNC01");
    expect(await nextSteps()).toMatch(
      new RegExp(
        `Add-ADSyncApplicationRegistration -CertificateSHA256Hash "[0-9A-F]{64}" -ApplicationAppId "${application?.appId}"`,
      ),
    );
  });

  it("are recognised in the tenant as the declared ones: nothing changes when applied again", async () => {
    const again = await up();
    expect(again.exitCode, again.output).toBe(0);
    expect(changes(again.events)).toEqual({});
    await expectSameWithoutEngine(practice, again);
  });

  it("are two while they are rotated: the new one comes, the old one stays, and nothing advises any more", async () => {
    await declare("old", "new");
    const { exitCode, output, events } = await up();
    expect(exitCode, output).toBe(0);
    expect(violations(events)).toEqual([]);
    expect(changes(events)).toMatchObject({ create: 1 });
    expect(changes(events)).not.toHaveProperty("delete");
    expect(inTenant()).toEqual([thumbprints.old, thumbprints.new]);
    expect(await nextSteps()).toContain("Invoke-ADSyncApplicationCredentialRotation");
  });

  it("are one again afterwards: only the old one goes", async () => {
    await declare("new");
    const before = practice.tenant.writes().length;
    const { exitCode, output, events } = await up();
    expect(exitCode, output).toBe(0);
    expect(changes(events)).toMatchObject({ delete: 1 });
    expect(inTenant()).toEqual([thumbprints.new]);
    expect(keptValid(practice.tenant.writes().slice(before))).toBe(true);
    const again = await up();
    expect(changes(again.events)).toEqual({});
    await expectSameWithoutEngine(practice, again);
  });

  it("are never none, even when one is replaced at once: the new one comes before the old one goes", async () => {
    await declare("old");
    const before = practice.tenant.writes().length;
    const { exitCode, output } = await up();
    expect(exitCode, output).toBe(0);
    expect(inTenant()).toEqual([thumbprints.old]);
    expect(keptValid(practice.tenant.writes().slice(before))).toBe(true);
    const again = await up();
    expect(again.exitCode, again.output).toBe(0);
    expect(changes(again.events)).toEqual({});
  });
});

/** Whether no request left an application without a certificate. */
function keptValid(writes: readonly { readonly body?: unknown }[]): boolean {
  const lists = writes.flatMap(({ body }) => {
    const credentials = (body as { keyCredentials?: readonly unknown[] } | null)?.keyCredentials;
    return credentials === undefined ? [] : [credentials];
  });
  return lists.length > 0 && lists.every((credentials) => credentials.length > 0);
}
