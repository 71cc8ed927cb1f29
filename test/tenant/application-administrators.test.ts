/** Who can add a credential to the sync application, read from a practice tenant. */
import { describe, expect, it } from "vitest";
import { credentialRoles, directoryRoles } from "../../catalogue/directory-roles.ts";
import type { TenantSeed } from "../../lab/tenant/server.ts";
import type { TenantDeclaration } from "../../tenant/declarations.ts";
import { observeTenant } from "../../tenant/observe-tenant.ts";
import { openTenant } from "../../tenant/open.ts";
import { startTenant } from "./practice.ts";

const domain = "contoso.onmicrosoft.com";
const hybrid = directoryRoles["hybrid-identity-administrator"].templateId;
const titled = (title: string) => credentialRoles.find((role) => role.title === title)?.templateId ?? title;
const application = titled("Application Administrator");
const cloudApplication = titled("Cloud Application Administrator");
const upn = (name: string) => `${name}@${domain}`;
const users = (...names: string[]) => names.map((name) => ({ userPrincipalName: upn(name), displayName: name }));
const holding = (role: string, ...names: string[]) => names.map((name) => ({ userPrincipalName: upn(name), role }));

const declaration = {
  administratorDomains: [domain],
  administrators: [{ userPrincipalName: upn("admin"), roles: ["hybrid-identity-administrator"], throughGroup: null }],
  administratorNames: [upn("admin"), upn("eligible-admin")],
  connectSync: {
    phase: "after-install",
    servers: [{ name: "SYNC01", mode: "active", version: null }],
    identity: { kind: "application", name: "Connect" },
    applications: [{ name: "Connect", certificates: [], permissions: ["ADSynchronization.ReadWrite.All"] }],
  },
  serverAddresses: [],
  trustedApplications: [],
} satisfies TenantDeclaration;

async function observe(seed: TenantSeed, declared: Partial<TenantDeclaration> = {}) {
  await using tenant = await startTenant(seed);
  return await observeTenant(openTenant(tenant.environment), { ...declaration, ...declared });
}

const nobody = { observed: { count: 0, sample: [] } };

