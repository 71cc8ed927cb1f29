import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice, type PulumiResult } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
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
      expect(output).toContain("Grant it with: Set-ADSyncPasswordHashSyncPermissions");
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
    "has the same mandatory findings by the policy pack and by the program",
    async () => {
      const { output, events } = await practice.pulumi(["preview", "--color", "never"]);
      const mandatory = violations(events, "mandatory");
      expect(mandatory.length).toBeGreaterThan(0);
      expect(told(output)).toEqual(mandatory);
      const each = events.filter(({ policyEvent }) => policyEvent?.enforcementLevel === "mandatory");
      expect(output).toContain(`Nothing would be written: ${each.length} mandatory findings.`);
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

  const doors: [string, () => readonly string[]][] = [
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
