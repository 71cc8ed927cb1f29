/** The command as a person starts it, on the samples; the tenant cannot be reached. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../lab/practice.ts";
import { summaryOf } from "../../report/count-result.ts";
import { type Finding, type Result, resultSchema } from "../../report/result.ts";
import { hybridSync, withoutTenant } from "./run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(...command: readonly string[]) {
  return runWith({}, ...command);
}

function runWith(env: Readonly<Record<string, string>>, ...command: readonly string[]) {
  return hybridSync(command, { cwd: folder, env: { ...withoutTenant, ...env } });
}

const readResult = (file: string): Result => resultSchema.parse(JSON.parse(readFileSync(join(folder, file), "utf8")));

/** With a summary that counts what it holds. */
const counted = (result: Result): Result => ({ ...result, summary: summaryOf(result) });

describe("hybrid-sync --version", () => {
  it("prints the version of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { version: string };
    expect(await run("--version")).toMatchObject({ stdout: version, exitCode: 0 });
  });
});

describe("the help of each command", () => {
  it("says how the command ends, also after Ctrl-C", async () => {
    const { stdout } = await run("--help");
    const names = [...stdout.slice(stdout.indexOf("Commands:")).matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(["check", "preview", "up", "snapshot", "completion"]));
    for (const name of names.filter((each) => each !== "help")) {
      const { stdout: help } = await run(name ?? "", "--help");
      expect(help, name).toMatch(/^Exit status: 0 [^.]*\b130 after Ctrl-C/m);
    }
  });
});

describe("hybrid-sync check", () => {
  let first: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    first = await run("check", "--stack", "faulty", "--save", "first.json");
  });

  it("shows the verdict first, ends with 1 where a mandatory rule is violated, and saves the result", () => {
    expect(first.stdout).toMatch(/^Stack faulty: blocked\nAccounts +10: /);
    expect(first.exitCode).toBe(1);
    const { findings, obtained, stops } = readResult("first.json");
    expect(obtained).toMatchObject({ by: "check", appliedStack: false, directories: [{ forest: "contoso.example" }] });
    expect(findings.map(({ rule }) => rule)).toContain("connector-account-get-changes-all");
    // What the program asks of the tenant itself stops it as it stops a preview.
    expect(stops.join("\n")).toContain("could not be read");
  });

  it("says of what cannot be read that it cannot be verified", () => {
    const { findings } = readResult("first.json");
    const ofTenant = findings.filter(({ about }) => about === "Tenant");
    expect(ofTenant.length).toBeGreaterThan(5);
    expect(new Set(ofTenant.map(({ verdict }) => verdict))).toEqual(new Set(["unobservable"]));
  });

  it("points at the lines of the stack's file", () => {
    const lines = readFileSync(join(projectRoot, "Pulumi.faulty.yaml"), "utf8").split("\n");
    const places = readResult("first.json").findings.flatMap(({ rule, place }) => (place ? [{ rule, ...place }] : []));
    const lineOf = (rule: string) => lines[(places.find((place) => place.rule === rule)?.line ?? 0) - 1]?.trim();
    expect(lineOf("connector-account-get-changes-all")).toBe("connectorAccount: CONTOSO\\svc-connect");
    expect(lineOf("gmsa-encryption-types")).toBe("serviceAccount:");
    expect(lineOf("domain-replication-rights-known")).toBe("- name: contoso.example");
    expect(new Set(places.map(({ file }) => file))).toEqual(new Set(["Pulumi.faulty.yaml"]));
  });

  it("is the same, byte for byte, when it is asked again", async () => {
    await run("check", "--stack", "faulty", "--format", "json", "--output", "again.json");
    expect(readFileSync(join(folder, "again.json"), "utf8")).toBe(readFileSync(join(folder, "first.json"), "utf8"));
  });

  it("ends with 3 where something mandatory cannot be verified and nothing is violated", async () => {
    const { exitCode, stdout } = await run("check", "--stack", "dev");
    expect(stdout).toMatch(/^Stack dev: blocked, because not everything could be verified\n/);
    expect(exitCode).toBe(3);
  });

  it.each([
    [
      "without a stack, where there are several",
      [],
      /^Name the stack with --stack NAME. The stacks are dev, faulty.*\.$/,
    ],
    ["with a stack that is not there", ["--stack", "nowhere"], /^Pulumi\.nowhere\.yaml does not exist; the stacks/],
    ["with an option that is not there", ["--stck", "dev"], /^error: unknown option '--stck'/],
    ["with a format that is not there", ["--stack", "dev", "--format", "pdf"], /Allowed choices are terminal, json,/],
    [
      "with a state that is not there",
      ["--stack", "dev", "--state", "no.json"],
      /no\.json does not exist\. Write it with/,
    ],
    [
      "with one file for two things",
      ["--stack", "dev", "--save", "x", "--output", "x"],
      /^--output and --save name the same file/,
    ],
    ["with a folder that is not there", ["--stack", "dev", "--save", "no/x.json"], /its folder does not exist\./],
  ])("ends with 2 and a sentence %s", async (_, options, sentence) => {
    const { exitCode, stdout, stderr } = await run("check", ...options);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain("    at ");
    expect([exitCode, stdout]).toEqual([2, ""]);
  });

  it("tells every problem of a configuration at once", async () => {
    writeFileSync(join(folder, "Pulumi.broken.yaml"), "config:\n  hybrid-sync:forests: []\n  hybrid-sync:profil: x\n");
    const { exitCode, stderr } = await run("check", "--config-file", "Pulumi.broken.yaml");
    expect(stderr).toContain("profil");
    expect(stderr).toContain("forests");
    expect(exitCode).toBe(2);
  });
});

