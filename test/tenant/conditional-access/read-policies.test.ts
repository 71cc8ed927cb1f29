import { describe, expect, it, onTestFinished, vi } from "vitest";
import { directoryRoles } from "../../../catalogue/directory-roles.ts";
import { guardRails } from "../../../catalogue/guard-rails.ts";
import type { TenantInputs } from "../../../contract/entra.ts";
import type { TenantSeed } from "../../../lab/tenant/server.ts";
import { openTenant } from "../../../tenant/open.ts";
import { startTenant } from "../practice.ts";

const domain = "contoso.onmicrosoft.com";
const role = directoryRoles["directory-synchronization-accounts"].templateId;
const [legacy, cloudSync] = [`Sync_SYNC01_0a1b@${domain}`, `ADToAADSyncServiceAccount@${domain}`];

const connectSync = {
  phase: "after-install",
  servers: [{ name: "SYNC01", mode: "active", version: null }],
  identity: { kind: "application", name: "Connect" },
  applications: [],
} satisfies TenantInputs["connectSync"];
const legacyConnectSync = { ...connectSync, identity: { kind: "user", name: legacy } } as const;

type Policy = NonNullable<TenantSeed["conditionalAccessPolicies"]>[number];

function policy(displayName: string, conditions: Partial<Policy["conditions"]> = {}, different = {}): Policy {
  return {
    displayName,
    state: "enabled",
    conditions: {
      applications: { includeApplications: ["All"] },
      clientAppTypes: ["all"],
      users: { includeUsers: ["All"] },
      ...conditions,
    },
    grantControls: { operator: "OR", builtInControls: ["mfa"] },
    ...different,
  };
}

const accounts: TenantSeed = {
  users: [
    { userPrincipalName: legacy, displayName: "SYNC01" },
    { userPrincipalName: cloudSync, displayName: "Cloud Sync" },
    { userPrincipalName: `Sync_OLD_0a1b@${domain}`, displayName: "OLD", accountEnabled: false },
  ],
  groups: [{ displayName: "Service accounts", members: [legacy] }],
  roleAssignments: [legacy, cloudSync, `Sync_OLD_0a1b@${domain}`].map((userPrincipalName) => ({
    userPrincipalName,
    role,
  })),
};

async function observe(
  conditionalAccessPolicies: readonly Policy[],
  {
    seed = accounts,
    declared = {},
  }: { seed?: TenantSeed; declared?: Partial<Pick<TenantInputs, "connectSync" | "serverAddresses">> } = {},
) {
  await using tenant = await startTenant({ ...seed, conditionalAccessPolicies });
  return await openTenant(tenant.environment).conditionalAccess({ connectSync, serverAddresses: [], ...declared });
}

const found = (...sample: object[]) => ({ observed: { count: sample.length, sample } });

