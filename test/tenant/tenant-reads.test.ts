/** What the tenant holds, read from a practice tenant through Microsoft Graph's own client. */
import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import type { GraphPermission } from "../../lab/tenant/graph-permissions.ts";
import type { TenantSeed } from "../../lab/tenant/server.ts";
import type { TenantDeclaration } from "../../tenant/declarations.ts";
import type { SyncRoleMembers } from "../../tenant/facts/tenant.ts";
import { observeTenant } from "../../tenant/observe-tenant.ts";
import { openTenant } from "../../tenant/open.ts";
import { startTenant } from "./practice.ts";

const domain = "contoso.onmicrosoft.com";
const syncRole = directoryRoles["directory-synchronization-accounts"].templateId;
const otherSyncRole = directoryRoles["on-premises-directory-sync-account"].templateId;
const globalAdministrator = directoryRoles["global-administrator"].templateId;
const hybridIdentityAdministrator = directoryRoles["hybrid-identity-administrator"].templateId;

const declaration = {
  administratorDomains: [domain],
  administrators: [{ userPrincipalName: `admin@${domain}`, roles: ["global-administrator"], throughGroup: null }],
  connectSync: {
    phase: "after-install",
    servers: [{ name: "SYNC01", mode: "active", version: null }],
    identity: { kind: "application", name: "Connect" },
    applications: [{ name: "Connect", certificates: [], permissions: ["ADSynchronization.ReadWrite.All"] }],
  },
  serverAddresses: [],
  trustedApplications: [],
} satisfies TenantDeclaration;

const users = (...names: string[]) =>
  names.map((name) => ({ userPrincipalName: `${name}@${domain}`, displayName: name }));
const assigned = (role: string, ...names: string[]) =>
  names.map((name) => ({ userPrincipalName: `${name}@${domain}`, role }));

async function observe(seed: TenantSeed, declared: TenantDeclaration = declaration) {
  await using tenant = await startTenant(seed);
  return await observeTenant(openTenant(tenant.environment), declared);
}

describe("members of the sync roles", () => {
  it("are told apart: accounts of the service with their servers, and everybody else", async () => {
    const { syncRoleMembers } = await observe({
      users: [
        ...users("Sync_SYNC02_0a1b", "ADToAADSyncServiceAccount", "zoe"),
        { userPrincipalName: `Sync_SYNC01_0a1b@${domain}`, displayName: "disabled", accountEnabled: false },
        { userPrincipalName: `Sync_GUEST_0a1b@${domain}`, displayName: "guest", userType: "Guest" },
        { userPrincipalName: `Sync_FOREST_0a1b@${domain}`, displayName: "synced", onPremisesSyncEnabled: true },
      ],
      groups: [{ displayName: "Operators", isAssignableToRole: true }],
      roleAssignments: [
        ...assigned(syncRole, "Sync_SYNC01_0a1b", "zoe", "Sync_GUEST_0a1b", "ADToAADSyncServiceAccount"),
        ...assigned(otherSyncRole, "Sync_SYNC02_0a1b", "Sync_FOREST_0a1b"),
        { group: "Operators", role: syncRole },
      ],
    });
    expect(syncRoleMembers).toEqual({
      observed: {
        serviceAccounts: {
          count: 3,
          sample: [
            {
              objectId,
              userPrincipalName: `ADToAADSyncServiceAccount@${domain}`,
              tool: "cloud-sync",
              server: null,
              enabled: true,
            },
            {
              objectId,
              userPrincipalName: `Sync_SYNC02_0a1b@${domain}`,
              tool: "connect-sync",
              server: "SYNC02",
              enabled: true,
            },
            {
              objectId,
              userPrincipalName: `Sync_SYNC01_0a1b@${domain}`,
              tool: "connect-sync",
              server: "SYNC01",
              enabled: false,
            },
          ],
        },
        others: {
          count: 4,
          sample: [
            member("Operators", { kind: "group", enabled: null }),
            member(`Sync_FOREST_0a1b@${domain}`, { role: "on-premises-directory-sync-account" }),
            member(`Sync_GUEST_0a1b@${domain}`, { guest: true }),
            member(`zoe@${domain}`),
          ],
        },
      },
    });
  });

  it("are all counted when there are more than are shown, over as many questions as that takes", async () => {
    const many = Array.from({ length: 33 }, (_, index) => `person${String(index).padStart(2, "0")}`);
    const { syncRoleMembers } = await observe({ users: users(...many), roleAssignments: assigned(syncRole, ...many) });
    expect(syncRoleMembers).toMatchObject({ observed: { others: { count: 33 } } });
    const { observed } = syncRoleMembers as { observed: SyncRoleMembers };
    expect(observed.others.sample.map(({ name }) => name)).toEqual(
      many.slice(0, 20).map((name) => `${name}@${domain}`),
    );
  });

  it("are none in a new tenant", async () => {
    const nobody = { count: 0, sample: [] };
    expect((await observe({})).syncRoleMembers).toEqual({ observed: { serviceAccounts: nobody, others: nobody } });
  });
});

