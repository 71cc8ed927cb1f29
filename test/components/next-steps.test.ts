import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { Phase } from "../../catalogue/accounts.ts";
import type { CertificateFile } from "../../components/entra/certificate-file.ts";
import { serverSteps } from "../../components/next-steps.ts";

const certificate = (digit: string, lastDay: string): CertificateFile => ({
  text: "",
  thumbprints: [digit.repeat(40), digit.repeat(64)],
  firstDay: "2026-01-01",
  lastDay,
});
const old = certificate("A", "2027-01-01");
const renewed = certificate("B", "2029-01-01");

async function steps(...certificates: readonly CertificateFile[]): Promise<string[]> {
  return stepsIn("after-install", ...certificates);
}

async function stepsIn(phase: Phase, ...certificates: readonly CertificateFile[]): Promise<string[]> {
  const application = { server: "SYNC01", displayName: "Sync", certificates, permissions: [] };
  const output = serverSteps(application, "client-id", phase);
  if (!output) return [];
  const { server, steps } = await new Promise<pulumi.Unwrap<typeof output>>((resolve) =>
    pulumi.output(output).apply(resolve),
  );
  expect(server).toBe("SYNC01");
  return [...steps];
}

/** The cmdlets, in the order in which they are to be run. */
const cmdlets = (lines: readonly string[]) =>
  lines.flatMap((line) => /\b[A-Z][a-z]+-(ADSync\w+)/.exec(line)?.[0] ?? []);

describe("the steps that are left on a sync server", () => {
  it("switch to the application while the scheduler rests, and remove the old user last", async () => {
    const lines = await steps(old);
    expect(cmdlets(lines)).toEqual([
      "Get-ADSyncEntraConnectorCredential",
      "Set-ADSyncScheduler",
      "Add-ADSyncApplicationRegistration",
      "Get-ADSyncEntraConnectorCredential",
      "Set-ADSyncScheduler",
      "Remove-ADSyncAADServiceAccount",
    ]);
    expect(lines.join("\n")).toContain(`-CertificateSHA256Hash "${"A".repeat(64)}" -ApplicationAppId "client-id"`);
  });

  it("switch to the certificate that ends later, in whichever order the two are declared", async () => {
    for (const lines of [await steps(old, renewed), await steps(renewed, old)]) {
      expect(cmdlets(lines)).toEqual([
        "Set-ADSyncScheduler",
        "Invoke-ADSyncApplicationCredentialRotation",
        "Set-ADSyncScheduler",
      ]);
      expect(lines.join("\n")).toContain(`-CertificateSHA256Hash "${"B".repeat(64)}"`);
      expect(lines.at(-1)).toContain("remove the old file from certificateFiles");
    }
  });

  it("are none where the wizard makes the certificate of a new installation", async () => {
    expect(await stepsIn("before-install")).toEqual([]);
  });

  it("lead to the wizard on an installed server, which no version from 2.6.84.0 on switches by itself", async () => {
    const lines = await stepsIn("after-install");
    expect(cmdlets(lines)).toEqual(["Get-ADSyncEntraConnectorCredential"]);
    expect(lines.at(-1)).toContain("Configure application-based authentication to Microsoft Entra ID");
  });
});
