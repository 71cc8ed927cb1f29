/** No false alarm: tenants that are untidy and healthy give no mandatory finding. */
import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import type { ConditionalAccessPolicySeed } from "../../lab/tenant/seed.ts";
import type { TenantSeed } from "../../lab/tenant/server.ts";
import { today } from "../policy/examples.ts";
import { healthy, sound } from "../property/altered-tenants.ts";
import { type Declaration, RecordedTenant } from "../property/graph-answers.ts";
import { startTenant } from "./practice.ts";

const domain = "contoso.onmicrosoft.com";
const named = (name: string) => `${name}@${domain}`;
const user = (name: string, different: object = {}) => ({
  userPrincipalName: named(name),
  displayName: name,
  ...different,
});
const { connectSync } = healthy.tenant;
const syncRole = directoryRoles["directory-synchronization-accounts"].templateId;
const globalAdministrator = directoryRoles["global-administrator"].templateId;

const policy = (
  state: ConditionalAccessPolicySeed["state"],
  users: ConditionalAccessPolicySeed["conditions"]["users"],
  different: Partial<ConditionalAccessPolicySeed["conditions"]> = {},
): ConditionalAccessPolicySeed => ({
  displayName: "Policy",
  state,
  conditions: { applications: { includeApplications: ["All"] }, clientAppTypes: ["all"], users, ...different },
  grantControls: { operator: "OR", builtInControls: ["mfa"] },
});

interface Untidy {
  readonly seed?: TenantSeed;
  readonly declared?: Partial<Declaration["tenant"]>;
}

const tenants: Readonly<Record<string, Untidy>> = {
  "a rollback from the application to a Sync_ user": {
    seed: {
      users: [user("Sync_SYNC01_0a1b")],
      roleAssignments: [{ userPrincipalName: named("Sync_SYNC01_0a1b"), role: syncRole }],
    },
    declared: {
      connectSync: connectSync && {
        ...connectSync,
        identity: { kind: "user", name: named("Sync_SYNC01_0a1b") },
        applications: [],
      },
    },
  },
  "a staging server whose Sync_ user is still enabled": {
    seed: {
      users: [user("Sync_SYNC03_0a1b")],
      roleAssignments: [{ userPrincipalName: named("Sync_SYNC03_0a1b"), role: syncRole }],
    },
    declared: {
      connectSync: connectSync && {
        ...connectSync,
        servers: [...connectSync.servers, { name: "SYNC03", mode: "staging", version: "2.6.91.0" }],
      },
    },
  },
  "multifactor authentication for guests alone": {
    seed: { conditionalAccessPolicies: [policy("enabled", { includeUsers: ["GuestsOrExternalUsers"] })] },
  },
  "a policy that only reports": {
    seed: { conditionalAccessPolicies: [policy("enabledForReportingButNotEnforced", { includeUsers: ["All"] })] },
  },
  "a policy that is off": { seed: { conditionalAccessPolicies: [policy("disabled", { includeUsers: ["All"] })] } },
  "a policy that leaves the synchronization accounts out by their role": {
    seed: { conditionalAccessPolicies: [policy("enabled", { includeUsers: ["All"], excludeRoles: [syncRole] })] },
  },
  "a policy for one other application": {
    seed: {
      conditionalAccessPolicies: [
        policy(
          "enabled",
          { includeUsers: ["All"] },
          { applications: { includeApplications: ["00000003-0000-0ff1-ce00-000000000000"] } },
        ),
      ],
    },
  },
  "four more Global Administrators": {
    seed: {
      users: [1, 2, 3, 4].map((number) => user(`global${number}`)),
      roleAssignments: [1, 2, 3, 4].map((number) => ({
        userPrincipalName: named(`global${number}`),
        role: globalAdministrator,
      })),
    },
  },
  "guests, disabled people and people who were deleted": {
    seed: {
      users: [user("guest", { userType: "Guest" }), user("left", { accountEnabled: false })],
      deletedUsers: [user("gone")],
    },
  },
  "groups that share a name": { seed: { groups: [{ displayName: "Sales" }, { displayName: "Sales" }] } },
  "a custom role without a say over applications, and a group of administrators whose owner is a Global Administrator":
    {
      seed: {
        users: [user("helper"), user("global5")],
        customRoles: [{ displayName: "Readers", actions: ["microsoft.directory/applications/standard/read"] }],
        groups: [
          { displayName: "Deputies", isAssignableToRole: true, members: [named("admin")], owners: [named("global5")] },
        ],
        roleAssignments: [
          { userPrincipalName: named("helper"), role: "Readers" },
          { userPrincipalName: named("global5"), role: globalAdministrator },
          { group: "Deputies", role: directoryRoles["hybrid-identity-administrator"].templateId },
        ],
      },
    },
  "applications of others with secrets and read permissions": {
    seed: { applications: [{ displayName: "Payroll", clientSecrets: 2, permissions: [] }] },
  },
};