const objectId: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);

function member(name: string, different: object = {}) {
  return {
    objectId,
    kind: "user",
    name,
    role: "directory-synchronization-accounts",
    enabled: true,
    guest: false,
    ...different,
  };
}

describe("privileged roles", () => {
  it("are counted without the declared administrator, the members of a group one by one", async () => {
    const { otherGlobalAdministrators, otherPrivilegedAssignments } = await observe({
      users: users("admin", "anna", "bert", "carla"),
      groups: [{ displayName: "Admins", members: [`bert@${domain}`, `anna@${domain}`], isAssignableToRole: true }],
      roleAssignments: [
        ...assigned(globalAdministrator, "admin", "anna"),
        { group: "Admins", role: globalAdministrator },
        ...assigned(hybridIdentityAdministrator, "admin", "carla"),
        // Not privileged.
        ...assigned("29232cdf-9323-42fd-ade2-1d097af3e4de", "carla"),
      ],
    });
    // Anna and Bert; and of assignments: hers, the group's, and Hybrid Identity Administrator twice.
    expect(otherGlobalAdministrators).toEqual({ observed: 2 });
    expect(otherPrivilegedAssignments).toEqual({ observed: 4 });
  });

  it("count the same before and after the declared administrator is given its roles", async () => {
    await using tenant = await startTenant({
      users: users("anna"),
      roleAssignments: assigned(globalAdministrator, "anna"),
    });
    const before = await observeTenant(openTenant(tenant.environment), declaration);
    tenant.plant({ users: users("admin"), roleAssignments: assigned(globalAdministrator, "admin") });
    expect(await observeTenant(openTenant(tenant.environment), declaration)).toEqual(before);
  });
});

describe("the service principal for Connect Sync", () => {
  it("exists and is enabled, disabled, or not there", async () => {
    expect((await observe({})).syncService).toEqual({ observed: { enabled: true } });
    expect((await observe({ disabledServicePrincipals: ["synchronization"] })).syncService).toEqual({
      observed: { enabled: false },
    });
    const without = await observe({ servicePrincipals: [] });
    expect(without.syncService).toEqual({ observed: null });
    expect(without.otherSynchronizationHolders).toEqual({ observed: { count: 0, sample: [] } });
  });
});

const permission = "ADSynchronization.ReadWrite.All";

describe("holders of the permission to write synchronized objects", () => {
  it("are listed without the declared application, unless several have its name: then it is not known which one it is", async () => {
    const holder = (displayName: string) => ({ displayName, permissions: [permission] });
    const seed = { applications: [holder("Old"), holder("Connect"), { displayName: "Harmless" }] };
    const { otherSynchronizationHolders } = await observe(seed);
    expect(otherSynchronizationHolders).toMatchObject({ observed: { count: 1, sample: [{ name: "Old" }] } });
    const twice = await observe({ applications: [...seed.applications, holder("Connect")] });
    expect(twice.otherSynchronizationHolders).toMatchObject({
      observed: { count: 3, sample: [{ name: "Connect" }, { name: "Connect" }, { name: "Old" }] },
    });
  });
});

