/** The pages for a new user: every command in them is run, in a copy of the project, on the practice lab. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { microsoftGraph } from "../../catalogue/sync-applications.ts";
import { readStackFile } from "../../config/stack-file.ts";
import { projectRoot, Surroundings } from "../../lab/practice.ts";
import { samples } from "../../lab/sample-tenants.ts";
import { graphPermissions } from "../../lab/tenant/graph-permissions.ts";
import { commandsToRun } from "../documentation/commands.ts";
import { parseScript } from "../powershell.ts";
import { type DnsServer, startDnsServer } from "./dns-server.ts";
import { answered, hybridSync } from "./run.ts";

const page = (name: string) => readFileSync(join(projectRoot, "docs", name), "utf8");

/** The lines of code of one language, as they stand on a page. */
function linesOf(name: string, language: string): readonly string[] {
  const blocks = page(name).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"));
  return [...blocks].flatMap(([, block = ""]) => block.trim().split("\n"));
}

/**
 * The options that each command requires.
 * Source: https://learn.microsoft.com/cli/azure/ad/app and https://learn.microsoft.com/cli/azure/ad/sp
 */
const documentedOptions: Readonly<Record<string, readonly string[]>> = {
  "ad app create": ["--display-name"],
  "ad sp create": ["--id"],
  "ad app permission add": ["--id", "--api", "--api-permissions"],
  "ad app permission admin-consent": ["--id"],
};

/** Every command has them. */
const outputOptions = ["--query", "--output"];

/** A command line of the Azure CLI, of which an option may have several values. */
function azCommand(line: string) {
  const words = JSON.parse(line) as string[];
  const options: Record<string, string[]> = {};
  const name: string[] = [];
  let values = name;
  for (const word of words)
    if (word.startsWith("--")) {
      values = [];
      options[word] = values;
    } else values.push(word);
  return { name: name.join(" "), options };
}

