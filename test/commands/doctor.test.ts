/** What `hybrid-sync doctor` says of a machine and a configuration; no directory and no tenant is asked. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examineClocks } from "../../commands/doctor/clocks.ts";
import { examine } from "../../commands/doctor/examine.ts";
import { type Line, merged } from "../../commands/doctor/line.ts";
import { renderExamination } from "../../commands/doctor/render.ts";
import { projectRoot } from "../../lab/practice.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A folder for PATH with programs that print this. */
function programs(name: string, printed: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  for (const [program, text] of Object.entries(printed)) {
    writeFileSync(join(path, program), `#!/bin/sh\n${text}\n`);
    chmodSync(join(path, program), 0o755);
  }
  return path;
}

/** Nothing to sign in with, and nobody else's programs. */
const bare = () => ({
  PATH: "",
  HOME: folder,
  XDG_CACHE_HOME: folder,
  PULUMI_HOME: join(folder, "pulumi"),
  ARM_USE_CLI: "false",
});

const told = (lines: readonly Line[]) =>
  lines.map(({ subject, status, finding, remedy }) => [status, subject, finding, remedy ?? ""].join(" | "));

describe("a machine on which nothing is configured", () => {
  it("is told what is missing, and how to begin", async () => {
    mkdirSync(join(folder, "empty"), { recursive: true });
    const { lines, exitCode } = await examine({ projectRoot: join(folder, "empty"), environment: bare() });
    const bad = lines.filter(({ status }) => status !== "ok");
    expect(told(bad)).toEqual([
      expect.stringMatching(
        /^warning \| Pulumi engine \| there is none on PATH\. hybrid-sync check needs none \| Install Pulumi/,
      ),
      expect.stringMatching(/^warning \| Node of the engine \| there is no node on PATH, .* \| Put Node/),
      expect.stringMatching(/^warning \| Plugin azuread \| .* is not installed; .* \| Without a way to the internet/),
      "not checked | Configuration | there is no stack | Write one with: npx hybrid-sync init --stack NAME",
      expect.stringMatching(/^not checked \| Sign-in \| there is nothing to sign in with: .* \| Set ARM_TENANT_ID/),
    ]);
    expect(exitCode).toBe(3);
  });

  it("is told which stacks there are when none is named", async () => {
    const { lines } = await examine({ projectRoot, environment: bare() });
    expect(told(lines)).toContain(
      "not checked | Configuration | no stack is named; there are dev, faulty | Name one with --stack NAME, so that its forests are examined, too",
    );
  });
});

describe("the engine", () => {
  it.each([
    ["is too old", { pulumi: "echo v3.100.0", node: "echo v24.1.0" }, "failed | Pulumi engine | 3.100.0 is too old"],
    ["cannot be run", { pulumi: "exit 1", node: "echo v24.1.0" }, "failed | Pulumi engine | "],
    ["prints no version", { pulumi: "echo hello", node: "echo v24.1.0" }, "failed | Pulumi engine | "],
    [
      "would start an old Node",
      { pulumi: "echo v3.270.0", node: "echo v20.1.0" },
      "failed | Node of the engine | the node on PATH is 20.1.0",
    ],
    ["would find no Node", { pulumi: "echo v3.270.0" }, "failed | Node of the engine | there is no node on PATH"],
    ["lacks a plugin", { pulumi: "echo v3.270.0", node: "echo v24.1.0" }, "warning | Plugin azuread | "],
  ])("that %s is named with its remedy", async (name, printed, expected) => {
    const environment = { ...bare(), PATH: programs(name, printed) };
    const { lines } = await examine({ projectRoot: folder, environment });
    const found = told(lines).filter((line) => line.startsWith(expected));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/ \| (?:Install|Put|Without)/);
  });

  it("that is not there yet does not hide which Node it would start", async () => {
    const environment = { ...bare(), PATH: programs("no engine", { node: "echo v20.1.0" }) };
    const { lines, exitCode } = await examine({ projectRoot: folder, environment });
    expect(told(lines)).toContainEqual(
      expect.stringMatching(/^warning \| Node of the engine \| the node on PATH is 20\.1\.0, and too old/),
    );
    expect(exitCode).toBe(3);
  });

  it("with its plugin is ok", async () => {
    const environment = { ...bare(), PATH: programs("good", { pulumi: "echo v3.270.0", node: "echo v24.1.0" }) };
    const { lines: before } = await examine({ projectRoot: folder, environment });
    const version = /^(\S+) is not installed/.exec(
      before.find(({ subject }) => subject === "Plugin azuread")?.finding ?? "",
    )?.[1];
    mkdirSync(join(folder, "pulumi", "plugins", `resource-azuread-v${version}`), { recursive: true });
    const { lines } = await examine({ projectRoot: folder, environment });
    expect(lines.filter(({ area, status }) => area === "This machine" && status !== "ok")).toEqual([]);
    rmSync(join(folder, "pulumi"), { recursive: true });
  });

  it("that npm start has built for itself is mentioned", async () => {
    mkdirSync(join(folder, "hybrid-sync", "engine", "built-3.259.0-abc"), { recursive: true });
    const { lines } = await examine({ projectRoot: folder, environment: bare() });
    expect(lines.find(({ subject }) => subject === "Pulumi engine")?.finding).toContain(
      "npm start has one of its own (3.259.0)",
    );
    rmSync(join(folder, "hybrid-sync"), { recursive: true });
  });
});