describe("the sync application", () => {
  it("that holds what is declared looks like one that is not there yet", async () => {
    const applications = [{ displayName: "Connect", permissions: [permission] }];
    const { syncApplications } = await observe({ applications });
    expect(syncApplications).toEqual({ observed: { count: 0, sample: [] } });
    expect((await observe({})).syncApplications).toEqual(syncApplications);
  });

  it("shows secrets, owners, certificates and permissions beyond that", async () => {
    const { syncApplications } = await observe({
      users: users("anna"),
      applications: [
        {
          displayName: "Connect",
          clientSecrets: 2,
          owners: [`anna@${domain}`],
          certificateEnds: ["2027-03-31T10:00:00Z", "2028-03-31T10:00:00Z"],
          permissions: [permission, "Directory.Read.All", "PasswordWriteback.RefreshClient.All"],
        },
      ],
    });
    expect(syncApplications).toMatchObject({
      observed: {
        count: 1,
        sample: [
          {
            clientSecrets: 2,
            owners: 1,
            certificates: [
              { firstDay: "2020-01-01", lastDay: "2028-03-31" },
              { firstDay: "2020-01-01", lastDay: "2027-03-31" },
            ],
            permissions: ["Directory.Read.All", "PasswordWriteback.RefreshClient.All"],
          },
        ],
      },
    });
  });

  it("is not looked for where none is declared", async () => {
    const identity = { kind: "user", name: `Sync_SYNC01_0a1b@${domain}` } as const;
    const connectSync = { ...declaration.connectSync, identity, applications: [] };
    expect((await observe({}, { ...declaration, connectSync })).syncApplications).toBeNull();
    expect((await observe({}, { ...declaration, connectSync: null })).syncApplications).toBeNull();
  });

  it("is looked for under every declared name, and permissions of password writeback count once they are declared", async () => {
    const permissions = ["ADSynchronization.ReadWrite.All", "PasswordWriteback.RefreshClient.All"];
    const applications = ["Connect", "Standby"].map((name) => ({ name, certificates: [], permissions }));
    const seed = {
      applications: [
        { displayName: "Connect", permissions },
        { displayName: "Standby", permissions, clientSecrets: 1 },
      ],
    };
    const connectSync = { ...declaration.connectSync, applications };
    const seen = await observe(seed, { ...declaration, connectSync });
    expect(seen.syncApplications).toMatchObject({
      observed: { count: 1, sample: [{ name: "Standby", clientSecrets: 1, permissions: [] }] },
    });
    expect(seen.otherSynchronizationHolders).toEqual({ observed: { count: 0, sample: [] } });
    expect(seen.passwordResetService).toEqual({ observed: { enabled: true } });
    const missing = await observe({ servicePrincipals: ["synchronization"] }, { ...declaration, connectSync });
    expect(missing.passwordResetService).toEqual({ observed: null });
  });
});

describe("what the program takes away in the update that is about to come", () => {
  const seed: TenantSeed = {
    users: users("old-admin"),
    groups: [{ displayName: "Old operators", isAssignableToRole: true, members: [`old-admin@${domain}`] }],
    roleAssignments: [
      ...assigned(globalAdministrator, "old-admin"),
      { group: "Old operators", role: hybridIdentityAdministrator },
    ],
    applications: [
      { displayName: "Connect", permissions: [permission], certificateEnds: ["2027-03-31T10:00:00Z"] },
      { displayName: "Old name", permissions: [permission] },
    ],
  };
  const names = { administrators: "admin", group: "Operators" };
  const declaring = ({ administrators, group }: typeof names, application: string, certificates: object[]) => ({
    ...declaration,
    administratorNames: [`${administrators}@${domain}`],
    administrators: [
      { userPrincipalName: `${administrators}@${domain}`, roles: ["global-administrator"], throughGroup: null },
      {
        userPrincipalName: `${administrators}@${domain}`,
        roles: ["hybrid-identity-administrator"],
        throughGroup: group,
      },
    ],
    connectSync: {
      ...declaration.connectSync,
      applications: [
        { name: application, certificates, permissions: [permission] },
        { name: "Connect", certificates, permissions: [permission] },
      ],
    },
  });

  it("is left out: a certificate that is replaced, the old name of a user, of a group and of an application", async () => {
    await using tenant = await startTenant(seed);
    const application = tenant.applications().find((one) => one.displayName === "Connect");
    const credentials = (application?.keyCredentials ?? []) as { customKeyIdentifier?: string }[];
    const customKeyIdentifier = credentials[0]?.customKeyIdentifier ?? "";
    const thumbprints = [Buffer.from(customKeyIdentifier, "base64").toString("hex").toUpperCase()];
    const certificate = { thumbprints, lastDay: "2027-03-31" };
    const before = declaring({ administrators: "old-admin", group: "Old operators" }, "Old name", [certificate]);
    const now = declaring(names, "New name", []) as TenantDeclaration;
    const reader = openTenant(tenant.environment);
    const seen = await observeTenant(reader, now, before as TenantDeclaration);
    expect(seen).toMatchObject({
      otherGlobalAdministrators: { observed: 0 },
      otherPrivilegedAssignments: { observed: 0 },
      otherSynchronizationHolders: { observed: { count: 0 } },
      syncApplications: { observed: { count: 0 } },
      applicationAdministrators: { observed: { count: 0 } },
    });
    // Without it, it counts as what somebody else put there.
    expect(await observeTenant(reader, now)).toMatchObject({
      otherGlobalAdministrators: { observed: 1 },
      otherPrivilegedAssignments: { observed: 2 },
      otherSynchronizationHolders: { observed: { count: 1, sample: [{ name: "Old name" }] } },
      syncApplications: { observed: { count: 1 } },
      applicationAdministrators: { observed: { count: 1 } },
    });
  });
});