describe("a healthy tenant with", () => {
  it.each(Object.entries(tenants))("%s gives no mandatory finding", async (_, { seed = {}, declared = {} }) => {
    await using practice = await startTenant(merged(sound, seed));
    using recorded = new RecordedTenant(practice, { ...healthy, tenant: { ...healthy.tenant, ...declared } }, today);
    const { mandatory, advisory, open } = await recorded.findings();
    expect([...mandatory]).toEqual([]);
    expect([...advisory]).not.toContain("application-administrators-trusted on tenant");
    expect([...open]).toEqual([]);
  });
});

it("a tenant whose policy counts for everyone is told so", async () => {
  const everyone = { conditionalAccessPolicies: [policy("enabled", { includeUsers: ["All"] })] };
  await using practice = await startTenant(merged(sound, everyone));
  using recorded = new RecordedTenant(practice, healthy, today);
  expect([...(await recorded.findings()).advisory]).toContain("conditional-access-spares-sync on tenant");
});

const operators = { of: "Operators", access: "member" } as const;

it.each<[string, TenantSeed]>([
  [
    "can activate membership of a group that holds a role over applications",
    {
      eligibleForGroups: [{ userPrincipalName: named("helper"), ...operators }],
    },
  ],
  [
    "can activate it through another group",
    {
      groups: [{ displayName: "On call", members: [named("helper")] }],
      eligibleForGroups: [{ group: "On call", ...operators }],
    },
  ],
  [
    "owns a group that is eligible for such a role",
    {
      groups: [{ displayName: "Deputies", isAssignableToRole: true, owners: [named("helper")] }],
      eligibleRoles: [{ group: "Deputies", role: directoryRoles["hybrid-identity-administrator"].templateId }],
    },
  ],
  [
    "holds a custom role by which a credential can be added to the sync application alone",
    {
      customRoles: [{ displayName: "Keys", actions: ["microsoft.directory/applications/credentials/update"] }],
      roleAssignments: [
        { userPrincipalName: named("helper"), role: "Keys", over: { application: "Connect", object: "application" } },
      ],
    },
  ],
])("a tenant in which somebody %s is told so", async (_, planted) => {
  await using practice = await startTenant(merged(sound, { users: [user("helper")], ...planted }));
  using recorded = new RecordedTenant(practice, healthy, today);
  const { mandatory, advisory, open } = await recorded.findings();
  expect([...advisory]).toContain("application-administrators-trusted on tenant");
  expect([[...mandatory], [...open]]).toEqual([[], []]);
});

it.each([
  ["before the new installation", { phase: "before-install" }, "legacy-sync-user-disabled on tenant"],
  [
    "although another user is declared for the server",
    { identity: { kind: "user", name: named("Sync_SYNC01_ffff") }, applications: [] },
    "sync-roles-left-to-service on tenant",
  ],
] as const)(
  "a tenant with a Sync_ user of a declared server that is enabled %s is told so",
  async (_, declared, rule) => {
    const planted = {
      users: [user("Sync_SYNC01_0a1b")],
      roleAssignments: [{ userPrincipalName: named("Sync_SYNC01_0a1b"), role: syncRole }],
    };
    await using practice = await startTenant(merged(sound, planted));
    const tenant = { ...healthy.tenant, connectSync: connectSync && { ...connectSync, ...declared } };
    using recorded = new RecordedTenant(practice, { ...healthy, tenant }, today);
    const { mandatory, advisory, open } = await recorded.findings();
    expect([...advisory, ...open]).toContain(rule);
    expect([...mandatory]).toEqual([]);
  },
);

function merged(base: TenantSeed, more: TenantSeed): TenantSeed {
  const lists = Object.entries(more).map(([key, value]) => {
    const before: unknown = base[key as keyof TenantSeed];
    return [key, Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value];
  });
  return { ...base, ...Object.fromEntries(lists) };
}