describe("a proxy", () => {
  it("that is none is one line, which does not repeat it", async () => {
    const environment = { ...bare(), HTTPS_PROXY: "socks5://user:geheim@proxy", ARM_TENANT_ID: "x" };
    const { lines, exitCode } = await examine({ projectRoot: folder, environment });
    const failed = lines.filter(({ status }) => status === "failed");
    expect(told(failed)).toEqual([
      expect.stringMatching(
        /^failed \| Proxy \| HTTPS_PROXY names no HTTP proxy \| Set HTTPS_PROXY to an address such as http:/,
      ),
    ]);
    expect(JSON.stringify(lines)).not.toContain("geheim");
    expect(exitCode).toBe(1);
  });
});

describe("a configuration with mistakes", () => {
  it("is told with all of them and their commands, and ends with 2", async () => {
    const file = join(folder, "Pulumi.broken.yaml");
    writeFileSync(file, "config:\n  hybrid-sync:forests: []\n  hybrid-sync:profil: strict\n");
    const { lines, exitCode } = await examine({ configFile: file, projectRoot: folder, environment: bare() });
    const failed = lines.filter(({ status }) => status === "failed");
    expect(failed.map(({ area }) => area)).toEqual(["Stack", "Stack", "Stack"]);
    expect(told(failed).join("\n")).toContain("pulumi config ");
    expect(told(lines)).toContain(
      "not checked | Domain controllers | the stack names them | First correct the configuration of the stack",
    );
    expect(exitCode).toBe(2);
  });

  it("and one that is not there say how to write one", async () => {
    const { lines, exitCode } = await examine({ stack: "nowhere", projectRoot: folder, environment: bare() });
    expect(told(lines).join("\n")).toContain("Pulumi.nowhere.yaml does not exist");
    expect(told(lines).join("\n")).toContain("npx hybrid-sync init --stack nowhere");
    expect(exitCode).toBe(2);
  });
});

describe("a snapshot", () => {
  it("that is too old is failed, with its day", async () => {
    const environment = {
      ...bare(),
      ARM_METADATA_HOSTNAME: "localhost:1",
      HYBRID_SYNC_LAB_CLOCK: "2026-12-20T09:00:00Z",
    };
    const { lines } = await examine({ stack: "dev", projectRoot, environment });
    expect(told(lines).find((line) => line.includes("Snapshot"))).toMatch(
      /^failed \| Snapshot \| samples\/contoso\.snapshot\.json, of 2026-11-23, 2[67] days old; maximumAgeDays is 7, .* \| Record it again/,
    );
  });
});

describe("clocks", () => {
  const minutes = (number: number) => number * 60_000;

  it("that agree are one line", () => {
    expect(
      told(
        examineClocks([
          { of: "dc1", milliseconds: 900 },
          { of: "Microsoft Graph", milliseconds: -30_000 },
        ]),
      ),
    ).toEqual(["ok | Clock | this machine's is within a minute of: dc1, Microsoft Graph | "]);
    expect(examineClocks([])).toEqual([]);
  });

  it("of which one domain controller alone differs blame that one", () => {
    const lines = examineClocks([
      { of: "dc1", milliseconds: 0 },
      { of: "dc2", milliseconds: minutes(-7) },
    ]);
    expect(lines).toMatchObject([{ status: "failed", of: "dc2", finding: "is 7 minutes behind this machine's" }]);
  });

  it("that all differ by the same blame this machine's", () => {
    const lines = examineClocks([
      { of: "dc1", milliseconds: minutes(3) },
      { of: "dc2", milliseconds: minutes(3) + 5 },
    ]);
    expect(told(lines)).toEqual([
      "warning | Clock | this machine's is 3 minutes behind dc1, dc2 | Set the clock of this machine, and let it follow a time server",
    ]);
  });
});

describe("the lines", () => {
  const line = (of: string, finding: string, remedy?: string): Line => ({
    area: "Forest a.example",
    subject: "TLS",
    of,
    status: remedy === undefined ? "ok" : "failed",
    finding,
    ...(remedy === undefined ? {} : { remedy }),
  });

  it("with one remedy are one, which names all whom it concerns", () => {
    expect(
      merged([
        line("dc1", "x is untrusted", "Trust it"),
        line("dc2", "y is untrusted", "Trust it"),
        line("dc3", "fine"),
      ]),
    ).toEqual([{ ...line("dc1, dc2", "x is untrusted; y is untrusted", "Trust it") }, line("dc3", "fine")]);
  });

  it("tell of everything but what is right what to do", () => {
    for (const status of ["note", "warning", "failed", "not checked"] as const) {
      const text = renderExamination([{ ...line("dc1", "x", "Do this"), status }], { colour: false, width: 80 });
      expect(text).toMatch(new RegExp(`^ {2}${status} .*\\n +> Do this\\n\\n1 ${status}\\n$`, "m"));
    }
  });

  it("keep names from moving the cursor or ending a job, and stay within the width", () => {
    const text = renderExamination(
      [line("dc1", "a\u001b[2Jb ##vso[task.complete] \u202e", `Do ${"that ".repeat(40)}`)],
      { colour: false, width: 80 },
    );
    for (const harmful of ["\u001b", "\u202e", "##vso["]) expect(text).not.toContain(harmful);
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(text).toMatch(/\n {2}failed {7}TLS, dc1: a/);
    expect(text).toMatch(/1 failed\n$/);
  });
});
