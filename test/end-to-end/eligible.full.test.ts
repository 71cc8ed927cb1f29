import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { Practice, type PulumiResult } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import type { TenantSeed } from "../../lab/tenant/server.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { changes, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";

const created = "cloudsync-admin@contoso.onmicrosoft.com";
const adopted = "connect-admin@contoso.onmicrosoft.com";
const role = directoryRoles["hybrid-identity-administrator"].templateId;

/** The sample, with administrators of both tools who are to activate their roles when needed. */
function eligibleConfiguration(more: object = {}): Record<string, unknown> {
  const configuration = sampleConfiguration();
  for (const tool of ["cloudSync", "connectSync"]) {
    const { accounts } = configuration[`hybrid-sync:${tool}`] as { accounts: Record<string, object> };
    Object.assign(accounts.hybridIdentityAdministrator ?? {}, { assignment: "eligible", ...more });
  }
  return configuration;
}

function open(seed: TenantSeed = {}): Promise<Practice> {
  const tenant = { ...samples.dev?.tenant, roleAssignments: [], ...seed };
  return Practice.open({ stack: "dev", configuration: eligibleConfiguration(), clock: sampleClock, tenant });
}

/** For a test of several updates, in milliseconds; each takes seconds, or a minute on a machine that is busy. */
const several = 600_000;

const up = ["up", "--yes", "--skip-preview"] as const;

async function succeed(practice: Practice, ...command: readonly string[]): Promise<PulumiResult> {
  const result = await practice.pulumi(command);
  expect(result.exitCode, result.output).toBe(0);
  expect(violations(result.events, "mandatory")).toEqual([]);
  return result;
}

/** Who may activate the role, by name. */
function eligible({ tenant }: Practice): unknown[] {
  const names = new Map(tenant.users().map(({ id, userPrincipalName }) => [id, userPrincipalName]));
  return tenant
    .roleEligibilitySchedules()
    .filter(({ roleDefinitionId }) => roleDefinitionId === role)
    .map(({ principalId }) => names.get(String(principalId)))
    .toSorted();
}

describe("administrators who activate their roles when needed, on the real engine", () => {
  let practice: Practice;
  beforeAll(async () => {
    practice = await open();
  });
  afterAll(async () => {
    await practice?.close();
  });

  it("are made eligible and hold nothing, with a reminder for the one who is still to run the wizard", async () => {
    const first = await succeed(practice, ...up);
    expect(eligible(practice)).toEqual([created, adopted]);
    expect(practice.tenant.roleAssignments().filter(({ roleDefinitionId }) => roleDefinitionId === role)).toEqual([]);
    expect(violations(first.events)).toEqual([
      "administrator-activated-for-installation on connect-sync-administrator-observation",
    ]);
  });

  it("stay so: the next update changes nothing", async () => {
    expect(changes((await succeed(practice, ...up)).events)).toEqual({});
  });

  it(
    "stay so when the tenant has forgotten the requests that made them eligible",
    async () => {
      practice.tenant.advance({ days: 46 });
      const before = practice.tenant.writes().length;
      expect(changes((await succeed(practice, ...up)).events)).toEqual({});
      expect(changes((await succeed(practice, "refresh", "--yes")).events)).toEqual({});
      expect(changes((await succeed(practice, ...up)).events)).toEqual({});
      expect(practice.tenant.writes()).toHaveLength(before);
      expect(eligible(practice)).toEqual([created, adopted]);
    },
    several,
  );

  it(
    "are made eligible again by the next update when somebody has ended it",
    async () => {
      practice.tenant.endEligibilities();
      expect(eligible(practice)).toEqual([]);
      // With its preview, in which nobody is eligible yet: that must not stop what makes them so.
      await succeed(practice, "up", "--yes");
      expect(eligible(practice)).toEqual([created, adopted]);
    },
    several,
  );

  it("are eligible no more when the stack is destroyed long after, and the adopted one is still there", async () => {
    practice.tenant.advance({ days: 46 });
    await succeed(practice, "destroy", "--yes");
    expect(practice.tenant.roleEligibilitySchedules()).toEqual([]);
    const users = practice.tenant.users().map(({ userPrincipalName }) => userPrincipalName);
    expect(users).toContain(adopted);
    expect(users).not.toContain(created);
  });
});

describe("an adopted administrator who was eligible before, on the real engine", () => {
  it(
    "is left alone, and stays eligible when the stack is destroyed",
    async () => {
      await using practice = await open({ eligibleRoles: [{ userPrincipalName: adopted, role }] });
      await succeed(practice, ...up);
      expect(eligible(practice)).toEqual([created, adopted]);
      await succeed(practice, "destroy", "--yes");
      expect(eligible(practice)).toEqual([adopted]);
    },
    several,
  );
});

describe("eligible administrators in a tenant without the licence, on the real engine", () => {
  it(
    "are refused with one sentence each, before anything is written",
    async () => {
      await using practice = await open({ missingLicences: ["Entra ID P2"] });
      const preview = await practice.pulumi(["preview"]);
      for (const name of [created, adopted]) {
        const sentence = `${name} is declared eligible in a tenant without Microsoft Entra ID P2 or Governance`;
        expect(preview.output).toContain(sentence);
      }
      await expectSameWithoutEngine(practice, preview);
      expect((await practice.pulumi(up)).exitCode).not.toBe(0);
      expect(practice.tenant.writes()).toEqual([]);
    },
    several,
  );
});

describe("eligible administrators whose role has settings of its own, on the real engine", () => {
  it(
    "are refused where it demands an end and a ticket, and have their last day where it demands an end",
    async () => {
      const roleSettings = [{ role, eligibilityExpiresAfter: "P365D", demands: ["Ticketing"] as const }];
      await using practice = await open({ roleSettings });
      const preview = await practice.pulumi(["preview", "--color", "never"]);
      expect(preview.exitCode).not.toBe(0);
      for (const name of [created, adopted]) {
        const subject = `${name} is declared eligible for Hybrid Identity Administrator without an end`;
        expect(preview.output).toContain(`${subject}, and the settings of the role demand one, at most `);
        expect(preview.output).toContain(
          `${name} is to be made eligible for Hybrid Identity Administrator, and the settings of the role demand a ticket`,
        );
      }
      await expectSameWithoutEngine(practice, preview);
      expect(practice.tenant.writes()).toEqual([]);

      await using ending = await Practice.open({
        stack: "dev",
        configuration: eligibleConfiguration({ eligibleUntil: "2027-06-30" }),
        clock: sampleClock,
        tenant: {
          ...samples.dev?.tenant,
          roleAssignments: [],
          roleSettings: [{ role, eligibilityExpiresAfter: "P365D" }],
        },
      });
      await succeed(ending, ...up);
      expect(eligible(ending)).toEqual([created, adopted]);
      for (const { scheduleInfo } of ending.tenant.roleEligibilitySchedules()) {
        expect(scheduleInfo).toMatchObject({
          expiration: { endDateTime: expect.stringMatching(/^2027-0(6-30|7-01)T/) },
        });
      }
      expect(changes((await succeed(ending, ...up)).events)).toEqual({});
    },
    several,
  );
});