let lab: Surroundings;
let names: DnsServer;
let project: string;
beforeAll(async () => {
  const sample = samples.dev;
  if (sample === undefined) throw new Error("there is no sample dev");
  lab = await Surroundings.open({ stack: "dev", tenant: sample.tenant, forest: sample.forest() });
  names = await startDnsServer({
    services: { "_ldap._tcp.dc._msdcs.contoso.example": ["dc1.contoso.example"] },
    addresses: { "dc1.contoso.example": lab.directory?.address ?? "" },
  });
  project = join(mkdtempSync(join(tmpdir(), "hybrid-sync-")), "project");
  cpSync(projectRoot, project, {
    recursive: true,
    filter: (path) => !/^(?:node_modules|reports|test|\..*)(?:\/|$)/.test(relative(projectRoot, path)),
  });
  symlinkSync(join(projectRoot, "node_modules"), join(project, "node_modules"));
  mkdirSync(join(project, "pki"));
  writeFileSync(join(project, "pki", "contoso-root.pem"), lab.directory?.authorityCertificate ?? "");
});
afterAll(async () => {
  rmSync(join(project, ".."), { recursive: true });
  await names[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

const shell = (line: string) => ["bash", "-euc", `npx() { shift; "$NODE" commands/hybrid-sync.js "$@"; }\n${line}`];

const place = () => ({
  cwd: project,
  env: {
    ...lab.environment,
    NODE: process.execPath,
    CONTOSO_READER_SECRET: lab.directory?.reader.password ?? "",
    TEST_DNS_SERVER: names.address,
    NODE_OPTIONS: `--import ${join(projectRoot, "test/commands/names.js")}`,
  },
});

/** As a shell runs the line, with `npx hybrid-sync` as what npx would start. */
function run(line: string) {
  const [program = "", ...rest] = shell(line);
  return execa(program, rest, { ...place(), reject: false, input: "typed at the prompt\n" });
}

describe("README.md", () => {
  it("leads a person at a terminal from nothing to a verdict, beside the stacks of the samples", async () => {
    const [init, doctor, check, ...others] = commandsToRun("README.md").map(({ text }) => text);
    expect(others).toEqual([]);
    const { unanswered, exitCode, said } = await answered(
      [
        ["Name of the stack", ""],
        ["PEM file", "pki/contoso-root.pem"],
        ["A domain controller", ""],
        ["DNS name of the forest", "contoso.example"],
        ["The read account", lab.directory?.reader.bindName ?? ""],
        ["Id or domain of the tenant", ""],
        ["Sync tool", ""],
        ["gMSA of the", ""],
      ],
      shell(init ?? ""),
      place(),
    );
    expect([unanswered, exitCode], said).toEqual([[], 0]);
    expect((await run(doctor ?? "")).exitCode).toBe(0);
    const { exitCode: status, stdout } = await run(check ?? "");
    expect(stdout).toMatch(/^Stack production: /);
    expect([1, 3]).toContain(status);
    rmSync(join(project, "Pulumi.production.yaml"));
  });
});

describe("docs/getting-started.md", () => {
  it("leads from nothing to a verdict, by its commands in their order", async () => {
    const commands = commandsToRun("docs/getting-started.md").map(({ text, words }) => ({
      line: text,
      name: words[0] === "npx" ? words[2] : words[0],
    }));
    expect(commands.map(({ name }) => name)).toEqual([
      "doctor",
      "read",
      "init",
      "doctor",
      "check",
      "explain",
      "report",
    ]);
    const ends: (readonly [string, number | undefined])[] = [];
    for (const { line, name = "" } of commands) {
      const { exitCode, stderr } = await run(line);
      expect(stderr, line).not.toMatch(/^error:|was not read|\n {4}at /m);
      ends.push([name, exitCode]);
    }
    // No stack is named in the first; a check of a stack with open points is blocked, and its report with it.
    const [first, ...others] = ends;
    expect(first).toEqual(["doctor", 3]);
    expect(others.slice(0, 3)).toEqual([
      ["read", 0],
      ["init", 0],
      ["doctor", 0],
    ]);
    expect([1, 3]).toContain(others[3]?.[1]);
    expect(others.slice(4)).toEqual([
      ["explain", 0],
      ["report", others[3]?.[1]],
    ]);
    expect(readStackFile(join(project, "Pulumi.production.yaml")).forests[0]?.directory).toMatchObject({
      live: { certificateAuthorityFile: "pki/contoso-root.pem" },
    });
    expect(readFileSync(join(project, "report.md"), "utf8")).toContain("production");
  });

  it("links to pages that are there", () => {
    for (const name of ["getting-started.md", "read-account.md"]) {
      const links = [...page(name).matchAll(/\]\(([\w-]+\.md)/g)].map(([, link = ""]) => link);
      expect(links.length).toBeGreaterThan(0);
      expect(links.filter((link) => !existsSync(join(projectRoot, "docs", link)))).toEqual([]);
    }
  });
});

describe("docs/read-account.md", () => {
  it("has PowerShell that the grammar understands", () => {
    const lines = linesOf("read-account.md", "powershell");
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.flatMap((line) => parseScript(line).errors)).toEqual([]);
  });

  it("has commands that give the Azure CLI what its reference asks for, about the application that the first one makes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hybrid-sync-az-"));
    const application = "5a3c1d7e-0b51-4c1f-9d8e-2f6a7b8c9d0e";
    const record = join(folder, "record");
    const stub = `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const words = process.argv.slice(2);
appendFileSync(${JSON.stringify(record)}, JSON.stringify(words) + "\\n");
if (words.includes("create") && words.includes("app")) console.log(${JSON.stringify(application)});
`;
    writeFileSync(join(folder, "az"), stub, { mode: 0o755 });
    const script = commandsToRun("docs/read-account.md").map(({ text }) => text);
    const { exitCode, stderr } = await execa("bash", ["-euc", script.join("\n")], {
      env: { PATH: `${folder}:${process.env.PATH}` },
      reject: false,
    });
    expect([exitCode, stderr]).toEqual([0, ""]);
    const run = readFileSync(record, "utf8").trim().split("\n").map(azCommand);
    rmSync(folder, { recursive: true });
    expect(run.map(({ name }) => name)).toEqual(Object.keys(documentedOptions));
    for (const { name, options } of run) {
      const required = documentedOptions[name] ?? [];
      const given = Object.keys(options).filter((option) => !outputOptions.includes(option));
      expect([name, given.toSorted()]).toEqual([name, required.toSorted()]);
      if (required.includes("--id")) expect(options["--id"]).toEqual([application]);
    }
    const [{ options: created } = { options: {} }] = run;
    // The variable holds the id alone.
    expect(created).toMatchObject({ "--query": ["appId"], "--output": ["tsv"] });
    const { "--api": api, "--api-permissions": added } =
      run.find(({ name }) => name === "ad app permission add")?.options ?? {};
    expect(api).toEqual([microsoftGraph.applicationId]);
    expect(added?.every((one) => /^[\da-f-]{36}=Role$/.test(one))).toBe(true);
  });

  it("has the ids of the permissions that it names, in its table and in its command", () => {
    const rows = [...page("read-account.md").matchAll(/^\| `([\w.]+)` \| `([\da-f-]{36})`/gm)];
    expect(rows.length).toBe(9);
    const known: Readonly<Record<string, string>> = graphPermissions;
    for (const [, name = "", id] of rows) expect([name, id]).toEqual([name, known[name]]);
    const added = [...page("read-account.md").matchAll(/([\da-f-]{36})=Role/g)].map(([, id]) => id);
    expect(added).toEqual(rows.map(([, , id]) => id));
  });

  it("has permissions that suffice for a doctor without a complaint", async () => {
    const rows = [...page("read-account.md").matchAll(/^\| `([\w.]+)` \| `[\da-f-]{36}`/gm)].map(
      ([, name = ""]) => name,
    );
    expect(rows).toContain("User.Read.All");
    await using small = await Surroundings.open({
      stack: "dev",
      tenant: { ...samples.dev?.tenant, permissions: rows as (keyof typeof graphPermissions)[] },
    });
    const { stdout } = await hybridSync(["doctor", "--stack", "dev", "--json"], {
      cwd: projectRoot,
      env: { ...small.environment, HYBRID_SYNC_LAB_CLOCK: "2026-11-23T09:00:00Z" },
    });
    const { lines } = JSON.parse(stdout) as {
      readonly lines: readonly { readonly area: string; readonly status: string }[];
    };
    const ofTenant = lines.filter(({ area }) => area === "Microsoft Entra tenant");
    expect(ofTenant.length).toBeGreaterThan(3);
    expect(ofTenant.filter(({ status }) => status !== "ok" && status !== "note")).toEqual([]);
  });
});