describe("administrators of applications", () => {
  it("are none in a tenant where only declared administrators and emergency access accounts hold such a role", async () => {
    const found = await observe(
      {
        users: users("admin", "eligible-admin", "break-glass", "other"),
        groups: [{ displayName: "Operators", isAssignableToRole: true, members: [upn("admin")] }],
        roleAssignments: [
          ...holding(hybrid, "admin", "break-glass"),
          { group: "Operators", role: hybrid },
          // No credential can be added with it.
          ...holding(directoryRoles["domain-name-administrator"].templateId, "other"),
        ],
        eligibleRoles: holding(hybrid, "eligible-admin"),
      },
      { emergencyAccounts: [upn("break-glass")] },
    );
    expect(found.applicationAdministrators).toEqual(nobody);
    expect(found.eligibleApplicationAdministrators).toEqual(nobody);
  });

  it("are named one by one, active and eligible, with each role and the group that it comes through", async () => {
    const found = await observe({
      users: users("anna", "bert", "carla", "dora"),
      groups: [{ displayName: "Application team", isAssignableToRole: true, members: [upn("bert"), upn("anna")] }],
      applications: [{ displayName: "Backup" }],
      roleAssignments: [
        ...holding(application, "anna"),
        ...holding(hybrid, "carla"),
        { group: "Application team", role: cloudApplication },
        { application: "Backup", role: titled("Partner Tier2 Support") },
      ],
      eligibleRoles: [...holding(application, "dora"), { group: "Application team", role: hybrid }],
    });
    const user = { kind: "user", objectId: expect.stringMatching(/^[\da-f-]{36}$/) };
    const team = "Application team";
    expect(found.applicationAdministrators).toEqual({
      observed: {
        count: 4,
        sample: [
          {
            ...user,
            name: upn("anna"),
            roles: [
              { title: "Application Administrator", group: null },
              { title: "Cloud Application Administrator", group: team },
            ],
          },
          {
            ...user,
            kind: "service principal",
            name: "Backup",
            roles: [{ title: "Partner Tier2 Support", group: null }],
          },
          { ...user, name: upn("bert"), roles: [{ title: "Cloud Application Administrator", group: team }] },
          { ...user, name: upn("carla"), roles: [{ title: "Hybrid Identity Administrator", group: null }] },
        ],
      },
    });
    expect(found.eligibleApplicationAdministrators).toMatchObject({
      observed: {
        sample: [
          { name: upn("anna"), roles: [{ title: "Hybrid Identity Administrator", group: team }] },
          { name: upn("bert"), roles: [{ title: "Hybrid Identity Administrator", group: team }] },
          { name: upn("dora"), roles: [{ title: "Application Administrator", group: null }] },
        ],
      },
    });
  });

  it("count where the role reaches the sync application or its service principal only, and not over another one", async () => {
    const over = (name: string, object: "application" | "service principal") => ({ application: name, object });
    const found = await observe({
      users: users("anna", "bert", "carla"),
      applications: [{ displayName: "Connect" }, { displayName: "Other" }],
      roleAssignments: [
        { userPrincipalName: upn("anna"), role: application, over: over("Connect", "application") },
        { userPrincipalName: upn("bert"), role: application, over: over("Connect", "service principal") },
        { userPrincipalName: upn("carla"), role: application, over: over("Other", "application") },
      ],
    });
    expect(found.applicationAdministrators).toMatchObject({
      observed: { count: 2, sample: [{ name: upn("anna") }, { name: upn("bert") }] },
    });
  });

  it("are left out where they are trusted: by name, by object id, and with everybody in a trusted group", async () => {
    const id = (last: string) => `00000000-0000-4000-8000-00000000000${last}`;
    const found = await observe(
      {
        users: [
          ...users("anna", "carla", "dora"),
          { userPrincipalName: upn("bert"), displayName: "bert", id: id("1") },
        ],
        groups: [{ displayName: "Team", isAssignableToRole: true, members: [upn("carla")], id: id("2") }],
        roleAssignments: [...holding(application, "anna", "bert", "dora"), { group: "Team", role: application }],
      },
      { trustedAdministrators: [upn("ANNA"), id("1"), id("2"), upn("gone"), id("3")] },
    );
    expect(found.applicationAdministrators).toMatchObject({ observed: { count: 1, sample: [{ name: upn("dora") }] } });
    expect(found.trustedAdministrators).toEqual({
      observed: [
        { name: upn("ANNA"), objectId: expect.stringMatching(/^[\da-f-]{36}$/) },
        { name: id("1"), objectId: id("1") },
        { name: id("2"), objectId: id("2") },
        { name: upn("gone"), objectId: null },
        { name: id("3"), objectId: null },
      ],
    });
  });

  it("are counted when there are more than are shown", async () => {
    const many = Array.from({ length: 23 }, (_, index) => `person${String(index).padStart(2, "0")}`);
    const found = await observe({ users: users(...many), roleAssignments: holding(application, ...many) });
    expect(found.applicationAdministrators).toMatchObject({ observed: { count: 23 } });
  });

  it("are not looked for where no application is declared; nobody is eligible without the license", async () => {
    const { connectSync } = declaration;
    const withoutApplication = { ...connectSync, applications: [] };
    const found = await observe({}, { connectSync: withoutApplication });
    expect(found.applicationAdministrators).toBeNull();
    expect(found.eligibleApplicationAdministrators).toBeNull();
    const unlicensed = await observe({ missingLicences: ["Entra ID P2"] });
    expect(unlicensed.eligibleApplicationAdministrators).toEqual(nobody);
  });
});

