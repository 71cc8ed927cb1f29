import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Practice, projectRoot } from "../../lab/practice.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { openSample } from "./sample-practice.ts";

const folder = `${projectRoot}/.lab/bad-input`;

const update = ["up", "--yes", "--skip-preview", "--color", "never"];
const preview = ["preview", "--color", "never"];

/** Opens the healthy sample with another configuration. */
function openWith(change: (configuration: Record<string, unknown>) => void): Promise<Practice> {
  const configuration = sampleConfiguration();
  change(configuration);
  return openSample("dev", { configuration });
}

/** A stack trace names files and lines. */
const stackTrace = /^\s+at .*:\d+:\d+\)?$/m;

describe("bad input, on the real engine", () => {
  beforeEach(async () => {
    await mkdir(folder, { recursive: true });
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it("names every problem of the configuration at once, each with the command that mends it", async () => {
    await using practice = await openWith((configuration) => {
      const connectSync = configuration["hybrid-sync:connectSync"] as Record<string, Record<string, unknown>>;
      Object.assign(connectSync, { phaze: "before-install" });
      Object.assign(connectSync.accounts?.serviceAccount as object, { kind: "virtual account" });
    });
    const { exitCode, output } = await practice.pulumi(update);
    expect(exitCode).not.toBe(0);
    expect(output).toContain("hybrid-sync:connectSync.phaze");
    expect(output).toContain("phase");
    expect(output).toContain("hybrid-sync:connectSync.accounts.serviceAccount");
    expect(output).toContain("pulumi config");
    expect(output).not.toMatch(stackTrace);
    expect(practice.tenant.writes()).toEqual([]);
  });

  it("refuses a certificate file with a private key, in one sentence", async () => {
    await writeFile(`${folder}/connect-sync.pem`, "-----BEGIN PRIVATE KEY-----\n");
    await using practice = await openWith((configuration) => {
      const connectSync = configuration["hybrid-sync:connectSync"] as { identity: object };
      Object.assign(connectSync.identity, { certificateFiles: [".lab/bad-input/connect-sync.pem"] });
    });
    const { exitCode, output } = await practice.pulumi(update);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/^ *error: hybrid-sync:connectSync: certificateFiles names .* a private key;.*$/m);
    expect(output).not.toMatch(stackTrace);
    expect(practice.tenant.writes()).toEqual([]);
  });

  it("says of each forest why nothing can be verified: no secret, a snapshot cut short or of another version", async () => {
    const recorded = await readFile(`${projectRoot}/samples/contoso.snapshot.json`, "utf8");
    await writeFile(`${folder}/cut-short.json`, recorded.slice(0, recorded.length / 2));
    await writeFile(`${folder}/newer.json`, recorded.replace(/"version":\s*\d+/, '"version": 999'));
    await using practice = await openWith((configuration) => {
      const live = {
        domainController: "127.0.0.1",
        bindName: "reader@contoso.example",
        secret: { environmentVariable: "NO_SUCH_SECRET" },
      };
      const snapshot = (file: string) => ({ snapshot: { file: `.lab/bad-input/${file}` } });
      configuration["hybrid-sync:forests"] = [
        { name: "contoso.example", directory: { live } },
        { name: "fabrikam.example", directory: snapshot("cut-short.json") },
        { name: "wingtip.example", directory: snapshot("newer.json") },
      ];
      const { forests } = configuration["hybrid-sync:connectSync"] as { forests: object[] };
      for (const [forest, domain] of [
        ["fabrikam.example", "FABRIKAM"],
        ["wingtip.example", "WINGTIP"],
      ]) {
        forests.push({ forest, features: ["password-hash-sync"], connectorAccount: `${domain}\\svc-connect` });
      }
    });
    const { exitCode, output } = await practice.pulumi(preview);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/cannot verify.*NO_SUCH_SECRET/);
    expect(output).toMatch(/cannot verify.*\.lab\/bad-input\/cut-short\.json is cut short/);
    expect(output).toMatch(/cannot verify.*\.lab\/bad-input\/newer\.json has version 999/);
    expect(output).not.toMatch(stackTrace);

    const blocked = await practice.pulumi(update);
    expect(blocked.exitCode).not.toBe(0);
    expect(blocked.output).not.toMatch(stackTrace);
    expect(practice.tenant.writes()).toEqual([]);
  });
});
