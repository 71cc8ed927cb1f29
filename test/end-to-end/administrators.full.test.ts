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
const up = ["up", "--yes", "--skip-preview", "--color", "never"] as const;
/** For a test of several updates, in milliseconds; each takes seconds, or a minute on a machine that is busy. */
const several = 600_000;

/** The sample with other settings for the administrators of its tools. */
function configurationWith(change: {
  cloudSync?: object | null;
  connectSync?: object | null;
}): Record<string, unknown> {
  const configuration = sampleConfiguration();
  for (const [tool, administrator] of Object.entries(change)) {
    const key = `hybrid-sync:${tool}`;
    if (administrator === null) delete configuration[key];
    else {
      const { accounts } = configuration[key] as { accounts: Record<string, object> };
      accounts.hybridIdentityAdministrator = administrator;
    }
  }
  if (change.connectSync === null) delete configuration["hybrid-sync:attestations"];
  return configuration;
}

function unjudged(change: Parameters<typeof configurationWith>[0]): Record<string, unknown> {
  return { ...configurationWith(change), "hybrid-sync:judgement": "policy-pack" };
}

function open(configuration: Record<string, unknown>, seed: TenantSeed = {}): Promise<Practice> {
  const tenant = { users: samples.dev?.tenant.users ?? [], ...seed };
  return Practice.open({ stack: "dev", configuration, clock: sampleClock, tenant });
}

/** Without rules, as the configuration must say then: what they say about other configurations than the sample's is not the point here. */
async function apply(practice: Practice, ...command: readonly string[]): Promise<PulumiResult> {
  const result = await practice.pulumi(command, { policies: false });
  expect(result.exitCode, result.output).toBe(0);
  expect(result.output).toContain(command[0] === "up" ? 'hybrid-sync:judgement is "policy-pack"' : "");
  return result;
}

async function succeed(practice: Practice, ...command: readonly string[]): Promise<PulumiResult> {
  const result = await practice.pulumi(command);
  expect(result.exitCode, result.output).toBe(0);
  expect(violations(result.events, "mandatory")).toEqual([]);
  return result;
}

/** Who holds the role, by name. */
function holders({ tenant }: Practice): unknown[] {
  const objects = [...tenant.users(), ...tenant.groups()];
  const names = new Map(
    objects.map(({ id, userPrincipalName, displayName }) => [id, userPrincipalName ?? displayName]),
  );
  return tenant
    .roleAssignments()
    .filter(({ roleDefinitionId }) => roleDefinitionId === role)
    .map(({ principalId }) => names.get(String(principalId)))
    .toSorted();
}

function membersOf({ tenant }: Practice, name: string): unknown[] {
  const group = tenant.groups().find(({ displayName }) => displayName === name);
  const members = tenant.membersOf(group?.id ?? "");
  return tenant.users().flatMap(({ id, userPrincipalName }) => (members.includes(id) ? [userPrincipalName] : []));
}

const someone = { create: { userPrincipalName: created, displayName: "Cloud Sync administrator" } };

describe("an administrator of Cloud Sync in a group that the program creates, on the real engine", () => {
  let practice: Practice;
  beforeAll(async () => {
    practice = await open(
      configurationWith({ cloudSync: { ...someone, throughGroup: { create: "Sync administrators" } } }),
    );
  });
  afterAll(async () => {
    await practice?.close();
  });

  it(
    "holds its role through the group, which can be assigned to roles",
    async () => {
      await succeed(practice, ...up);
      expect(holders(practice)).toEqual(["Sync administrators", adopted]);
      expect(membersOf(practice, "Sync administrators")).toEqual([created]);
      expect(practice.tenant.groups()).toMatchObject([{ isAssignableToRole: true, securityEnabled: true }]);
    },
    several,
  );

  it(
    "stays so: nothing changes when applied again",
    async () => {
      const again = await succeed(practice, ...up);
      expect(changes(again.events)).toEqual({});
      await expectSameWithoutEngine(practice, again);
    },
    several,
  );

  it(
    "goes with its group when the stack is destroyed",
    async () => {
      await succeed(practice, "destroy", "--yes");
      expect(practice.tenant.groups()).toEqual([]);
      expect(holders(practice)).toEqual([]);
    },
    several,
  );
});

describe("an administrator of Cloud Sync in a group that is adopted, on the real engine", () => {
  const configuration = configurationWith({ cloudSync: { ...someone, throughGroup: { adopt: "Operators" } } });
  const operators = { displayName: "Operators", isAssignableToRole: true };

  it(
    "is given what the group lacks, and nothing else of the group goes with the stack",
    async () => {
      await using practice = await open(configuration, { groups: [{ ...operators, members: [adopted] }] });
      await succeed(practice, ...up);
      expect(holders(practice)).toEqual(["Operators", adopted]);
      expect(membersOf(practice, "Operators")).toEqual([adopted, created]);
      expect(changes((await succeed(practice, ...up)).events)).toEqual({});
      await succeed(practice, "destroy", "--yes");
      expect(holders(practice)).toEqual([]);
      expect(membersOf(practice, "Operators")).toEqual([adopted]);
    },
    several,
  );

  it(
    "is refused where several groups have the name, or the group cannot hold roles, before anything is written",
    async () => {
      await using several = await open(configuration, { groups: [operators, operators] });
      const ambiguous = await several.pulumi(up);
      expect(ambiguous.exitCode).not.toBe(0);
      expect(ambiguous.output).toContain(
        'The group "Operators" shares its name with 1 other; it is not clear which one is meant.',
      );
      expect(several.tenant.writes()).toEqual([]);
    },
    several,
  );
});

