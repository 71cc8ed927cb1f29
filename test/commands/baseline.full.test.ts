/** The file that `hybrid-sync baseline` writes and prunes; nothing that was recorded is lost, whatever goes wrong. */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { baselineText, readBaseline } from "../../config/baseline-file.ts";
import type { Baseline } from "../../contract/terms.ts";
import { projectRoot } from "../../lab/practice.ts";
import { sampleClock } from "../../lab/sample-tenants.ts";
import { withFault } from "../fixtures/planted-fault.ts";
import { hybridSync, withoutTenant } from "./run.ts";

let folder: string;
const file = () => join(folder, "baseline.faulty.json");
const stackFile = () => join(folder, "Pulumi.faulty.yaml");
const baseline = (options: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  hybridSync(["baseline", "--stack", "faulty", "--config-file", stackFile(), ...options], {
    cwd: folder,
    env: { ...withoutTenant, ...env },
  });
const decision = ["--by", "Maria Lopez", "--reason", "Clean-up in January"];
const text = () => readFileSync(file(), "utf8");

function recorded(): Baseline {
  const read = readBaseline(file(), "faulty", new Date(sampleClock));
  if (read === null) throw new Error("There is no baseline.");
  return read;
}

/** What a baseline of the sample holds, of whose tenant nothing can be read. */
let whole: Baseline;

/** Two findings that are in no forest any more, the first before all others and the last after them. */
const fixed: Baseline["findings"] = [
  { id: "HS-000000000000", rule: "adsync-service-account-supported", level: "mandatory" },
  { id: "HS-000000000001", rule: "temporary-administrator-removed", level: "mandatory" },
];

function write(findings: Baseline["findings"]): string {
  const content = baselineText("faulty", { ...whole, findings });
  writeFileSync(file(), content);
  return content;
}

/** With what is fixed around it. */
const withFixed = () => write([...fixed.slice(0, 1), ...whole.findings, ...fixed.slice(1)]);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-"));
  copyFileSync(join(projectRoot, "Pulumi.faulty.yaml"), stackFile());
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("hybrid-sync baseline --accept-unverified", () => {
  it("records also what is mandatory and cannot be verified, which is left out and counted without it", async () => {
    const without = await baseline(decision);
    const left = /^ {2}Left out: (\d+) mandatory findings? that cannot be verified; --accept-unverified records/m.exec(
      without.stdout,
    );
    expect([without.exitCode, Number(left?.[1]) > 0], without.stdout).toEqual([0, true]);
    const before = recorded();
    const including = await baseline([...decision, "--accept-unverified"]);
    expect([including.exitCode, including.stdout.includes("cannot be verified")]).toEqual([0, false]);
    const after = recorded();
    const ids = new Set(before.findings.map(({ id }) => id));
    const added = after.findings.filter(({ id }) => !ids.has(id));
    expect(added).toHaveLength(Number(left?.[1]));
    expect(new Set(added.map(({ level }) => level))).toEqual(new Set(["mandatory"]));
    expect(after.findings.filter(({ id }) => ids.has(id))).toEqual(before.findings);
    expect({ ...after, findings: [] }).toEqual({ ...before, findings: [] });
  });

  it("is what decides whether a check counts it", async () => {
    const check = ["check", "--stack", "faulty", "--config-file", stackFile()];
    await baseline(decision);
    const without = await hybridSync(check, { cwd: folder, env: withoutTenant });
    expect(without.stdout).toMatch(/^Not verified +[1-9]\d* mandatory/m);
    await baseline([...decision, "--accept-unverified"]);
    const including = await hybridSync(check, { cwd: folder, env: withoutTenant });
    expect(including.stdout).toMatch(/^Not verified +0 mandatory/m);
  });
});

describe("hybrid-sync baseline --prune", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hybrid-sync-"));
    copyFileSync(join(projectRoot, "Pulumi.faulty.yaml"), stackFile());
    await baseline([...decision, "--last-day", "2027-01-31"]);
    whole = recorded();
    rmSync(folder, { recursive: true });
  });

  it("removes what is fixed, and leaves everything else as it was recorded", async () => {
    withFixed();
    const { exitCode, stdout, stderr } = await baseline(["--prune"]);
    const all = whole.findings.length + fixed.length;
    expect([exitCode, stdout], stderr).toEqual([
      0,
      `${fixed.length} of ${all} findings fixed, and removed from ${file()}`,
    ]);
    expect(text()).toBe(baselineText("faulty", whole));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it("adds nothing that is new", async () => {
    const kept = whole.findings.slice(3);
    write([...kept, ...fixed.slice(1)]);
    expect((await baseline(["--prune"])).exitCode).toBe(0);
    expect(recorded()).toEqual({ ...whole, findings: kept });
  });

  it("changes nothing when nothing is fixed", async () => {
    const before = write(whole.findings);
    expect((await baseline(["--prune"])).stdout).toBe(
      `0 of ${whole.findings.length} findings fixed, and removed from ${file()}`,
    );
    expect(text()).toBe(before);
  });

  it("removes nothing that may only be hidden: neither tenant nor forest can be read", async () => {
    const tenant: Baseline["findings"] = [
      { id: "HS-000000000002", rule: "sync-roles-left-to-service", level: "mandatory" },
    ];
    const before = write([...whole.findings, ...tenant]);
    expect((await baseline(["--prune"])).exitCode).toBe(0);
    expect(text()).toBe(before);
    const stack = readFileSync(stackFile(), "utf8");
    writeFileSync(stackFile(), stack.replace("contoso-faulty.snapshot.json", "absent.snapshot.json"));
    expect((await baseline(["--prune"])).exitCode).toBe(0);
    expect(text()).toBe(before);
  });

  it.each([
    ["before the new file takes the place of the old one", "renameSync(temporary, target)"],
    ["while the new file is brought to the disk", "fsyncSync(descriptor);"],
  ])("loses nothing when it is killed %s", async (_, at) => {
    const before = withFixed();
    const killed = withFault({ file: "files/replace-files.ts", at, does: 'process.kill(process.pid, "SIGKILL");' });
    expect((await baseline(["--prune"], killed)).signal).toBe("SIGKILL");
    expect(text()).toBe(before);
    expect((await baseline(["--prune"])).exitCode).toBe(0);
    expect(recorded()).toEqual(whole);
  });

  it.each([
    ["EROFS", /^\S*baseline\.faulty\.json was not written: its disk is read-only\. Name another folder/m],
    ["EACCES", /^\S*baseline\.faulty\.json was not written: this account is not allowed/m],
  ])("says so where the file cannot be written (%s), and changes nothing", async (code, sentence) => {
    const before = withFixed();
    const refused = withFault({
      file: "files/replace-files.ts",
      at: "const descriptor = openSync(temporary",
      does: `throw Object.assign(new Error("refused"), { code: "${code}" });`,
    });
    const { exitCode, stderr } = await baseline(["--prune"], refused);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(sentence)]);
    expect(text()).toBe(before);
    expect(readdirSync(folder).toSorted()).toEqual(["Pulumi.faulty.yaml", "baseline.faulty.json"]);
  });

  it.each<[string, (own: string) => string, string]>([
    ["an id that somebody wrote into it", (own) => own.replace("HS-0", "HS-1"), "someone changed it after it was"],
    ["a later last day", (own) => own.replace("2027-01-31", "2027-02-28"), "someone changed it after it was recorded"],
    ["a missing end", (own) => own.slice(0, -20), "it is not JSON"],
  ])("refuses a file that was edited by hand, with %s, and changes nothing", async (_, edit, problem) => {
    const edited = edit(withFixed());
    writeFileSync(file(), edited);
    const { exitCode, stderr } = await baseline(["--prune"]);
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining(`The baseline baseline.faulty.json cannot be used: ${problem}`),
    ]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(text()).toBe(edited);
  });

  it("makes no file where there is none", async () => {
    const { exitCode, stderr } = await baseline(["--prune"]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("does not exist, so that there is nothing to")]);
    expect(existsSync(file())).toBe(false);
  });
});
