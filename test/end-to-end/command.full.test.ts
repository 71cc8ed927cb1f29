/** `hybrid-sync preview` and `hybrid-sync up` as a person types them, on the real engine. */

import { linkSync, mkdirSync, realpathSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Practice, projectRoot } from "../../lab/practice.ts";
import { type Result, resultSchema } from "../../report/result.ts";
import { hybridSync, onTerminal } from "../commands/run.ts";
import { withFault } from "../fixtures/planted-fault.ts";
import { openSample } from "./sample-practice.ts";

// Several runs of the engine in one test.
vi.setConfig({ testTimeout: 180_000 });

function run(
  practice: Practice,
  command: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
) {
  return hybridSync(command, { cwd: practice.folder, env: { ...practice.environment, ...environment } });
}

const stackFile = (practice: Practice) =>
  `${practice.folder}/project/Pulumi.${practice.surroundings.options.stack}.yaml`;

async function saved(practice: Practice): Promise<Result> {
  return resultSchema.parse(JSON.parse(await readFile(`${practice.folder}/result.json`, "utf8")));
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** Without how it was obtained. */
function concluded({ obtained: _, ...result }: Result) {
  return result;
}

describe("hybrid-sync preview of the faulty sample", () => {
  let practice: Practice;
  const preview = (...more: string[]) =>
    run(practice, ["preview", "--stack", "faulty", "--config-file", stackFile(practice), ...more]);
  const previewIn = (environment: Readonly<Record<string, string>>) =>
    run(practice, ["preview", "--stack", "faulty", "--config-file", stackFile(practice)], environment);
  beforeAll(async () => {
    practice = await openSample("faulty");
  });
  afterAll(async () => {
    await practice?.close();
  });

  it("concludes what check concludes, shows its progress beside it, and ends as check does", async () => {
    const { stdout, stderr, exitCode } = await preview("--save", "result.json");
    expect(stdout, stderr).toMatch(/^Stack faulty: blocked\nAccounts +10: /);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^ {2}create +Forest contoso\.example$/m);
    const result = await saved(practice);
    expect(result.obtained).toMatchObject({ by: "preview", appliedStack: false });
    expect(concluded(result)).toEqual(concluded(await practice.surroundings.check()));
    expect(practice.tenant.writes()).toEqual([]);
  });

  it("applies nothing with up, whatever is said", async () => {
    const up = ["up", "--stack", "faulty", "--config-file", stackFile(practice), "--yes"];
    const { stdout, exitCode } = await run(practice, up);
    expect(stdout).toMatch(/^Stack faulty: blocked\n/);
    expect(exitCode).toBe(1);
    const unseen = await run(practice, [...up, "--", "--skip-preview"]);
    expect([unseen.exitCode, unseen.stderr]).toEqual([
      2,
      expect.stringContaining("Only a preview shows everything that blocks"),
    ]);
    expect(practice.tenant.writes()).toEqual([]);
  });

  it("hands other flags to the engine", async () => {
    const { stderr, exitCode } = await preview("--", "--no-such-flag");
    expect(stderr).toMatch(/^The Pulumi engine could not start: error: unknown flag: --no-such-flag$/m);
    expect(exitCode).toBe(2);
  });

  it("never says that a part of the stack is the whole", async () => {
    const { stdout, exitCode } = await preview(
      "--format",
      "json",
      "--",
      "--exclude",
      "urn:pulumi:faulty::*::*::tenant",
    );
    expect(JSON.parse(stdout).stops.join()).toContain("With --exclude, the engine looks only at a part of the stack.");
    expect(exitCode).toBe(1);
  });

  it.each<[string, Record<string, string | undefined>, string[], RegExp]>([
    [
      "there is no engine",
      { PATH: dirname(process.execPath) },
      [],
      /^There is no Pulumi engine on PATH\. Install Pulumi /m,
    ],
    [
      "nobody is logged in to a backend",
      { PULUMI_BACKEND_URL: undefined, PULUMI_HOME: "/nonexistent/home" },
      [],
      /^Pulumi is not logged in to a backend/m,
    ],
    [
      "the stack is missing",
      {},
      ["--stack", "absent"],
      /^There is no stack absent in the backend\. Create it with: pulumi stack init absent\./m,
    ],
    [
      "the passphrase is missing",
      { PULUMI_CONFIG_PASSPHRASE: undefined },
      [],
      /are encrypted with a passphrase\. Set PULUMI_CONFIG_PASSPHRASE/m,
    ],
    ["the passphrase is wrong", { PULUMI_CONFIG_PASSPHRASE: "wrong" }, [], /is not that of the stack faulty\.$/m],
    [
      "a flag would take another stack",
      {},
      ["--", "-s", "other"],
      /^-s cannot stand after "--"\. Name the stack before it/m,
    ],
  ])("says in one sentence that %s", async (_, environment, more, sentence) => {
    const command = ["preview", "--stack", "faulty", "--config-file", stackFile(practice), ...more];
    const { stdout, stderr, exitCode } = await run(practice, command, environment);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([exitCode, stdout]).toEqual([2, ""]);
  });

  it("says in one sentence that the engine is too old", async () => {
    // Nobody has an engine of that age here: this one only says that it is.
    const old = `${practice.folder}/old`;
    mkdirSync(old);
    await writeFile(`${old}/pulumi`, "#!/bin/sh\necho v3.228.0\n", { mode: 0o700 });
    const { stdout, stderr, exitCode } = await previewIn({ PATH: `${old}:/usr/bin:/bin` });
    expect(stderr).toBe(
      "The Pulumi engine on PATH is version 3.228.0. Install 3.229.0 or newer (https://www.pulumi.com/docs/install/).",
    );
    expect([exitCode, stdout]).toEqual([2, ""]);
  });

  it("says in one sentence that the engine stands alone, without its language host", async () => {
    const alone = `${practice.folder}/alone`;
    mkdirSync(alone);
    linkSync(realpathSync(practice.engine.command), `${alone}/pulumi`);
    const { stdout, stderr, exitCode } = await previewIn({ PATH: `${alone}:/usr/bin:/bin` });
    expect(stderr).toMatch(
      /^The Pulumi engine on PATH has no pulumi-language-nodejs beside it\. Install Pulumi whole .*$/m,
    );
    expect(stderr).not.toContain("error:");
    expect([exitCode, stdout]).toEqual([2, ""]);
  });

  it.each([
    ["the program, before it declares anything", { file: "components/secret-by-name.ts" }, ""],
    ["the program, when all is declared", { file: "index.ts", at: "export const nextSteps" }, "Stack faulty: blocked"],
    ["the policy pack", { file: "policy/to-policy.ts" }, ""],
    ["what observes", { file: "directory/inspection/forest.ts" }, ""],
  ])("ends with 4 of a fault in %s", async (_, fault, shown) => {
    const { stdout, stderr, exitCode } = await previewIn(withFault(fault));
    expect(stdout + stderr).toContain("a planted fault");
    expect(stdout.startsWith(shown)).toBe(true);
    expect(exitCode, stderr).toBe(4);
  });

  it("ends with 2 and every problem where the configuration is wrong", async () => {
    const file = `${practice.folder}/Pulumi.broken.yaml`;
    const whole = await readFile(stackFile(practice), "utf8");
    await writeFile(file, whole.replace("hybrid-sync:connectSync:", "hybrid-sync:conectSync:"));
    const { stdout, stderr, exitCode } = await run(practice, [
      ...["preview", "--stack", "faulty", "--config-file", file],
    ]);
    expect(stderr).toContain("hybrid-sync:conectSync");
    expect([exitCode, stdout]).toEqual([2, ""]);
  });
});

