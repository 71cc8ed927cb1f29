import { mkdir } from "node:fs/promises";
import { execa, type Options } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, resolveEngine } from "../../../lab/pulumi/engine.ts";
import { hasEnded } from "./processes.ts";
import { Workspace } from "./workspace.ts";

let engine: Engine;
let workspace: Workspace;

const files = {
  "Pulumi.yaml": `
name: hybrid-sync
runtime:
  name: nodejs
  options:
    typescript: false
    nodeargs: --title='run by the lab'
main: index.ts
`,
  "package.json": `{ "type": "module", "main": "index.ts" }`,
  "index.ts": `
import * as pulumi from "@pulumi/pulumi";
const phase: string = new pulumi.Config().require("phase");
if (phase === "endless") {
  console.error("running " + process.pid + ".");
  setInterval(() => {}, 1000);
}
export const seen: string = phase + ", " + process.title;
`,
  "policy/PulumiPolicy.yaml": "runtime: nodejs\n",
  "policy/package.json": `{ "name": "pack", "version": "1.0.0", "type": "module", "main": "index.js" }`,
  "policy/index.js": `import "./pack.ts";\n`,
  "policy/pack.ts": `
import { PolicyPack } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
const phase: string | undefined = new pulumi.Config("hybrid-sync").get("phase");
console.error("judging " + process.pid + ".");
new PolicyPack("pack", {
  policies: [{
    name: "phase",
    description: "The stack must say after-install.",
    enforcementLevel: "mandatory",
    validateStack: (_stack, report) => {
      if (phase !== "after-install") report("the pack saw " + phase + " in the stack " + pulumi.getStack());
    },
  }],
});
`,
};

beforeAll(async () => {
  engine = await resolveEngine({ progress: () => {}, allowDownload: false, environment: process.env });
  workspace = await Workspace.create(files);
  await mkdir(workspace.path("state"));
  await pulumi(["stack", "init", "practice"]);
});
afterAll(() => workspace[Symbol.asyncDispose]());

function pulumi(args: readonly string[], options: Options = {}) {
  return execa(engine.command, [...args, "--non-interactive", "--color", "never"], {
    ...options,
    all: true,
    cwd: workspace.folder,
    stdin: "ignore",
    env: {
      ...engine.environment,
      PULUMI_HOME: workspace.path("home"),
      PULUMI_BACKEND_URL: `file://${workspace.path("state")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  });
}

test("a preview runs a program in native TypeScript and a policy pack that sees the stack's configuration", async () => {
  await pulumi(["config", "set", "phase", "after-install"]);
  const accepted = await pulumi(["preview", "--policy-pack", "policy"]);
  expect(accepted.all).toContain(`seen: "after-install, run by the lab"`);
  expect(accepted.all).not.toContain("warning");

  await pulumi(["config", "set", "phase", "before-install"]);
  const refused = await pulumi(["preview", "--policy-pack", "policy"], { reject: false });
  expect(refused.exitCode).not.toBe(0);
  expect(refused.all).toContain("the pack saw before-install in the stack practice");
});

test.each(["SIGKILL", "SIGINT"] as const)("program and pack end when %s ends the engine", async (signal) => {
  await pulumi(["config", "set", "phase", "endless"]);
  const preview = pulumi(["preview", "--policy-pack", "policy"], { reject: false });
  let output = "";
  preview.all?.on("data", (chunk) => {
    output += String(chunk);
  });
  const pids = () => [/running (\d+)\./, /judging (\d+)\./].map((pattern) => Number(pattern.exec(output)?.[1]));
  await expect.poll(() => pids().every(Number.isInteger), { timeout: 30_000 }).toBe(true);
  preview.kill(signal);
  await preview;
  for (const pid of pids()) await expect.poll(() => hasEnded(pid), { timeout: 20_000 }).toBe(true);
});