describe("what is made of a saved result", () => {
  it("is the same rendering as that of the check", async () => {
    const { stdout, exitCode } = await run("report", "first.json");
    expect(stdout).toMatch(/^Stack faulty: blocked\n/);
    expect(exitCode).toBe(1);
    const { stdout: sarif } = await run("report", "first.json", "--format", "sarif");
    expect(JSON.parse(sarif).runs[0].results).toHaveLength(readResult("first.json").findings.length);
  });

  it("has no colours in a pipeline's log or in a file, though build servers ask for them", async () => {
    const server = { CI: "true", GITHUB_ACTIONS: "true", FORCE_COLOR: "1" };
    const { stdout } = await runWith(server, "report", "first.json");
    await runWith(server, "report", "first.json", "--output", "first.txt");
    for (const text of [`${stdout}\n`, readFileSync(join(folder, "first.txt"), "utf8")]) {
      expect(text).toMatch(/^Stack faulty: blocked\n/);
      expect(text).not.toContain("\u001b");
    }
  });

  it("is what has changed since another one", async () => {
    const before = readResult("first.json");
    const [gone, kept] = before.findings;
    const after = counted({
      ...before,
      findings: [
        { ...(gone as Finding), id: "HS-000000000000", fact: "is new" },
        { ...(kept as Finding), fact: "has another fact" },
      ],
    });
    writeFileSync(join(folder, "after.json"), JSON.stringify(after));
    const { stdout, exitCode } = await run("compare", "first.json", "after.json");
    expect(stdout).toMatch(/^1 new finding, \d+ fixed, \d+ not known now, 1 changed, 0 unchanged\n/);
    expect(stdout).toContain("has another fact");
    expect(exitCode).toBe(1);
    const { stdout: same, exitCode: clean } = await run("compare", "first.json", "first.json");
    expect(same).toBe(`0 new findings, 0 fixed, 0 changed, ${before.findings.length} unchanged`);
    expect(clean).toBe(0);
  });

  it.each([
    ["no JSON", "password=geheim", "is not JSON"],
    ["other JSON", "{}", "is not a result of hybrid-sync"],
    ["null", "null", "is not a result of hybrid-sync"],
    ["a later version", '{"format":"hybrid-sync result","version":2}', "is a result of version 2"],
    ["a damaged one", '{"format":"hybrid-sync result","version":1,"stack":7}', "is a damaged result: stack"],
  ])("is one sentence of a file that is %s", async (_, content, fault) => {
    writeFileSync(join(folder, "bad.json"), content);
    const { exitCode, stdout, stderr } = await run("report", "bad.json");
    expect(stderr).toContain(`bad.json ${fault}`);
    expect(stderr.split("\n")).toHaveLength(1);
    expect(stderr).not.toContain("geheim");
    expect([exitCode, stdout]).toEqual([2, ""]);
  });

  it("shows nothing of a file that a terminal would act on", async () => {
    const result = readResult("first.json");
    const findings = result.findings.map((finding) => ({
      ...finding,
      subject: finding.subject.replaceAll("svc-connect", "svc\u001b]0;owned\u0007"),
    }));
    writeFileSync(join(folder, "hostile.json"), JSON.stringify({ ...result, findings }));
    const { stdout } = await run("report", "hostile.json", "--all");
    expect(stdout).toContain("owned");
    expect(stdout).not.toContain("\u001b");
  });
});

