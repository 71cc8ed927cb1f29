import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Practice, PulumiResult } from "../../lab/practice.ts";
import { Practice as PracticeEnvironment } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { changes, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";

const legacyUser = "Sync_SYNC01_0a1b2c3d4e5f@contoso.onmicrosoft.com";

const guardRails = {
  namedLocation: { addresses: ["203.0.113.10/32", "2001:db8:1::/64"] },
  legacyUserPolicy: { users: [legacyUser] },
  workloadIdentityPolicy: { state: "enabled" },
};

const operator = "operator@contoso.onmicrosoft.com";

const azure = {
  location: "westeurope",
  resourceGroup: { name: "rg-hybrid-sync" },
  workspace: { name: "log-hybrid-sync", entraLogs: true },
  alerts: {
    emails: ["identity-operations@contoso.example"],
    signInFromElsewhere: true,
    syncRoleMember: true,
    applicationCredential: true,
  },
  keyVault: { name: "kv-hybrid-sync-contoso" },
  operators: [operator],
  lock: true,
};

function open(different: object): Promise<Practice> {
  const { tenant = {} } = samples.dev ?? {};
  return PracticeEnvironment.open({
    stack: "dev",
    clock: sampleClock,
    configuration: {
      ...sampleConfiguration(),
      "hybrid-sync:guardRails": guardRails,
      "hybrid-sync:azure": azure,
      ...different,
    },
    tenant: {
      ...tenant,
      users: [
        ...(tenant.users ?? []),
        { userPrincipalName: legacyUser, displayName: "SYNC01" },
        { userPrincipalName: operator, displayName: "Operator" },
      ],
      namedLocations: [{ displayName: "Head office", addresses: ["198.51.100.0/24"], trusted: true }],
      conditionalAccessPolicies: [
        {
          displayName: "Administrators with multifactor authentication",
          state: "enabled",
          conditions: {
            applications: { includeApplications: ["All"] },
            clientAppTypes: ["all"],
            users: { includeRoles: ["62e90394-69f5-4237-9190-012177145e10"] },
          },
          grantControls: { operator: "OR", builtInControls: ["mfa"] },
        },
      ],
    },
  });
}

describe("guard rails with everything switched on, on the real engine", () => {
  let practice: Practice;
  let before: unknown;
  const held = () => [
    practice.tenant.namedLocations(),
    practice.tenant.conditionalAccessPolicies(),
    practice.tenant.azureResources(),
  ];
  const run = async (...command: string[]): Promise<PulumiResult> => {
    const result = await practice.pulumi(command);
    expect(result.exitCode, result.output).toBe(0);
    expect(violations(result.events)).toEqual([]);
    return result;
  };
  beforeAll(async () => {
    practice = await open({});
    before = held();
  });
  afterAll(async () => {
    await practice?.close();
  });

  it("makes the location, and policies that block the identities elsewhere, without touching others", async () => {
    await run("up", "--yes", "--skip-preview");
    const [, location] = practice.tenant.namedLocations();
    expect(location).toMatchObject({
      displayName: "hybrid-sync: sync servers",
      isTrusted: false,
      ipRanges: [{ cidrAddress: "203.0.113.10/32" }, { cidrAddress: "2001:db8:1::/64" }],
    });
    const idOf = (name: string) =>
      practice.tenant.users().find(({ userPrincipalName }) => userPrincipalName === name)?.id;
    const application = practice.tenant
      .servicePrincipals()
      .find(({ displayName }) => displayName === "Entra Connect Sync SYNC01");
    const elsewhere = { includeLocations: ["All"], excludeLocations: [location?.id] };
    const [other, forApplication, forUser] = practice.tenant
      .conditionalAccessPolicies()
      .toSorted((a, b) => (String(a.displayName) < String(b.displayName) ? -1 : 1));
    expect([other]).toEqual((before as unknown[])[1]);
    expect(forApplication).toMatchObject({
      state: "enabled",
      conditions: {
        clientApplications: { includeServicePrincipals: [application?.id] },
        locations: elsewhere,
        users: { includeUsers: ["None"] },
      },
      grantControls: { builtInControls: ["block"] },
    });
    expect(forUser).toMatchObject({
      state: "enabledForReportingButNotEnforced",
      conditions: { users: { includeUsers: [idOf(legacyUser)], includeRoles: [] }, locations: elsewhere },
      grantControls: { builtInControls: ["block"] },
    });
  });

  it("sends the tenant's logs to a workspace, with alerts, and makes a vault, both locked", () => {
    const types = practice.tenant.azureResources().map(({ type, name }) => `${type} ${name}`);
    expect(types.filter((type) => !type.includes("roleAssignments")).sort()).toEqual([
      "Microsoft.Authorization/locks hybrid-sync-keep",
      "Microsoft.Authorization/locks hybrid-sync-keep",
      "Microsoft.Insights/actionGroups hybrid-sync",
      "Microsoft.Insights/scheduledQueryRules hybrid-sync-application-credential",
      "Microsoft.Insights/scheduledQueryRules hybrid-sync-sign-in-from-elsewhere",
      "Microsoft.Insights/scheduledQueryRules hybrid-sync-sync-role-member",
      "Microsoft.KeyVault/vaults kv-hybrid-sync-contoso",
      "Microsoft.OperationalInsights/workspaces log-hybrid-sync",
      "Microsoft.Resources/resourceGroups rg-hybrid-sync",
      "microsoft.aadiam/diagnosticSettings hybrid-sync",
    ]);
    expect(types.filter((type) => type.includes("roleAssignments"))).toHaveLength(2);
  });

  it("finds no drift, and changes nothing when applied again", async () => {
    expect(changes((await run("up", "--refresh", "--yes", "--skip-preview")).events)).toEqual({});
  });

  it("leaves with the stack, the name of the vault aside, and nothing else does", async () => {
    const { output } = await run("destroy", "--yes");
    expect(output).toContain(
      "The Key Vault kv-hybrid-sync-contoso is deleted, and its name stays reserved for 90 days",
    );
    expect(held()).toEqual(before);
    expect(practice.tenant.deletedVaults()).toEqual(["kv-hybrid-sync-contoso"]);
  });

  it("does not begin to make a vault of a name that a deleted one holds", async () => {
    const preview = await practice.pulumi(["preview"]);
    expect(preview.exitCode).not.toBe(0);
    expect(violations(preview.events)).toEqual(["vault-name-free on azure-vault-name"]);
    await expectSameWithoutEngine(practice, preview);
  });
});

describe("a guard rail that names a user who is not there, on the real engine", () => {
  it("is one sentence, and nothing is written", async () => {
    const legacyUserPolicy = { users: ["Sync_SYNC09_0a1b@contoso.onmicrosoft.com"] };
    await using practice = await open({ "hybrid-sync:guardRails": { ...guardRails, legacyUserPolicy } });
    const up = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(up.exitCode).not.toBe(0);
    expect(up.output).toContain(
      "hybrid-sync:guardRails.legacyUserPolicy.users names Sync_SYNC09_0a1b@contoso.onmicrosoft.com: the tenant has no " +
        "such user. Correct the name, or remove it from the list.",
    );
    expect(practice.tenant.writes()).toEqual([]);
    const { stops } = await practice.surroundings.check();
    expect(stops).toEqual([expect.stringContaining("guardRails.legacyUserPolicy.users names Sync_SYNC09_0a1b@")]);
  });
});
