/** An organization that configures the policy pack for every stack, on the real engine. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Practice, type PulumiResult, projectRoot } from "../../lab/practice.ts";
import { type Result, resultSchema } from "../../report/result.ts";
import { openSample } from "./sample-practice.ts";

// Several runs of the engine in one test.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** Four days after the sample was recorded. */
const clock = { HYBRID_SYNC_LAB_CLOCK: "2026-11-27T09:00:00Z" };

const strict = { "profile-and-thresholds": { snapshotDays: 2, profile: "strict", connectorPasswordDays: 400 } };
const tooOld = "is 4 days old; thresholds.snapshotDays is 2, as the policy pack is configured.";
const difference =
  "Stack and configuration of the policy pack ask for different things, and the stricter counts: profile strict of the policy pack (the stack: baseline); connectorPasswordDays 365 of the stack (the policy pack: 400); snapshotDays 2 of the policy pack (the stack: 365).";

describe("a policy pack that is configured for every stack", () => {
  let practice: Practice;
  let file: string;
  beforeAll(async () => {
    practice = await openSample("dev");
    file = `${practice.folder}/organization.json`;
  });
  afterAll(async () => {
    await practice?.close();
  });

  const pulumi = async (config: object, ...command: string[]) => {
    await writeFile(file, JSON.stringify(config));
    return practice.pulumi([...command, "--policy-pack-config", file], { environment: clock });
  };
  const hybridSync = async (config: object, command: string, ...more: string[]) => {
    await writeFile(file, JSON.stringify(config));
    const stackFile = `${practice.folder}/project/Pulumi.dev.yaml`;
    const saved = `${practice.folder}/saved.json`;
    const { exitCode, stderr, stdout } = await execa(
      process.execPath,
      [
        join(projectRoot, "commands/hybrid-sync.js"),
        ...[command, "--stack", "dev", "--config-file", stackFile, "--policy-pack-config", file],
        ...(command === "baseline" ? [] : ["--save", saved]),
        ...more,
      ],
      { cwd: practice.folder, reject: false, stdin: "ignore", env: { ...practice.environment, ...clock } },
    );
    const text = exitCode === 2 || command === "baseline" ? undefined : await readFile(saved, "utf8");
    const result: Result | undefined = text === undefined ? undefined : resultSchema.parse(JSON.parse(text));
    return { exitCode, stderr, stdout, result };
  };
  const mandatory = ({ events }: PulumiResult) =>
    events.flatMap(({ policyEvent }) =>
      policyEvent?.enforcementLevel === "mandatory" ? (policyEvent.message.match(/HS-[0-9a-z]{12}/g) ?? []) : [],
    );

  let ids: readonly string[] = [];

  it("blocks a preview by what only the organization asks for, says so, and tells each finding once", async () => {
    const preview = await pulumi(strict, "preview");
    expect(preview.exitCode).not.toBe(0);
    expect(preview.output.split(tooOld)).toHaveLength(2);
    expect(preview.output).toContain(difference);
    expect(preview.output).toMatch(/Nothing would be written: \d+ mandatory findings, listed under "Policies"\./);
    ids = mandatory(preview).toSorted();
    expect(ids.length).toBeGreaterThan(5);
    // The very same directory is recent enough for the stack alone.
    expect((await practice.pulumi(["preview"], { environment: clock })).exitCode).toBe(0);
  });

  it("blocks an update without a preview, before anything is written", async () => {
    const up = await pulumi(strict, "up", "--yes", "--skip-preview");
    expect([up.exitCode === 0, up.output.includes(tooOld)]).toEqual([false, true]);
    expect(practice.tenant.writes()).toEqual([]);
  });

  it("is what check and preview conclude from the same file, with the same ids", async () => {
    const check = await hybridSync(strict, "check");
    const preview = await hybridSync(strict, "preview");
    expect([check.exitCode, preview.exitCode]).toEqual([3, 3]);
    expect(preview.result?.notices).toContainEqual({ level: "information", message: difference });
    const { obtained: _, ...concluded } = check.result as Result;
    const { obtained: __, ...concludedByEngine } = preview.result as Result;
    expect(concludedByEngine).toEqual(concluded);
    const found = concluded.findings.filter(({ level }) => level === "mandatory").map(({ id }) => id);
    expect(found.filter((id) => !ids.includes(id))).toEqual([]);
    expect(found.length).toBeGreaterThan(5);
  });

  it("finds the same in a stack that was applied, with up and with analyze", async () => {
    expect((await practice.pulumi(["up", "--yes", "--skip-preview"], { environment: clock })).exitCode).toBe(0);
    const analyzed = await pulumi(strict, "policy", "analyze", "--policy-pack", `${projectRoot}/policy`);
    expect(analyzed.exitCode).not.toBe(0);
    expect(analyzed.output).toContain(tooOld);
    expect(analyzed.output).toContain(difference);
    const shown: readonly string[] = analyzed.output.match(/HS-[0-9a-z]{12}/g) ?? [];
    expect(ids.filter((id) => !shown.includes(id))).toEqual([]);
    const lax = { "profile-and-thresholds": { snapshotDays: 300 } };
    const unchanged = await pulumi(lax, "policy", "analyze", "--policy-pack", `${projectRoot}/policy`);
    expect([unchanged.exitCode, unchanged.output.includes(tooOld)]).toEqual([0, false]);
    const up = await pulumi(lax, "up", "--yes", "--skip-preview");
    expect([up.exitCode, up.output.includes("snapshotDays 300 of the policy pack (the stack: 365)")]).toEqual([
      0,
      true,
    ]);
  });

  it("is refused in a sentence where the configuration cannot be used, by the engine, the pack and the command", async () => {
    const unknown = { "profile-and-thresholds": { snapshotDay: 2 } };
    const sentence = "profile-and-thresholds.snapshotDay is not known. Did you mean snapshotDays? Otherwise remove it.";
    for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const run = await pulumi(unknown, ...command);
      expect([run.exitCode === 0, run.output.includes(sentence)]).toEqual([false, true]);
    }
    const wrong = { "profile-and-thresholds": { snapshotDays: 0, profile: "lax" } };
    const engine = await pulumi(wrong, "preview");
    expect(engine.exitCode).not.toBe(0);
    expect(engine.output).toMatch(/profile-and-thresholds: snapshotDays: Must be greater than or equal to 1/);
    for (const command of ["check", "preview", "up", "baseline"]) {
      const more = command === "baseline" ? ["--by", "Maria Lopez", "--reason", "It is planned"] : [];
      const { exitCode, stderr } = await hybridSync(wrong, command, ...more);
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringMatching(
          /^The configuration of the policy pack organization\.json cannot be used: profile-and-thresholds\.snapshotDays must be .*, got 0\. profile-and-thresholds\.profile must be baseline or strict, got "lax"\.$/m,
        ),
      ]);
    }
  });
});
