/** Whatever was changed is changed by one update: the next one has nothing left to do. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice, type PulumiResult } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { changes, steps, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";

/** For a test of several updates, in milliseconds; each takes seconds, or a minute on a machine that is busy. */
const several = 600_000;
const up = ["up", "--yes", "--skip-preview", "--color", "never"] as const;

interface Declared {
  readonly userPrincipalName: string;
  readonly group: string;
  readonly organizationalUnits?: readonly string[];
}

const before: Declared = { userPrincipalName: "cloudsync-admin@contoso.onmicrosoft.com", group: "Sync administrators" };

function configurationWith({ userPrincipalName, group, organizationalUnits }: Declared): Record<string, unknown> {
  const configuration = sampleConfiguration();
  const cloudSync = configuration["hybrid-sync:cloudSync"] as { accounts: Record<string, object> };
  cloudSync.accounts.hybridIdentityAdministrator = {
    create: { userPrincipalName, displayName: "Cloud Sync administrator" },
    throughGroup: { create: group },
  };
  if (organizationalUnits) Object.assign(cloudSync, { organizationalUnits });
  return configuration;
}

describe("a stack that is changed after it was applied, on the real engine", () => {
  let practice: Practice;
  beforeAll(async () => {
    const { tenant } = samples.dev ?? {};
    practice = await Practice.open({
      stack: "dev",
      configuration: configurationWith(before),
      clock: sampleClock,
      ...(tenant ? { tenant } : {}),
    });
    await succeed(...up);
  });
  afterAll(async () => {
    await practice?.close();
  });

  async function succeed(...command: readonly string[]): Promise<PulumiResult> {
    const result = await practice.pulumi(command);
    expect(result.exitCode, result.output).toBe(0);
    expect(violations(result.events, "mandatory")).toEqual([]);
    return result;
  }

  const users = () => practice.tenant.users().map(({ userPrincipalName }) => userPrincipalName);
  const groups = () => practice.tenant.groups().map(({ displayName }) => displayName);

  it(
    "has a user of another name after one update",
    async () => {
      await practice.configure(configurationWith({ ...before, userPrincipalName: "renamed@contoso.onmicrosoft.com" }));
      expect(changes((await succeed(...up)).events)).not.toEqual({});
      expect(users()).toContain("renamed@contoso.onmicrosoft.com");
      expect(users()).not.toContain(before.userPrincipalName);
      const again = await succeed(...up);
      expect(steps(again.events)).toEqual({});
      await expectSameWithoutEngine(practice, again);
    },
    several,
  );

  it(
    "has a group of another name after one update",
    async () => {
      const after = { userPrincipalName: "renamed@contoso.onmicrosoft.com", group: "Synchronization operators" };
      await practice.configure(configurationWith(after));
      expect(changes((await succeed(...up)).events)).not.toEqual({});
      expect(groups()).toEqual(["Synchronization operators"]);
      expect(steps((await succeed(...up)).events)).toEqual({});
    },
    several,
  );

  const nowhere = () =>
    practice.configure(configurationWith({ ...before, organizationalUnits: ["OU=Nowhere,DC=contoso,DC=example"] }));
  const outputs = async () => JSON.parse((await practice.pulumi(["stack", "output", "--json"])).output);

  it(
    "keeps its outputs where an update is blocked",
    async () => {
      await nowhere();
      const writes = practice.tenant.writes().length;
      const had = await outputs();
      const { exitCode, events } = await practice.pulumi(up);
      expect(exitCode).not.toBe(0);
      expect(violations(events, "mandatory")).toContainEqual(expect.stringMatching(/^organizational-units-found on /));
      expect(Object.keys(had).length).toBeGreaterThan(3);
      expect(await outputs()).toEqual(had);
      expect(practice.tenant.writes()).toHaveLength(writes);
    },
    several,
  );

  it(
    "keeps its outputs where the program alone blocks an update, and shows none as removed",
    async () => {
      await nowhere();
      const had = await outputs();
      const { exitCode, output } = await practice.pulumi(up, { policies: false });
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(/error: Nothing is written: 1 mandatory finding /);
      expect(output).toMatch(/^ +cloudSyncAdministratorId *:/m);
      expect(output).not.toMatch(/^ *- +\w+ *:/m);
      expect(await outputs()).toEqual(had);
    },
    several,
  );
});

describe("a stack without a created administrator, on the real engine", () => {
  it(
    "is previewed and applied without a warning of the engine about what it does not put out",
    async () => {
      const configuration = sampleConfiguration();
      const { accounts } = configuration["hybrid-sync:cloudSync"] as { accounts: Record<string, object> };
      accounts.hybridIdentityAdministrator = { adopt: "connect-admin@contoso.onmicrosoft.com" };
      const { tenant } = samples.dev ?? {};
      await using practice = await Practice.open({
        stack: "dev",
        configuration,
        clock: sampleClock,
        ...(tenant ? { tenant } : {}),
      });
      const preview = await practice.pulumi(["preview", "--color", "never"]);
      await expectSameWithoutEngine(practice, preview);
      const applied = await practice.pulumi(up);
      for (const { exitCode, output } of [preview, applied]) {
        expect(exitCode, output).toBe(0);
        expect(output).not.toMatch(/undefined value|warning: /i);
      }
    },
    several,
  );
});
