import { mkdir, readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice, type PulumiResult, projectRoot } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

/** For a test of several runs, in milliseconds; each takes seconds, or a minute on a machine that is busy. */
const several = 600_000;
const up = ["up", "--yes", "--skip-preview", "--color", "never"] as const;
/** The remedy of the finding that this stack is blocked by. */
const grant = `Grant it with: Import-Module "C:\\Program Files\\Microsoft Azure Active Directory Connect\\AdSyncConfig\\AdSyncConfig.psm1"; Set-ADSyncPasswordHashSyncPermissions`;
const refusal = /^ *error: Nothing is written: \d+ mandatory findings? \(/m;
const stackTrace = /^\s+at .*:\d+:\d+\)?$/m;

/** What stands at the end; the engine tells each diagnostic while it runs, too. */
function diagnostics(output: string): string {
  return output.slice(output.indexOf("\nDiagnostics:\n"));
}

/** The findings that a preview's program tells, as `violations` names those of the pack. */
function told(output: string): string[] {
  const findings = diagnostics(output).matchAll(/^ *- \[severity: \w+\] (\S+) \((.+)\)$/gm);
  return [...new Set([...findings].map(([, rule, resource]) => `${rule} on ${resource}`))].toSorted();
}

/** The sample, with the attestation of the local administrator expired: no engine notices that by itself. */
function violated(): Record<string, unknown> {
  const configuration = sampleConfiguration();
  const cloudSync = configuration["hybrid-sync:cloudSync"] as {
    accounts: { hybridIdentityAdministrator: { create: { displayName: string } } };
  };
  // Something to write.
  cloudSync.accounts.hybridIdentityAdministrator.create.displayName = "Another name";
  const attestations = configuration["hybrid-sync:attestations"] as { expires: string }[];
  if (attestations[0]) attestations[0].expires = "2026-11-20";
  return configuration;
}

describe("a faulty stack without a policy pack, on the real engine", () => {
  let practice: Practice;
  beforeAll(async () => {
    practice = await openSample("faulty");
  });
  afterAll(async () => {
    await practice?.close();
  });

  it(
    "tells each mandatory finding in its preview, with its remedy, in one message",
    async () => {
      const { exitCode, output } = await practice.pulumi(["preview", "--color", "never"], { policies: false });
      expect(exitCode).not.toBe(0);
      expect(diagnostics(output).match(/Nothing would be written/g)).toHaveLength(1);
      expect(told(output)).toContain(
        "connector-account-get-changes-all on connect-sync-connector-account-contoso.example",
      );
      expect(output).toContain(grant);
      expect(output).not.toMatch(stackTrace);
    },
    several,
  );

  it(
    "is stopped before its first write, and shows each finding with its remedy",
    async () => {
      const { exitCode, output } = await practice.pulumi(up, { policies: false });
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(refusal);
      expect(output).toContain("[mandatory] [severity: critical] connector-account-get-changes-all");
      expect(output).toContain(grant);
      expect(output).not.toMatch(stackTrace);
      expect(practice.tenant.writes()).toEqual([]);
    },
    several,
  );

  it(
    "has the same mandatory findings by the policy pack and by the program, and tells each once",
    async () => {
      const withPack = await practice.pulumi(["preview", "--color", "never"]);
      const mandatory = violations(withPack.events, "mandatory");
      expect(mandatory.length).toBeGreaterThan(0);
      const each = withPack.events.filter(({ policyEvent }) => policyEvent?.enforcementLevel === "mandatory");
      expect(withPack.output).toContain(
        `Nothing would be written: ${each.length} mandatory findings, listed under "Policies".`,
      );
      expect(told(withPack.output)).toEqual([]);
      const without = await practice.pulumi(["preview", "--color", "never"], { policies: false });
      expect(told(without.output)).toEqual(mandatory);
      await expectSameWithoutEngine(practice, withPack);
    },
    several,
  );

  it(
    "has a rule that is switched off in the pack told by the program",
    async () => {
      const file = `${practice.folder}/levels.json`;
      await writeFile(file, JSON.stringify({ "connector-account-get-changes-all": "disabled" }));
      const { output, exitCode } = await practice.pulumi(["preview", "--color", "never", "--policy-pack-config", file]);
      expect(exitCode).not.toBe(0);
      expect(told(output)).toEqual([
        "connector-account-get-changes-all on connect-sync-connector-account-contoso.example",
      ]);
      expect(output).toMatch(/Nothing would be written: (\d+) mandatory findings, \d+ of them under "Policies"\./);
    },
    several,
  );
});

