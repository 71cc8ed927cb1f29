import { readFile } from "node:fs/promises";
import { delimiter, dirname } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { loadValues } from "../../../config/load.ts";
import { readStackFile } from "../../../config/stack-file.ts";
import { ConfigurationError, parseSettings } from "../../../config.ts";
import { type Engine, resolveEngine } from "../../../lab/pulumi/engine.ts";
import { healthySettings } from "../../fixtures/settings.ts";
import { Workspace } from "../pulumi/workspace.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await resolveEngine({ progress: () => {}, allowDownload: false, environment: process.env });
});

/** A project with one stack, and a shell in which `pulumi` is the engine. */
async function openStack(values: Record<string, unknown>) {
  const config = Object.fromEntries(Object.entries(values).map(([key, value]) => [`hybrid-sync:${key}`, value]));
  const workspace = await Workspace.create({
    "Pulumi.yaml": stringify({
      name: "hybrid-sync",
      runtime: { name: "nodejs", options: { typescript: false } },
      main: "index.js",
    }),
    "package.json": JSON.stringify({ type: "module", main: "index.js" }),
    "index.js": [
      'import * as pulumi from "@pulumi/pulumi";',
      'import { loadSettings } from "../../config.ts";',
      "export const forests = loadSettings(new pulumi.Config()).forests.length;",
    ].join("\n"),
    "state/.keep": "",
    "home/.keep": "",
  });
  const environment = {
    ...engine.environment,
    PATH: `${dirname(engine.command)}${delimiter}${engine.environment.PATH ?? process.env.PATH}`,
    PULUMI_HOME: workspace.path("home"),
    PULUMI_BACKEND_URL: `file://${workspace.path("state")}`,
    PULUMI_CONFIG_PASSPHRASE: "practice",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const run = (command: string, { mayFail = false } = {}) =>
    execa("sh", ["-c", command], {
      cwd: workspace.folder,
      env: environment,
      stdin: "ignore",
      all: true,
      reject: !mayFail,
    });
  await run("pulumi stack init dev");
  const file = workspace.path("Pulumi.dev.yaml");
  await workspace.write("Pulumi.dev.yaml", `${await readFile(file, "utf8")}${stringify({ config })}`);
  return { run, file, [Symbol.asyncDispose]: () => workspace[Symbol.asyncDispose]() };
}

/** The commands of everything that is wrong with a stack's file. */
function commandsFor(file: string): string[] {
  try {
    readStackFile(file);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.flatMap(({ commands }) => commands);
    throw error;
  }
}

describe("the engine", () => {
  it("mends a configuration with the commands of the messages, in any order of faults", async () => {
    const values = healthySettings();
    Object.assign(values, { conectSync: {}, "cloudSync.phase": "before-install" });
    Object.assign(values.forests[0] ?? {}, {
      directory: { live: { bindName: "reader", secret: "hunter2", port: "ldaps" } },
    });
    Object.assign(values.cloudSync, { agentServers: "AGENT01", features: ["password-hash-synk", "device-writeback"] });
    Object.assign(values.connectSync.accounts, {
      localAdministrator: 7,
      serviceAccount: { kind: "virtual account", name: "x" },
    });
    values.connectSync.servers.push({ name: "sync01" }, { name: "SYNC02", mode: "staging" });
    values.attestations.push(...structuredClone(values.attestations));
    await using stack = await openStack(values);
    const commands = commandsFor(stack.file);
    expect(commands.length).toBeGreaterThan(10);
    for (const command of commands) await stack.run(command);
    // Which of two active servers stays is asked only once the same server is no longer listed twice.
    for (const command of commandsFor(stack.file)) await stack.run(command);
    expect(commandsFor(stack.file)).toEqual([]);
  });

  it("hands on values that mean the same as in the stack's file, unquoted days included", async () => {
    await using stack = await openStack(healthySettings());
    const text = await readFile(stack.file, "utf8");
    expect(text).toContain("temporaryUntil: 2026-12-31\n");
    const { stdout } = await stack.run("pulumi config --json");
    const handed = Object.entries(JSON.parse(stdout) as Record<string, { value: string }>);
    const settings = loadValues(Object.fromEntries(handed.map(([key, { value }]) => [key, value])), {
      project: "hybrid-sync",
      secretKeys: [],
    });
    expect(settings).toEqual(parseSettings(healthySettings(), { project: "hybrid-sync" }));
    expect(settings).toEqual(readStackFile(stack.file));
  });

  it("shows everything wrong in a preview, without a stack trace and without a secret", async () => {
    const values = healthySettings();
    Object.assign(values.forests[0] ?? {}, { directory: { live: { bindName: "reader", secret: "hunter2" } } });
    Object.assign(values, { conectSync: {} });
    await using stack = await openStack(values);
    const { exitCode, all } = await stack.run("pulumi preview --non-interactive --color never", { mayFail: true });
    expect(exitCode).not.toBe(0);
    expect(all).toContain("The configuration has 3 problems; the program has done nothing.");
    expect(all).toContain("- hybrid-sync:conectSync is not a key: did you mean connectSync?");
    expect(all).toContain("secrets come from a file or an environment variable only");
    expect(all).not.toMatch(/^\s+at /m);
    expect(all).not.toContain("hunter2");
  });

  it("tells a program which values are encrypted, and those are refused", async () => {
    await using stack = await openStack(healthySettings());
    await stack.run("pulumi config set --secret --path 'hybrid-sync:cloudSync.forest' decrypted.example");
    const { exitCode, all } = await stack.run("pulumi preview --non-interactive --color never", { mayFail: true });
    expect(exitCode).not.toBe(0);
    expect(all).toContain(
      "hybrid-sync:cloudSync holds an encrypted value, but no value in this configuration may be encrypted",
    );
    expect(all).not.toContain("decrypted.example");
    expect(commandsFor(stack.file)).toEqual(["pulumi config set --path hybrid-sync:cloudSync.forest contoso.example"]);
  });

  it("runs a program whose configuration is in order", async () => {
    await using stack = await openStack(healthySettings());
    const { all } = await stack.run("pulumi preview --non-interactive --color never");
    expect(all).toMatch(/forests\s*: 1/);
  });
});