describe("Conditional Access policies about sync identities", () => {
  it("are none in a new tenant, and where they are about others, disabled, or the program's own", async () => {
    expect(await observe([])).toEqual(found());
    const others = [
      policy("Administrators", { users: { includeRoles: [directoryRoles["global-administrator"].templateId] } }),
      policy("Off", {}, { state: "disabled" }),
    ];
    expect(await observe(others)).toEqual(found());
  });

  it("include one that only has the name of the program's own, and leave that out as long as it is the only one", async () => {
    const seed = { ...accounts, namedLocations: [{ displayName: "Office", addresses: ["203.0.113.0/24"] }] };
    const locations = { includeLocations: ["All"], excludeLocations: ["Office"] };
    const grantControls = { operator: "OR", builtInControls: ["block"] } as const;
    const own = policy(guardRails.policies.legacyUsers, { locations }, { grantControls });
    const declared = { serverAddresses: ["198.51.100.7/32"] };
    expect(await observe([own], { seed, declared })).toEqual(found());
    expect(await observe([own, own], { seed, declared })).toMatchObject({ observed: { count: 2 } });
    expect(await observe([policy(guardRails.policies.legacyUsers)], { seed, declared })).toMatchObject({
      observed: { count: 1 },
    });
    // Without addresses the program makes none.
    expect(await observe([own], { seed })).toMatchObject({
      observed: { count: 1, sample: [{ fromServers: "undecided" }] },
    });
  });

  it("name the enabled accounts of the service, what is demanded, and whether they are enforced", async () => {
    const policies = [
      policy("Report", {}, { state: "enabledForReportingButNotEnforced" }),
      policy("Everyone", {}, { grantControls: { operator: "AND", builtInControls: ["mfa", "compliantDevice"] } }),
      policy("Everyone else", {}, { grantControls: { operator: "OR", builtInControls: ["mfa", "compliantDevice"] } }),
    ];
    const appliesTo = { count: 2, sample: [cloudSync, legacy] };
    const objectId: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
    const everyone = { objectId, name: "Everyone", enforced: true, appliesTo, demands: ["compliantDevice", "mfa"] };
    const report = { objectId, name: "Report", enforced: false, appliesTo, demands: ["mfa"] };
    expect(await observe(policies)).toEqual(
      found(
        { ...everyone, operator: "AND", undecidedBy: [], fromServers: "applies" },
        { ...everyone, name: "Everyone else", operator: "OR", undecidedBy: [], fromServers: "applies" },
        { ...report, operator: "OR", undecidedBy: [], fromServers: "applies" },
      ),
    );
  });

  it("spare members of a group that is left out", async () => {
    const users = { includeUsers: ["All"], excludeGroups: ["Service accounts"] };
    expect(await observe([policy("Everyone", { users })])).toMatchObject(
      found({ appliesTo: { count: 1, sample: [cloudSync] } }),
    );
  });

  it("are unknown where a holder of a sync role is not among the users that Microsoft Graph shows", async () => {
    const real = globalThis.fetch;
    vi.stubGlobal("fetch", async (...asked: Parameters<typeof fetch>) => {
      const response = await real(...asked);
      if (!String(asked[0]).includes("/users?$filter=id%20in")) return response;
      const { value } = (await response.json()) as { value: { userPrincipalName: string }[] };
      return Response.json({ value: value.filter(({ userPrincipalName }) => userPrincipalName !== legacy) });
    });
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    expect(await observe([policy("Everyone")])).toMatchObject({
      unobservable: { reason: "two answers of Microsoft Graph disagree on the user SYNC01" },
    });
  });

  it("are about a legacy user before the wizard has made it", async () => {
    const declared = { connectSync: legacyConnectSync };
    expect(await observe([policy("Everyone")], { seed: {}, declared })).toMatchObject(
      found({ appliesTo: { count: 1, sample: [legacy] } }),
    );
    const excluded = { users: { includeUsers: ["All"], excludeRoles: [role] } };
    expect(await observe([policy("Everyone", excluded)], { seed: {}, declared })).toEqual(found());
  });

  it("block the application of Connect Sync, which policies about users leave alone", async () => {
    const blocking = (...includeServicePrincipals: string[]) =>
      policy(
        "Workloads",
        { users: { includeUsers: ["None"] }, clientApplications: { includeServicePrincipals } },
        { grantControls: { operator: "OR", builtInControls: ["block"] } },
      );
    const applications = [{ displayName: "Connect" }, { displayName: "Other" }];
    const hit = found({ appliesTo: { count: 1, sample: ["Connect"] }, demands: ["block"] });
    expect(await observe([blocking("Connect"), policy("Everyone")], { seed: { applications } })).toMatchObject(hit);
    expect(await observe([blocking("Other")], { seed: { applications } })).toEqual(found());
    expect(await observe([blocking("ServicePrincipalsInMyTenant")], { seed: {} })).toMatchObject(hit);
  });

  it("are held against the addresses of the servers", async () => {
    const namedLocations = [{ displayName: "Office", addresses: ["203.0.113.0/24"], trusted: true }];
    const seed = { ...accounts, namedLocations };
    const outside = policy("Outside", { locations: { includeLocations: ["All"], excludeLocations: ["Office"] } });
    expect(await observe([outside], { seed })).toMatchObject(found({ fromServers: "undecided" }));
    const at = (address: string) => observe([outside], { seed, declared: { serverAddresses: [address] } });
    expect(await at("203.0.113.10/32")).toEqual(found());
    expect(await at("198.51.100.10/32")).toMatchObject(found({ fromServers: "applies" }));
  });
});
