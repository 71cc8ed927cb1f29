/** The pages for a new user: every command in them is run, in a copy of the project, on the practice lab. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readStackFile } from "../../config/stack-file.ts";
import { projectRoot, Surroundings } from "../../lab/practice.ts";
import { samples } from "../../lab/sample-tenants.ts";
import { graphPermissions } from "../../lab/tenant/graph-permissions.ts";
import { parseScript } from "../powershell.ts";
import { type DnsServer, startDnsServer } from "./dns-server.ts";
import { hybridSync } from "./run.ts";

const page = (name: string) => readFileSync(join(projectRoot, "docs", name), "utf8");

/** The lines of code of one language, as they stand on a page. */
function linesOf(name: string, language: string): readonly string[] {
  const blocks = page(name).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"));
  return [...blocks].flatMap(([, block = ""]) => block.trim().split("\n"));
}

const commands = linesOf("getting-started.md", "sh").filter((line) => line.startsWith("npx hybrid-sync "));

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

/** As a shell runs the line, with `npx hybrid-sync` as what npx would start. */
function run(line: string) {
  return execa("sh", ["-euc", `npx() { shift; "$NODE" commands/hybrid-sync.js "$@"; }\n${line}`], {
    cwd: project,
    env: {
      ...lab.environment,
      NODE: process.execPath,
      CONTOSO_READER_SECRET: lab.directory?.reader.password ?? "",
      TEST_DNS_SERVER: names.address,
      NODE_OPTIONS: `--import ${join(projectRoot, "test/commands/names.js")}`,
    },
    reject: false,
    stdin: "ignore",
  });
}

describe("docs/getting-started.md", () => {
  it("leads from nothing to a verdict, by its commands in their order", async () => {
    expect(commands.map((line) => line.split(" ")[2])).toEqual([
      "doctor",
      "init",
      "doctor",
      "check",
      "explain",
      "report",
    ]);
    const ends: (readonly [string, number | undefined])[] = [];
    for (const line of commands) {
      const { exitCode, stderr } = await run(line);
      expect(stderr, line).not.toMatch(/^error:|was not read|\n {4}at /m);
      ends.push([line.split(" ")[2] ?? "", exitCode]);
    }
    // No stack is named in the first; a check of a stack with open points is blocked, and its report with it.
    const [first, ...others] = ends;
    expect(first).toEqual(["doctor", 3]);
    expect(others.slice(0, 2)).toEqual([
      ["init", 0],
      ["doctor", 0],
    ]);
    expect([1, 3]).toContain(others[2]?.[1]);
    expect(others.slice(3)).toEqual([
      ["explain", 0],
      ["report", others[2]?.[1]],
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

  it("has commands that a shell can parse", async () => {
    for (const name of ["getting-started.md", "read-account.md"]) {
      const { exitCode, stderr } = await execa("bash", ["-n", "-c", linesOf(name, "sh").join("\n")], { reject: false });
      expect([exitCode, stderr]).toEqual([0, ""]);
    }
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
    expect(ofTenant.filter(({ status }) => status !== "ok")).toEqual([]);
  });
});
