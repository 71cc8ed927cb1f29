import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice } from "../../lab/practice.ts";
import { sampleClock } from "../../lab/sample-tenants.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { changes, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";

const up = ["up", "--yes", "--skip-preview", "--color", "never"] as const;
const administrator = {
  create: { userPrincipalName: "sync-admin@contoso.onmicrosoft.com", displayName: "Sync administrator" },
};
const legacyUser = {
  kind: "user",
  userPrincipalName: "Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com",
};

interface Tool {
  readonly accounts: object;
}

/** The sample before anything is installed, with administrators that it creates. */
function beforeInstall(tool: "cloudSync" | "connectSync", change: object = {}): object {
  const settings = sampleConfiguration()[`hybrid-sync:${tool}`] as Tool;
  const accounts = { ...settings.accounts, hybridIdentityAdministrator: administrator };
  return { ...settings, phase: "before-install", accounts, ...change };
}

/** The sample with one tool. Its forest is prepared for both: the other one's account is one that somebody trusts. */
function only(tool: "cloudSync" | "connectSync", settings: object): Record<string, unknown> {
  const {
    "hybrid-sync:cloudSync": _,
    "hybrid-sync:connectSync": __,
    "hybrid-sync:attestations": attestations,
    "hybrid-sync:forests": forests,
    ...rest
  } = sampleConfiguration();
  const others = { cloudSync: "CONTOSO\\svc-connect", connectSync: "CONTOSO\\provAgentgMSA$" };
  return {
    ...rest,
    ...(tool === "connectSync" ? { "hybrid-sync:attestations": attestations } : {}),
    "hybrid-sync:forests": (forests as object[]).map((forest) => ({ ...forest, tierZero: [others[tool]] })),
    [`hybrid-sync:${tool}`]: settings,
  };
}

const configurations: [string, Record<string, unknown>][] = [
  ["Cloud Sync", only("cloudSync", beforeInstall("cloudSync"))],
  ["Connect Sync with an application", only("connectSync", beforeInstall("connectSync"))],
  ["Connect Sync with a user of its own", only("connectSync", beforeInstall("connectSync", { identity: legacyUser }))],
];

describe.each(configurations)("%s in an empty tenant, on the real engine", (_name, configuration) => {
  let practice: Practice;

  beforeAll(async () => {
    practice = await Practice.open({ stack: "dev", configuration, clock: sampleClock, tenant: {} });
  });

  afterAll(() => practice?.close());

  it("is applied without a violation, and complete: nothing changes when applied again", async () => {
    const first = await practice.pulumi(up);
    expect(first.exitCode, first.output).toBe(0);
    expect(violations(first.events, "mandatory")).toEqual([]);
    const again = await practice.pulumi(up);
    expect(again.exitCode, again.output).toBe(0);
    expect(changes(again.events)).toEqual({});
    await expectSameWithoutEngine(practice, again);
  }, 600_000);

  it("leaves nothing behind", async () => {
    const destroyed = await practice.pulumi(["destroy", "--yes", "--skip-preview"]);
    expect(destroyed.exitCode, destroyed.output).toBe(0);
    const { tenant } = practice;
    const left = [tenant.users(), tenant.applications().filter(({ id }) => id !== tenant.caller.applicationObjectId)];
    expect([...left, tenant.roleAssignments()].flat().map(({ displayName }) => displayName)).toEqual([]);
  });
});
