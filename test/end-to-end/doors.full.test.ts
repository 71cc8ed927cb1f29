import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice, type PulumiResult } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/samples.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { violations } from "./events.ts";
import { openSample } from "./sample-practice.ts";

/** For a test of several runs, in milliseconds; each takes seconds, or a minute on a machine that is busy. */
const several = 600_000;
const up = ["up", "--yes", "--skip-preview", "--color", "never"] as const;
const refusal = /^ *error: Nothing is written: \d+ mandatory findings? \(/m;
const stackTrace = /^\s+at .*:\d+:\d+\)?$/m;

/** What stands at the end; the engine tells each diagnostic while it runs, too. */
function diagnostics(output: string): string {
  return output.slice(output.indexOf("\nDiagnostics:\n"));
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
    "fails its preview in one sentence, which says where the findings stand",
    async () => {
      const { exitCode, output } = await practice.pulumi(["preview", "--color", "never"], { policies: false });
      expect(exitCode).not.toBe(0);
      expect(diagnostics(output).match(/Nothing would be written/g)).toHaveLength(1);
      expect(output).toMatch(/error: Nothing would be written: \d+ mandatory findings \(.*"--policy-pack policy"/);
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
      expect(output).toContain("Grant it with: Set-ADSyncPasswordHashSyncPermissions");
      expect(output).not.toMatch(stackTrace);
      expect(practice.tenant.writes()).toEqual([]);
    },
    several,
  );

  it(
    "shows each finding once where the policy pack judges too, and one sentence more",
    async () => {
      const { output, events } = await practice.pulumi(["preview", "--color", "never"]);
      const mandatory = violations(events, "mandatory");
      expect(mandatory.length).toBeGreaterThan(0);
      expect(diagnostics(output).match(/Nothing would be written/g)).toHaveLength(1);
      expect(output).toContain(`Nothing would be written: ${mandatory.length} mandatory findings`);
      expect(output).not.toContain("[mandatory] [severity: critical] connector-account-get-changes-all\n");
    },
    several,
  );
});

describe("an applied stack that is violated now, on the real engine", () => {
  let practice: Practice;
  let writes = 0;
  const urns: Record<string, string> = {};
  beforeAll(async () => {
    const tenant = samples.dev?.tenant ?? {};
    practice = await Practice.open({ stack: "dev", configuration: sampleConfiguration(), clock: sampleClock, tenant });
    const applied = await practice.pulumi(up, { policies: false });
    expect(applied.exitCode, applied.output).toBe(0);
    const { deployment } = (await practice.state()) as { deployment: { resources: { urn: string }[] } };
    for (const { urn } of deployment.resources) urns[urn.split("::").at(-1) ?? ""] = urn;
    await practice.configure(violated());
    writes = practice.tenant.writes().length;
  }, several);
  afterAll(async () => {
    await practice?.close();
  });

  const user = () => urns["cloud-sync-administrator-user"] ?? "";
  const attested = () => urns["connect-sync-local-administrator"] ?? "";
  const assignment = () => Object.values(urns).find((urn) => urn.endsWith("-assignment")) ?? "";

  const doors: [string, () => readonly string[]][] = [
    ["--target", () => ["--target", user()]],
    ["--target-dependents", () => ["--target", user(), "--target-dependents"]],
    ["--exclude", () => ["--exclude", attested()]],
    ["--target-replace", () => ["--target-replace", assignment()]],
    ["--refresh=false", () => ["--target", user(), "--refresh=false"]],
    ["--parallel 1", () => ["--parallel", "1"]],
  ];

  it.each(doors)(
    "writes nothing through %s, with or without the policy pack",
    async (_door, flags) => {
      for (const policies of [true, false]) {
        const { exitCode, output }: PulumiResult = await practice.pulumi([...up, ...flags()], { policies });
        expect(exitCode, output).not.toBe(0);
        if (!policies) expect(output).toMatch(refusal);
        expect(output).not.toMatch(stackTrace);
        expect(practice.tenant.writes().slice(writes)).toEqual([]);
      }
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