describe("an applied stack that is violated now, on the real engine", () => {
  let practice: Practice;
  let writes = 0;
  let plan = "";
  let userId = "";
  const urns: Record<string, string> = {};
  beforeAll(async () => {
    const tenant = samples.dev?.tenant ?? {};
    practice = await Practice.open({ stack: "dev", configuration: sampleConfiguration(), clock: sampleClock, tenant });
    const applied = await practice.pulumi(up, { policies: false });
    expect(applied.exitCode, applied.output).toBe(0);
    const { deployment } = (await practice.state()) as { deployment: { resources: { urn: string; id?: string }[] } };
    for (const { urn } of deployment.resources) urns[urn.split("::").at(-1) ?? ""] = urn;
    userId = deployment.resources.find(({ urn }) => urn === user())?.id ?? "";
    plan = `${practice.folder}/plan.json`;
    const planned = await practice.pulumi(["preview", "--save-plan", plan], { policies: false });
    expect(planned.exitCode, planned.output).toBe(0);
    await practice.configure(violated());
    writes = practice.tenant.writes().length;
  }, several);
  afterAll(async () => {
    await practice?.close();
  });

  const user = () => urns["cloud-sync-administrator-user"] ?? "";
  const attested = () => urns["connect-sync-local-administrator"] ?? "";
  const assignment = () => Object.values(urns).find((urn) => urn.endsWith("-assignment")) ?? "";

  const doors: [string, () => readonly string[], Record<string, string>?][] = [
    ["--target", () => ["--target", user()]],
    ["--target-dependents", () => ["--target", user(), "--target-dependents"]],
    ["--exclude", () => ["--exclude", attested()]],
    ["--target-replace", () => ["--target-replace", assignment()]],
    ["--refresh=false", () => ["--target", user(), "--refresh=false"]],
    ["--exclude-dependents", () => ["--exclude", attested(), "--exclude-dependents"]],
    ["--replace", () => ["--replace", user()]],
    ["--continue-on-error", () => ["--continue-on-error"]],
    ["--refresh", () => ["--refresh"]],
    ["--refresh --run-program", () => ["--refresh", "--run-program"]],
    ["--plan", () => ["--plan", plan]],
    ["--parallel 1", () => ["--parallel", "1"]],
    ["a pattern as --target", () => ["--target", "**administrator-user"]],
    ["--ignore-protect", () => ["--ignore-protect"]],
    ["--skip-config-validation", () => ["--skip-config-validation"]],
    ["PULUMI_CONTINUE_ON_ERROR", () => [], { PULUMI_CONTINUE_ON_ERROR: "true" }],
    // Pulumi's SDK would take the update for a preview.
    ["PULUMI_NODEJS_DRY_RUN", () => [], { PULUMI_NODEJS_DRY_RUN: "true" }],
  ];

  it.each(doors)(
    "writes nothing through %s, with or without the policy pack",
    async (_door, flags, environment = {}) => {
      for (const policies of [true, false]) await isRefused(flags(), { policies, environment });
    },
    several,
  );

  async function isRefused(
    flags: readonly string[],
    { policies = false, environment = {} }: Parameters<Practice["pulumi"]>[1] = {},
  ): Promise<void> {
    const { exitCode, output }: PulumiResult = await practice.pulumi([...up, ...flags], { policies, environment });
    expect(exitCode, output).not.toBe(0);
    if (!policies) expect(output).toMatch(refusal);
    expect(output).not.toMatch(stackTrace);
    expect(practice.tenant.writes().slice(writes)).toEqual([]);
  }

  it(
    "deletes nothing that is declared no more",
    async () => {
      const { "hybrid-sync:cloudSync": _, ...remaining } = violated();
      await practice.configure(remaining);
      for (const flags of [[], ["--continue-on-error"], ["--target", user()]]) {
        for (const policies of [true, false]) await isRefused(flags, { policies });
      }
      await practice.configure(violated());
    },
    several,
  );

  it(
    "writes nothing through a configuration in another file",
    async () => {
      const own = `${practice.folder}/project/Pulumi.dev.yaml`;
      const other = `${practice.folder}/project/other.yaml`;
      await writeFile(other, await readFile(own, "utf8"));
      await practice.configure(sampleConfiguration());
      await isRefused(["--config-file", other]);
      await practice.configure(violated());
    },
    several,
  );

  it(
    "writes nothing where somebody has changed the state by hand",
    async () => {
      const file = `${practice.folder}/state.json`;
      const state = JSON.stringify(await practice.state());
      await writeFile(file, state.replaceAll("2026-11-20", "2027-11-20"));
      const imported = await practice.pulumi(["stack", "import", "--file", file]);
      expect(imported.exitCode, imported.output).toBe(0);
      await isRefused(["--target", user()]);
      const removed = await practice.pulumi(["state", "remove", "--yes", "--force", "--target-dependents", attested()]);
      expect(removed.exitCode, removed.output).toBe(0);
      await isRefused(["--target", user()]);
      await isRefused(["--exclude", attested()]);
      await writeFile(file, state);
      expect((await practice.pulumi(["stack", "import", "--file", file])).exitCode).toBe(0);
    },
    several,
  );

  it(
    "writes nothing through pulumi watch, with or without the policy pack",
    async () => {
      // Tells once that a file has changed; what a release brings is not part of the engine's sources.
      const watcher = `${practice.folder}/watcher`;
      await mkdir(watcher, { recursive: true });
      await writeFile(`${watcher}/pulumi-watch`, "#!/bin/sh\necho changed\nexec sleep 600\n", { mode: 0o755 });
      for (const pack of [["--policy-pack", `${projectRoot}/policy`], []]) {
        const interruption = new AbortController();
        const reason = pack.length > 0 ? "is invalid" : "Nothing is written";
        let seen = "";
        const { output } = await practice.pulumi(["watch", ...pack], {
          environment: { PATH: `${watcher}:${practice.environment.PATH ?? process.env.PATH}` },
          cancelSignal: interruption.signal,
          onOutput: (text) => {
            seen += text;
            // Why it failed may be told after that.
            const isTold = seen.includes("Update failed") && seen.includes(reason);
            if (isTold || seen.includes("Update complete")) interruption.abort();
          },
        });
        expect(output).toContain("Update failed");
        expect(output).toContain(reason);
        expect(practice.tenant.writes().slice(writes)).toEqual([]);
      }
    },
    several,
  );

  it.each<[string, () => readonly string[]]>([
    ["refresh", () => ["refresh", "--yes"]],
    ["refresh --run-program", () => ["refresh", "--yes", "--run-program"]],
    ["preview --refresh", () => ["preview", "--refresh"]],
    ["preview --save-plan", () => ["preview", "--save-plan", `${plan}.violated`]],
    ["import", () => ["import", "--yes", "--generate-code=false", "azuread:index/user:User", "imported", userId]],
    ["state taint", () => ["state", "taint", "--yes", user()]],
    ["up after that", () => up],
    ["state untaint", () => ["state", "untaint", "--yes", user()]],
    ["state unprotect", () => ["state", "unprotect", "--yes", "--all"]],
    [
      "state delete",
      () => ["state", "delete", "--yes", "urn:pulumi:dev::hybrid-sync::azuread:index/user:User::imported"],
    ],
  ])(
    "has nothing written by pulumi %s",
    async (_command, command) => {
      const { output } = await practice.pulumi(command(), { policies: false });
      expect(output).not.toMatch(stackTrace);
      expect(practice.tenant.writes().slice(writes)).toEqual([]);
    },
    several,
  );

  it(
    "writes where the configuration leaves the judgement to policy packs, and says so",
    async () => {
      await practice.configure({ ...violated(), "hybrid-sync:judgement": "policy-pack" });
      const { exitCode, output } = await practice.pulumi([...up, "--target", user()], {
        policies: false,
      });
      expect(exitCode, output).toBe(0);
      expect(output).toContain('hybrid-sync:judgement is "policy-pack"');
      expect(practice.tenant.writes().length).toBeGreaterThan(writes);
    },
    several,
  );

  it(
    "is judged where destroy runs the program, and not where it does not",
    async () => {
      await practice.configure(violated());
      const before = practice.tenant.writes().length;
      const judged = await practice.pulumi(["destroy", "--yes", "--skip-preview", "--run-program"]);
      expect(judged.exitCode).not.toBe(0);
      expect(judged.output).toMatch(refusal);
      expect(practice.tenant.writes().slice(before)).toEqual([]);

      const one = await practice.pulumi(["destroy", "--yes", "--target", user(), "--target-dependents"]);
      expect(one.exitCode, one.output).toBe(0);
      expect(practice.tenant.users().map(({ displayName }) => displayName)).not.toContain("Another name");
    },
    several,
  );

  it(
    "can be destroyed",
    async () => {
      await practice.configure(violated());
      const { exitCode, output } = await practice.pulumi(["destroy", "--yes"]);
      expect(exitCode, output).toBe(0);
      expect(practice.tenant.users().map(({ displayName }) => displayName)).not.toContain("Another name");
    },
    several,
  );
});
