/** What `npm start -- --real-azuread` does, with an executable in the place of the released plugin. */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Practice, type PracticeOptions, projectRoot } from "../../lab/practice.ts";
import { packageVersion } from "../../lab/providers/plugin-version.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";

let pulumiHome: string;
let plugin: string;

beforeEach(async () => {
  pulumiHome = await mkdtemp(join(tmpdir(), "hybrid-sync-installed-"));
  plugin = join(pulumiHome, "plugins", `resource-azuread-v${packageVersion("@pulumi/azuread")}`);
  vi.stubEnv("PULUMI_HOME", pulumiHome);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(pulumiHome, { recursive: true });
});

const started = () => join(pulumiHome, "started");

/** One that says that it was started, and serves what the stand-in serves. */
async function install(): Promise<void> {
  const file = join(plugin, "pulumi-resource-azuread");
  await mkdir(plugin, { recursive: true });
  const main = join(projectRoot, "lab/providers/azuread/main.ts");
  await writeFile(file, `#!/bin/sh\necho started >> '${started()}'\nexec '${process.execPath}' '${main}' "$@"\n`);
  await chmod(file, 0o755);
}

function open() {
  const options: PracticeOptions = { stack: "dev", clock: sampleClock, realAzuread: true };
  return Practice.open({ ...options, ...(samples.dev ? { tenant: samples.dev.tenant } : {}) });
}

describe("the installed azuread plugin", () => {
  it("is started by the engine in the place of the stand-in", async () => {
    await install();
    await using practice = await open();
    const preview = await practice.pulumi(["preview"]);
    expect(preview.exitCode, preview.output).toBe(0);
    expect(await readFile(started(), "utf8")).toContain("started");
  });

  it.each([
    ["that is not there", () => rm(plugin, { recursive: true })],
    ["that is no executable", () => chmod(join(plugin, "pulumi-resource-azuread"), 0o644)],
    ["whose download was broken off", () => writeFile(`${plugin}.partial`, "")],
    [
      "that is a folder",
      () => rm(join(plugin, "pulumi-resource-azuread")).then(() => mkdir(join(plugin, "pulumi-resource-azuread"))),
    ],
  ] as const)("is asked for in one sentence where there is one %s", async (_, spoil) => {
    await install();
    await spoil();
    await expect(open()).rejects.toThrow(
      `is not installed in ${plugin}. Install it with: pulumi plugin install resource azuread`,
    );
  });
});