describe("where what is shown goes", () => {
  const shell = (line: string) =>
    execa({ shell: "/bin/bash", cwd: folder, reject: false, preferLocal: true, localDir: projectRoot })`${line}`;
  const command = `node ${join(projectRoot, "commands/hybrid-sync.js")}`;
  /** Larger than a pipe holds, so that the command still writes when its reader has gone. */
  const page = "report first.json --format html";

  it.each([
    ["a result", page, 1],
    ["a result, where nothing of it counts", `${page} --exit-zero`, 0],
    ["help", "--help", 0],
  ])("a reader that goes after the first line changes no status: %s", async (_, words, status) => {
    const { stdout, stderr } = await shell(`${command} ${words} | head -c 5; echo " \${PIPESTATUS[0]}"`);
    expect(stdout).toMatch(new RegExp(`^.{5} ${status}$`));
    expect(stderr).toBe("");
  });

  it.skipIf(process.platform !== "linux")("a full disk is one sentence, and no verdict", async () => {
    for (const words of [page, "explain gmsa-takeover"]) {
      const { exitCode, stderr } = await shell(`${command} ${words} > /dev/full`);
      expect([exitCode, stderr]).toEqual([2, "What was to be shown could not be written: the disk is full"]);
    }
  });

  it("a folder that was removed meanwhile is one sentence", async () => {
    const { exitCode, stderr } = await shell(`mkdir gone && cd gone && rmdir ../gone && ${command} report x.json`);
    expect([exitCode, stderr]).toEqual([
      2,
      "The folder in which this was started does not exist any more. Change to another one",
    ]);
  });
});

describe("hybrid-sync explain", () => {
  it("explains a rule, an account and a finding", async () => {
    expect((await run("explain", "gmsa-takeover")).stdout).toMatch(/^gmsa-takeover: .*\n {2}Level /);
    const account = (await run("explain", "connect-sync-connector-account")).stdout;
    expect(account).toMatch(/^connect-sync-connector-account: AD DS Connector account of Connect Sync\n/);
    const [finding] = readResult("first.json").findings;
    const { stdout } = await run("explain", String(finding?.id).toUpperCase(), "--result", "first.json");
    expect(stdout).toContain(String(finding?.fact));
    expect(stdout).toContain(`${finding?.rule}: `);
  });

  it("finds what an exception accepts, and says so", async () => {
    const result = readResult("first.json");
    const [first, ...findings] = result.findings;
    const { note: _, ...finding } = first as Finding;
    const decided = { by: "exception", decidedBy: "R. Okafor", decidedOn: "2026-11-01", reason: "It is replaced" };
    const accepted = [{ ...finding, ...decided, ticket: null, lastDay: "2026-12-31", daysLeft: 38 }];
    writeFileSync(join(folder, "accepted.json"), JSON.stringify(counted({ ...result, findings, accepted } as Result)));
    const { stdout } = await run("explain", finding.id, "--result", "accepted.json");
    expect(stdout).toContain("Accepted by R. Okafor on 2026-11-01, until 2026-12-31 (38 days left): It is replaced.");
  });

  it("says where a result has nothing about it", async () => {
    const { stdout } = await run("explain", "gmsa-takeover", "--result", "first.json");
    expect(stdout).toMatch(/\n\nThe result has no finding about it\.$/);
  });

  it("names the nearest one of what is not there", async () => {
    const { exitCode, stderr } = await run("explain", "gmsa-takover");
    expect(stderr).toContain("Did you mean gmsa-takeover?");
    expect(exitCode).toBe(2);
  });
});
