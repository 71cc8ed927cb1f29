import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Practice, projectRoot } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/samples.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";

type Configuration = Record<string, unknown>;

const folder = `${projectRoot}/.lab/bad-input`;

/** Updates the sample stack with another configuration and returns what came of it. */
async function update(change: (configuration: Configuration) => void | Promise<void>) {
  const configuration = sampleConfiguration();
  await change(configuration);
  await using practice = await Practice.open({
    stack: "dev",
    configuration,
    clock: sampleClock,
    ...(samples.dev ? { tenant: samples.dev.tenant } : {}),
  });
  const { exitCode, output } = await practice.pulumi(["up", "--yes", "--skip-preview", "--color", "never"]);
  return { exitCode, output, writes: practice.tenant.writes() };
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
    const { exitCode, output, writes } = await update((configuration) => {
      const connectSync = configuration["hybrid-sync:connectSync"] as Record<string, Record<string, unknown>>;
      Object.assign(connectSync, { phaze: "before-install" });
      Object.assign(connectSync.accounts?.serviceAccount as object, { kind: "virtual account" });
    });
    expect(exitCode).not.toBe(0);
    expect(output).toContain("hybrid-sync:connectSync.phaze");
    expect(output).toContain("phase");
    expect(output).toContain("hybrid-sync:connectSync.accounts.serviceAccount");
    expect(output).toContain("pulumi config");
    expect(output).not.toMatch(stackTrace);
    expect(writes).toEqual([]);
  });

  it("says which secret is missing, and still reports everything else", async () => {
    const { exitCode, output, writes } = await update((configuration) => {
      const live = {
        domainController: "127.0.0.1",
        bindName: "reader@contoso.example",
        secret: { environmentVariable: "NO_SUCH_SECRET" },
      };
      configuration["hybrid-sync:forests"] = [{ name: "contoso.example", directory: { live } }];
    });
    expect(exitCode).not.toBe(0);
    expect(output).toContain("NO_SUCH_SECRET");
    expect(output).toContain("cannot verify");
    expect(output).not.toMatch(stackTrace);
    expect(writes).toEqual([]);
  });

  const snapshot = async (configuration: Configuration, text: string) => {
    await writeFile(`${folder}/recorded.json`, text);
    configuration["hybrid-sync:forests"] = [
      { name: "contoso.example", directory: { snapshot: { file: ".lab/bad-input/recorded.json" } } },
    ];
  };

  it.each([
    ["cut short", (text: string) => text.slice(0, text.length / 2)],
    ["of another version", (text: string) => text.replace(/"version":\s*\d+/, '"version": 999')],
  ])("cannot verify anything with a snapshot %s", async (_, spoil) => {
    const recorded = await readFile(`${projectRoot}/samples/contoso.snapshot.json`, "utf8");
    const { exitCode, output, writes } = await update((configuration) => snapshot(configuration, spoil(recorded)));
    expect(exitCode).not.toBe(0);
    expect(output).toContain(".lab/bad-input/recorded.json");
    expect(output).toContain("cannot verify");
    expect(output).not.toMatch(stackTrace);
    expect(writes).toEqual([]);
  });
});