describe("roles other than the ones that Microsoft names", () => {
  const giving = [
    "microsoft.directory/applications/credentials/update",
    "microsoft.directory/applications/allProperties/allTasks",
    "microsoft.directory/applications.myOrganization/allProperties/update",
    "microsoft.directory/servicePrincipals/credentials/update",
    "microsoft.directory/servicePrincipals/owners/update",
  ];
  const harmless = [
    "microsoft.directory/applications/authentication/update",
    "microsoft.directory/applications/createAsOwner",
    "microsoft.directory/applications/owners/read",
    "microsoft.directory/servicePrincipals/synchronizationCredentials/manage",
    "microsoft.directory/applicationPolicies/allProperties/update",
    "microsoft.directory/groups/owners/update",
  ];

  it("count where they allow to change credentials or owners, active and eligible, and not for anything else", async () => {
    const roles = [...giving, ...harmless].map((action, index) => ({
      displayName: `Role ${index}`,
      actions: ["microsoft.directory/applications/standard/read", action],
      holder: `person${String(index).padStart(2, "0")}`,
    }));
    const assignments = roles.flatMap(({ displayName, holder }) => holding(displayName, holder));
    const found = await observe({
      users: users(...roles.map(({ holder }) => holder)),
      customRoles: roles.map(({ displayName, actions }) => ({ displayName, actions })),
      roleAssignments: assignments,
      eligibleRoles: assignments,
    });
    const named = {
      observed: {
        count: giving.length,
        sample: giving.map((_, index) => ({
          name: upn(`person0${index}`),
          roles: [{ title: `the custom role "Role ${index}"`, group: null }],
        })),
      },
    };
    expect(found.applicationAdministrators).toMatchObject(named);
    expect(found.eligibleApplicationAdministrators).toMatchObject(named);
  });

  it("count over the sync application alone, and not over another one", async () => {
    const over = (name: string) => ({ application: name, object: "application" as const });
    const found = await observe({
      users: users("anna", "bert"),
      applications: [{ displayName: "Connect" }, { displayName: "Other" }],
      customRoles: [{ displayName: "Helpers", actions: giving.slice(0, 1) }],
      roleAssignments: [
        { userPrincipalName: upn("anna"), role: "Helpers", over: over("Connect") },
        { userPrincipalName: upn("bert"), role: "Helpers", over: over("Other") },
      ],
    });
    expect(found.applicationAdministrators).toMatchObject({ observed: { count: 1, sample: [{ name: upn("anna") }] } });
  });

  it("do not count twice as the roles of Global Administrators and of the sync service, which other rules judge", async () => {
    const found = await observe({
      users: users("anna", "bert"),
      roleAssignments: [
        ...holding(directoryRoles["global-administrator"].templateId, "anna"),
        ...holding(directoryRoles["directory-synchronization-accounts"].templateId, "bert"),
      ],
    });
    expect(found.applicationAdministrators).toEqual(nobody);
  });
});