describe("a user whom both tools adopt, on the real engine", () => {
  const shared = { adopt: adopted };
  const own = (practice: Practice) => holders(practice).filter((name) => name === adopted);

  it.each(["active", "eligible"])(
    "keeps its role, %s, when Cloud Sync goes and comes back",
    async (assignment) => {
      const administrator = { ...shared, assignment };
      await using practice = await open(unjudged({ cloudSync: administrator, connectSync: administrator }));
      const held = () =>
        assignment === "active" ? own(practice).length : practice.tenant.roleEligibilitySchedules().length;
      await apply(practice, ...up);
      expect(held()).toBe(1);
      for (const next of [
        { cloudSync: null, connectSync: administrator },
        { cloudSync: administrator, connectSync: administrator },
      ]) {
        await practice.configure(unjudged(next));
        await apply(practice, ...up);
        expect(held(), JSON.stringify(next)).toBe(1);
      }
      await apply(practice, "destroy", "--yes");
      expect(held()).toBe(0);
    },
    several,
  );
});

describe("a user whom Connect Sync adopts first, on the real engine", () => {
  const shared = { adopt: adopted };
  const own = (practice: Practice) => holders(practice).filter((name) => name === adopted);

  it(
    "keeps the role that it was assigned then, when Cloud Sync adopts it too and Connect Sync goes",
    async () => {
      await using practice = await open(unjudged({ cloudSync: null, connectSync: shared }));
      await apply(practice, ...up);
      const [assignment] = practice.tenant
        .roleAssignments()
        .filter(({ roleDefinitionId }) => roleDefinitionId === role);
      for (const next of [
        { cloudSync: shared, connectSync: shared },
        { cloudSync: shared, connectSync: null },
      ]) {
        await practice.configure(unjudged(next));
        await apply(practice, ...up);
        expect(practice.tenant.roleAssignments(), JSON.stringify(next)).toContainEqual(assignment);
      }
      await apply(practice, "destroy", "--yes");
      expect(own(practice)).toEqual([]);
    },
    several,
  );

  it(
    "keeps it in one update that puts Cloud Sync in the place of Connect Sync",
    async () => {
      await using practice = await open(unjudged({ cloudSync: null, connectSync: shared }));
      await apply(practice, ...up);
      await practice.configure(unjudged({ cloudSync: shared, connectSync: null }));
      await apply(practice, ...up);
      expect(own(practice)).toEqual([adopted]);
    },
    several,
  );
});

describe("an update that is interrupted, on the real engine", () => {
  it(
    "is completed by the next one, and nothing is there twice",
    async () => {
      await using practice = await open(configurationWith({}));
      const interruption = new AbortController();
      const running = practice.pulumi(up, { cancelSignal: interruption.signal });
      while (practice.tenant.writes().length === 0) await new Promise((resolve) => setImmediate(resolve));
      interruption.abort();
      expect((await running).exitCode).not.toBe(0);
      await succeed(practice, ...up);
      expect(changes((await succeed(practice, ...up)).events)).toEqual({});
      expect(holders(practice)).toEqual([created, adopted]);
      const applications = practice.tenant.applications().map(({ displayName }) => displayName);
      expect(applications.filter((name) => name === "Entra Connect Sync SYNC01")).toHaveLength(1);
    },
    several,
  );
});

describe("bad input about the tenant, on the real engine", () => {
  /** Refused by one sentence and without a write; after the tenant is put right, the same stack comes to its end. */
  const refusals: [string, TenantSeed, Parameters<typeof configurationWith>[0], string][] = [
    ["a user who is not there", { users: [] }, {}, `${adopted} was not found in the tenant`],
    [
      "a user whom somebody has deleted",
      { users: [], deletedUsers: samples.dev?.tenant.users ?? [] },
      {},
      `${adopted} was deleted on `,
    ],
    [
      "a name that somebody else's user has",
      { users: [...(samples.dev?.tenant.users ?? []), { userPrincipalName: created, displayName: "Somebody" }] },
      {},
      `The name "${created}" was taken in the tenant before this program used it`,
    ],
    [
      "a name that somebody else's application has",
      { applications: [{ displayName: "Entra Connect Sync SYNC01" }] },
      {},
      'The name "Entra Connect Sync SYNC01" was taken in the tenant before this program used it',
    ],
    [
      "a service principal of password writeback that is absent",
      { servicePrincipals: ["synchronization"] },
      {},
      'The service principal "Microsoft password reset service" does not exist in the tenant',
    ],
  ];

  it.each(refusals)(
    "refuses %s in one sentence, before anything is written",
    async (_what, seed, change, sentence) => {
      await using practice = await open(configurationWith(change), seed);
      const refused = await practice.pulumi(up);
      expect(refused.exitCode).not.toBe(0);
      expect(refused.output).toContain(sentence);
      expect(refused.output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
      expect(practice.tenant.writes()).toEqual([]);
    },
    several,
  );

  it(
    "converges once the user who was missing is there",
    async () => {
      await using practice = await open(configurationWith({}), { users: [] });
      expect((await practice.pulumi(up)).exitCode).not.toBe(0);
      practice.tenant.plant({ users: samples.dev?.tenant.users ?? [] });
      await succeed(practice, ...up);
      expect(holders(practice)).toEqual([created, adopted]);
    },
    several,
  );
});