describe("without a permission", () => {
  const all: GraphPermission[] = [
    "RoleManagement.Read.Directory",
    "User.Read.All",
    "GroupMember.Read.All",
    "Application.Read.All",
    "Policy.Read.All",
    "Organization.Read.All",
    "OnPremDirectorySynchronization.Read.All",
    "Synchronization.Read.All",
  ];
  const seed: TenantSeed = {
    users: users("anna"),
    groups: [{ displayName: "Admins", members: [`anna@${domain}`], isAssignableToRole: true }],
    roleAssignments: [{ group: "Admins", role: globalAdministrator }, ...assigned(syncRole, "anna")],
    cloudSyncConfigurations: [{ name: "contoso.example" }],
  };

  it.each([
    [
      "RoleManagement.Read.Directory",
      [
        "syncRoleMembers",
        "otherGlobalAdministrators",
        "otherPrivilegedAssignments",
        "applicationAdministrators",
        // It is allowed by a smaller permission, too.
        "eligibleApplicationAdministrators",
        "ownersOfAdministratorGroups",
        "eligibleForAdministratorGroups",
      ],
    ],
    ["User.Read.All", ["syncRoleMembers", "otherGlobalAdministrators", "otherPrivilegedAssignments"]],
    ["GroupMember.Read.All", ["otherGlobalAdministrators"]],
    [
      "Application.Read.All",
      [
        "syncService",
        "otherSynchronizationHolders",
        "syncApplications",
        "cloudSyncConfigurations",
        "applicationWriters",
        "synchronizationWriters",
      ],
    ],
    ["Policy.Read.All", ["conditionalAccess"]],
    ["Organization.Read.All", ["organization"]],
    ["OnPremDirectorySynchronization.Read.All", ["synchronizationFeatures"]],
    ["Synchronization.Read.All", ["cloudSyncConfigurations"]],
  ] as const)("%s, what rests on it is unobservable and names it; the rest is observed", async (missing, facts) => {
    const granted = all.filter((one) => one !== missing);
    const observation = await observe({ ...seed, permissions: granted });
    const unobservable = Object.entries(observation).filter(([, fact]) => fact !== null && "unobservable" in fact);
    expect(unobservable.map(([name]) => name).sort()).toEqual([...facts].sort());
    for (const [name, fact] of unobservable) {
      const asked = name === "eligibleApplicationAdministrators" ? "RoleEligibilitySchedule.Read.Directory" : missing;
      expect(fact).toMatchObject({
        unobservable: {
          reason: expect.stringContaining("403"),
          remedy: expect.stringContaining(`the Microsoft Graph application permission ${asked}, with admin consent.`),
        },
      });
    }
  });

  it("needs no more than these eight to observe everything", async () => {
    const { passwordResetService, ...observation } = await observe({ ...seed, permissions: all });
    expect(passwordResetService).toBeNull();
    for (const fact of Object.values(observation)) expect(fact).toHaveProperty("observed");
  });
});

describe("names under tenant", () => {
  it("lead to service principals by their object id, the id of their application or a display name, or to nobody", async () => {
    await using tenant = await startTenant({
      applications: [{ displayName: "Twice" }, { displayName: "Twice" }, { displayName: "Once" }],
    });
    const { caller } = tenant;
    const names = [caller.servicePrincipalId, caller.clientId.toUpperCase(), "once", "Twice", "Nobody"];
    const found = await openTenant(tenant.environment).trustedApplications(names);
    expect(found).toMatchObject({
      observed: [
        { name: names[0], by: "id", found: { count: 1, sample: [{ objectId: caller.servicePrincipalId }] } },
        { name: names[1], by: "id", found: { count: 1, sample: [{ objectId: caller.servicePrincipalId }] } },
        { name: "once", by: "display name", found: { count: 1, sample: [{ name: "Once" }] } },
        { name: "Twice", by: "display name", found: { count: 2 } },
        { name: "Nobody", by: "display name", found: { count: 0, sample: [] } },
      ],
    });
  });

  it("lead to users who are enabled or not, or to nobody, and to domains that are the tenant's own or not", async () => {
    const disabled = { userPrincipalName: `off@${domain}`, displayName: "off", accountEnabled: false };
    const emergencyAccounts = [`on@${domain}`, `off@${domain}`, `nobody@${domain}`];
    const federatedDomains = [domain, "fabrikam.example"];
    const seen = await observe(
      { users: [...users("on"), disabled] },
      { ...declaration, emergencyAccounts, federatedDomains },
    );
    expect(seen.emergencyAccounts).toEqual({
      observed: emergencyAccounts.map((name, index) => ({ name, enabled: [true, false, null][index] })),
    });
    expect(seen.organization).toMatchObject({ observed: { foreignDomains: ["fabrikam.example"] } });
  });
});