describe("groups that hold such a role, or are eligible for it", () => {
  const group = { displayName: "Application team", isAssignableToRole: true };
  const way = { title: "Application Administrator", group: "Application team" };
  const holds = { roleAssignments: [{ group: "Application team", role: application }] };

  it.each([
    ["holds it", holds],
    ["is eligible for it", { eligibleRoles: holds.roleAssignments }],
    [
      "holds it over the application alone",
      {
        applications: [{ displayName: "Connect" }],
        roleAssignments: [
          { group: "Application team", role: application, over: { application: "Connect", object: "application" } },
        ],
      },
    ],
  ] as const)(
    "are taken by owners, and by whoever can activate membership or ownership, where the group %s",
    async (_, seed) => {
      const found = await observe({
        ...seed,
        users: users("anna", "bert", "carla", "dora"),
        groups: [{ ...group, members: [upn("dora")], owners: [upn("anna")] }],
        eligibleForGroups: [
          { userPrincipalName: upn("bert"), of: "Application team", access: "member" },
          { userPrincipalName: upn("carla"), of: "Application team", access: "owner" },
        ],
      });
      expect(found.ownersOfAdministratorGroups).toMatchObject({
        observed: { count: 1, sample: [{ name: upn("anna"), kind: "user", roles: [{ ...way, ownership: true }] }] },
      });
      expect(found.eligibleForAdministratorGroups).toMatchObject({
        observed: {
          count: 2,
          sample: [
            { name: upn("bert"), kind: "user", roles: [{ ...way, ownership: false }] },
            { name: upn("carla"), kind: "user", roles: [{ ...way, ownership: true }] },
          ],
        },
      });
    },
  );

  it("are taken through other groups: members, owners and eligible members of one that is eligible, in a circle, too", async () => {
    const found = await observe({
      ...holds,
      users: users("anna", "bert", "carla", "dora"),
      groups: [
        group,
        { displayName: "On call", members: [upn("anna")], owners: [upn("bert")] },
        { displayName: "Stand-in", members: [upn("carla")] },
      ],
      eligibleForGroups: [
        { group: "On call", of: "Application team", access: "member" },
        { group: "Stand-in", of: "On call", access: "owner" },
        { group: "On call", of: "Stand-in", access: "member" },
        { group: "Application team", of: "Stand-in", access: "member" },
        { userPrincipalName: upn("dora"), of: "Stand-in", access: "member" },
      ],
    });
    expect(found.eligibleForAdministratorGroups).toMatchObject({
      observed: { count: 4, sample: ["anna", "bert", "carla", "dora"].map((name) => ({ name: upn(name) })) },
    });
  });

  it("are of no interest where they hold another role, another application, or are trusted as a whole", async () => {
    const id = "00000000-0000-4000-8000-000000000001";
    const of = (name: string) => ({ userPrincipalName: upn("bert"), of: name, access: "member" }) as const;
    const found = await observe(
      {
        users: users("anna", "bert"),
        applications: [{ displayName: "Other" }],
        groups: ["Readers", "Others", "Trusted"].map((displayName) => ({
          ...group,
          displayName,
          owners: [upn("anna")],
          ...(displayName === "Trusted" ? { id } : {}),
        })),
        roleAssignments: [
          { group: "Readers", role: directoryRoles["domain-name-administrator"].templateId },
          { group: "Others", role: application, over: { application: "Other", object: "application" } },
          { group: "Trusted", role: application },
        ],
        eligibleForGroups: [of("Readers"), of("Others"), of("Trusted")],
      },
      { trustedAdministrators: [id] },
    );
    expect(found.ownersOfAdministratorGroups).toEqual(nobody);
    expect(found.eligibleForAdministratorGroups).toEqual(nobody);
  });

  it("may be owned by those who can give themselves any role, and by whom the stack trusts", async () => {
    const found = await observe(
      {
        users: users("global", "deputy", "privileged", "admin", "anna"),
        groups: [
          { ...group, owners: ["global", "deputy", "privileged", "admin", "anna"].map(upn) },
          { displayName: "Deputies", isAssignableToRole: true, members: [upn("deputy")] },
        ],
        roleAssignments: [
          ...holds.roleAssignments,
          ...holding(directoryRoles["global-administrator"].templateId, "global"),
          { group: "Deputies", role: directoryRoles["global-administrator"].templateId },
        ],
        eligibleRoles: holding("e8611ab8-c189-46e8-94e1-60213ab1f814", "privileged"),
      },
      { administratorNames: [upn("admin")] },
    );
    expect(found.ownersOfAdministratorGroups).toMatchObject({
      observed: { count: 1, sample: [{ name: upn("anna") }] },
    });
  });

  it("may be owned by an application that can come to any role by itself, as the one that made them can", async () => {
    const found = await observe({
      ...holds,
      applications: [
        { displayName: "Pipeline", permissions: ["RoleManagement.ReadWrite.Directory"] },
        { displayName: "Backup", permissions: ["GroupMember.ReadWrite.All"] },
      ],
      groups: [{ ...group, owners: ["Pipeline", "Backup"] }],
    });
    expect(found.ownersOfAdministratorGroups).toMatchObject({
      observed: { count: 1, sample: [{ name: "Backup", kind: "service principal" }] },
    });
  });

  it("are not looked into for eligible members without the license, and need no permission where there are none", async () => {
    const seed = { ...holds, users: users("anna"), groups: [{ ...group, owners: [upn("anna")] }] };
    const unlicensed = await observe({ ...seed, missingLicences: ["Entra ID P2"] });
    expect(unlicensed.eligibleForAdministratorGroups).toEqual(nobody);
    expect(unlicensed.ownersOfAdministratorGroups).toMatchObject({ observed: { count: 1 } });
    const permissions = ["RoleManagement.Read.Directory", "User.Read.All"] as const;
    const found = await observe({ users: users("anna"), roleAssignments: holding(application, "anna"), permissions });
    expect(found.ownersOfAdministratorGroups).toEqual(nobody);
    expect(found.eligibleForAdministratorGroups).toEqual(nobody);
  });

  it("cannot be judged without permission to read the eligible members, which is named; everything else is", async () => {
    const permissions = ["RoleManagement.Read.Directory", "User.Read.All", "GroupMember.Read.All"] as const;
    const seed = {
      ...holds,
      users: users("anna", "bert"),
      groups: [{ ...group, members: [upn("bert")], owners: [upn("anna")] }],
    };
    const found = await observe({ ...seed, permissions });
    expect(found.applicationAdministrators).toMatchObject({ observed: { count: 1 } });
    expect(found.ownersOfAdministratorGroups).toMatchObject({ observed: { count: 1 } });
    expect(found.eligibleForAdministratorGroups).toEqual({
      unobservable: {
        reason: expect.stringContaining("is not allowed to read who may activate membership or ownership of the group"),
        remedy: expect.stringContaining(
          "the Microsoft Graph application permission PrivilegedEligibilitySchedule.Read.AzureADGroup, with admin consent.",
        ),
      },
    });
  });
});