describe("hybrid-sync up of the healthy sample", () => {
  let practice: Practice;
  const up = (...more: string[]) =>
    run(practice, ["up", "--stack", "dev", "--config-file", stackFile(practice), ...more]);
  const waiting = "await new Promise(() => setInterval(() => {}, 1000));";
  const locked = async () => (await filesBelow(`${practice.folder}/state/.pulumi/locks`)).length > 0;
  beforeAll(async () => {
    practice = await openSample("dev");
  });
  afterAll(async () => {
    await practice?.close();
  });

  it("ends with 3, as check does, where the tenant cannot be read and nothing is violated", async () => {
    const environment = { ARM_CLIENT_SECRET: "wrong" };
    for (const command of ["preview", "check"]) {
      const { stdout, exitCode } = await run(
        practice,
        [command, "--stack", "dev", "--config-file", stackFile(practice)],
        environment,
      );
      expect(stdout).toMatch(/^Stack dev: blocked, because not everything could be verified\n/);
      expect(exitCode, command).toBe(3);
    }
    expect(
      (await run(practice, ["up", "--yes", "--stack", "dev", "--config-file", stackFile(practice)], environment))
        .exitCode,
    ).toBe(3);
    expect(practice.tenant.writes()).toEqual([]);
  });

  it.each([
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ])("ends with 130 at %s in place of an answer, and says that nothing was changed", async (_, key) => {
    const asked = await onTerminal(
      [["(yes/no) ", { key }]],
      ["up", "--stack", "dev", "--config-file", stackFile(practice)],
      { cwd: practice.folder, env: practice.environment },
    );
    expect([asked.exitCode, asked.said.trim()]).toEqual([130, "Interrupted. Nothing was changed."]);
    expect(practice.tenant.writes()).toEqual([]);
  });

  it("waits for no other update of the stack, and says so", async () => {
    const pending = execa(
      practice.engine.command,
      ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "dev"],
      {
        cwd: `${practice.folder}/project`,
        reject: false,
        stdin: "ignore",
        env: {
          ...practice.environment,
          ...withFault({ file: "index.ts", does: waiting }),
        },
      },
    );
    await vi.waitUntil(locked, 60_000);
    const { stdout, stderr, exitCode } = await up("--yes");
    expect(stderr).toMatch(
      /^Another update of the stack dev is under way\. Wait until it ends\. If it was interrupted, run: pulumi cancel --stack dev$/m,
    );
    expect([exitCode, stdout]).toEqual([2, ""]);
    pending.kill("SIGINT");
    await pending;
  });

  it("says that nothing changed when a preview is interrupted", async () => {
    const preview = ["preview", "--stack", "dev", "--config-file", stackFile(practice)];
    const running = run(practice, preview, withFault({ file: "index.ts", does: waiting }));
    await new Promise((resolve) => running.stderr?.once("data", resolve));
    running.kill("SIGINT");
    const { stderr, stdout, exitCode } = await running;
    expect(stderr).toMatch(/^Interrupted\. A preview changes nothing\.$/m);
    expect([exitCode, stdout]).toEqual([130, ""]);
  });

  it("says where the changes are when an update is interrupted, and leaves no lock", async () => {
    const inUpdate = `if (!(await import("@pulumi/pulumi")).runtime.isDryRun()) ${waiting}`;
    const update = ["up", "--yes", "--stack", "dev", "--config-file", stackFile(practice)];
    const running = run(practice, update, withFault({ file: "index.ts", does: inUpdate }));
    await vi.waitUntil(locked, 60_000);
    running.kill("SIGINT");
    const { stderr, stdout, exitCode } = await running;
    expect(stderr).toMatch(
      /^Interrupted\. What was done until then is in the state of the stack; run the command again/m,
    );
    expect([exitCode, stdout]).toEqual([130, ""]);
    expect(await locked()).toBe(false);
  });

  it("asks first, and refuses where nobody can answer", async () => {
    const { stderr, exitCode } = await up();
    expect(stderr).toContain("Add --yes.");
    expect(exitCode).toBe(2);
    expect(practice.tenant.writes()).toEqual([]);
  });

  it("applies what no rule blocks, and judges what came of it", async () => {
    const { stdout, stderr, exitCode } = await up("--yes", "--save", "result.json");
    expect(stdout, stderr).toMatch(/^Stack dev: not blocked\n/);
    expect(exitCode).toBe(0);
    expect(practice.tenant.writes().length).toBeGreaterThan(3);
    const result = await saved(practice);
    expect(result.accounts.map(({ verdict }) => verdict)).not.toContain("not yet known");
    expect(JSON.stringify(result) + stdout + stderr).not.toContain(practice.environment.ARM_CLIENT_SECRET);
  });

  it("takes what was applied into account from then on", async () => {
    const preview = ["preview", "--stack", "dev", "--config-file", stackFile(practice), "--save", "result.json"];
    const { exitCode, stderr } = await run(practice, [...preview, "--", "--refresh"]);
    expect(exitCode, stderr).toBe(0);
    const result = await saved(practice);
    expect(result.obtained).toMatchObject({ by: "preview", appliedStack: true });
    expect(concluded(result)).toEqual(concluded(await practice.surroundings.check(await practice.state())));
  });

  it("gives as a result what pulumi policy analyze lists of what was applied", async () => {
    // By then the attestations have expired.
    const later = { HYBRID_SYNC_LAB_CLOCK: "2027-03-01T09:00:00Z" };
    await writeFile(`${practice.folder}/state.json`, JSON.stringify(await practice.state()));
    const judged = await run(practice, ["accounts", "state.json", "--save", "result.json"], later);
    const analyze = ["policy", "analyze", "--policy-pack", `${projectRoot}/policy`];
    const analyzed = await practice.pulumi(analyze, { environment: later });
    const { findings, obtained } = await saved(practice);
    expect([judged.exitCode, obtained.by]).toEqual([1, "state"]);
    const listed = new Set(analyzed.output.match(/HS-[0-9a-z]{12}/g));
    expect(findings.length).toBeGreaterThan(1);
    expect([...listed].toSorted()).toEqual(findings.map(({ id }) => id).toSorted());
  });
});