describe("holders of permissions that undo the protection of synchronized objects", () => {
  it("are none in a new tenant, and are named with what they hold", async () => {
    expect((await observe({})).synchronizationWriters).toEqual(nobody);
    const permissions = ["User-OnPremisesSyncBehavior.ReadWrite.All", "OnPremDirectorySynchronization.ReadWrite.All"];
    const found = await observe({
      applications: [
        { displayName: "Migration", permissions },
        { displayName: "Contacts", permissions: ["Contacts-OnPremisesSyncBehavior.ReadWrite.All", "User.Read.All"] },
      ],
    });
    expect(found.synchronizationWriters).toMatchObject({
      observed: {
        count: 2,
        sample: [
          { name: "Contacts", permissions: ["Contacts-OnPremisesSyncBehavior.ReadWrite.All"] },
          { name: "Migration", permissions: permissions.toSorted() },
        ],
      },
    });
  });
});

describe("owners of the sync application", () => {
  it("are those of the application and of its service principal, each once, with which of them", async () => {
    const { syncApplications } = await observe({
      users: users("anna", "bert", "carla"),
      applications: [
        {
          displayName: "Connect",
          owners: [upn("anna"), upn("bert")],
          principalOwners: [upn("bert"), upn("carla")],
        },
      ],
    });
    const owner = { objectId: expect.stringMatching(/^[\da-f-]{36}$/), caller: false };
    expect(syncApplications).toMatchObject({
      observed: {
        sample: [
          {
            owners: 3,
            ownedBy: {
              count: 3,
              sample: [
                { ...owner, name: upn("anna"), of: "application" },
                { ...owner, name: upn("bert"), of: "both" },
                { ...owner, name: upn("carla"), of: "service principal" },
              ],
            },
          },
        ],
      },
    });
  });
});
