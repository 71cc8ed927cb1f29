import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { openTenant } from "../../tenant/open.ts";
import { startTenant, startUntrustedTenant } from "./practice.ts";

const hybridIdentityAdministrator = directoryRoles["hybrid-identity-administrator"].templateId;
const globalAdministrator = directoryRoles["global-administrator"].templateId;
const anna = { userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna" };

describe("a user of the tenant", () => {
  it("is found by user principal name, with what matters to a sync administrator", async () => {
    await using tenant = await startTenant({ users: [anna] });
    expect(await openTenant(tenant.environment).findUser("ANNA@contoso.onmicrosoft.com")).toEqual({
      observed: {
        objectId: tenant.users()[0]?.id,
        userPrincipalName: "anna@contoso.onmicrosoft.com",
        userType: "Member",
        accountEnabled: true,
        synchronizedFromOnPremises: false,
      },
    });
    expect(tenant.writes()).toEqual([]);
  });

  it("is null when the tenant has no such user", async () => {
    await using tenant = await startTenant({ users: [anna] });
    expect(await openTenant(tenant.environment).findUser("nobody@contoso.onmicrosoft.com")).toEqual({ observed: null });
  });

  it.each([
    ["a disabled guest", { userType: "Guest", accountEnabled: false }, { userType: "Guest", accountEnabled: false }],
    ["synchronised", { onPremisesSyncEnabled: true }, { synchronizedFromOnPremises: true }],
  ] as const)("is recognised as %s", async (_, seed, expected) => {
    await using tenant = await startTenant({ users: [{ ...anna, ...seed }] });
    expect(await openTenant(tenant.environment).findUser(anna.userPrincipalName)).toMatchObject({ observed: expected });
  });

  it.each([
    "o'neil@contoso.onmicrosoft.com",
    "guest_fabrikam.example#EXT#@contoso.onmicrosoft.com",
    "a+b&c@contoso.onmicrosoft.com",
    "jürgen@contoso.onmicrosoft.com",
  ])("is found under the name %s", async (userPrincipalName) => {
    await using tenant = await startTenant({ users: [anna, { userPrincipalName, displayName: "Special" }] });
    expect(await openTenant(tenant.environment).findUser(userPrincipalName)).toMatchObject({
      observed: { userPrincipalName },
    });
  });
});

describe("roles held directly", () => {
  it("are those of the asked ones that are assigned to the user itself, in the order asked", async () => {
    await using tenant = await startTenant({
      users: [anna],
      roleAssignments: [hybridIdentityAdministrator, globalAdministrator].map((role) => ({
        userPrincipalName: anna.userPrincipalName,
        role,
      })),
    });
    const held = await openTenant(tenant.environment).rolesHeldDirectly(tenant.users()[0]?.id ?? "", [
      "global-administrator",
      "domain-name-administrator",
      "hybrid-identity-administrator",
    ]);
    expect(held).toEqual({ observed: ["global-administrator", "hybrid-identity-administrator"] });
  });

  it("are none that a group holds", async () => {
    await using tenant = await startTenant({
      users: [anna],
      groups: [{ displayName: "Admins", members: [anna.userPrincipalName], isAssignableToRole: true }],
      roleAssignments: [{ group: "Admins", role: hybridIdentityAdministrator }],
    });
    const reader = openTenant(tenant.environment);
    expect(await reader.rolesHeldDirectly(tenant.users()[0]?.id ?? "", ["hybrid-identity-administrator"])).toEqual({
      observed: [],
    });
  });
});

describe("what cannot be read", () => {
  it("names the permission to grant for users and for roles, each when it is missing", async () => {
    await using tenant = await startTenant({ users: [anna], permissions: ["User.Read.All"] });
    const reader = openTenant(tenant.environment);
    const user = await reader.findUser(anna.userPrincipalName);
    expect(user).toMatchObject({ observed: { accountEnabled: true } });
    const application = `the application ${tenant.environment.ARM_CLIENT_ID}`;
    expect(await reader.rolesHeldDirectly("1", ["global-administrator"])).toEqual({
      unobservable: {
        reason: `${application} is not allowed to read the directory roles of 1 (403 Authorization_RequestDenied)`,
        remedy: `Grant ${application} the Microsoft Graph application permission RoleManagement.Read.Directory, with admin consent.`,
      },
    });
    await using blind = await startTenant({ users: [anna], permissions: [] });
    expect(await openTenant(blind.environment).findUser(anna.userPrincipalName)).toMatchObject({
      unobservable: { remedy: expect.stringContaining("User.Read.All") },
    });
  });

  it("says which secret is wrong without showing it, and the same each time", async () => {
    await using tenant = await startTenant({ users: [anna] });
    const environment = { ...tenant.environment, ARM_CLIENT_SECRET: "not-the-secret-at-all" };
    const first = await openTenant(environment).findUser(anna.userPrincipalName);
    expect(first).toEqual({
      unobservable: {
        reason: `the application ${tenant.environment.ARM_CLIENT_ID} cannot sign in: AADSTS7000215: Invalid client secret provided.`,
        remedy: "Set ARM_CLIENT_SECRET to the value of a valid client secret, not to its id.",
      },
    });
    expect(JSON.stringify(first)).not.toContain("not-the-secret-at-all");
    expect(await openTenant(environment).findUser(anna.userPrincipalName)).toEqual(first);
  });

  it.each([
    ["an unknown application", { ARM_CLIENT_ID: "0f0f0f0f-0000-4000-8000-000000000000" }, "AADSTS700016"],
    ["an unknown tenant", { ARM_TENANT_ID: "0f0f0f0f-0000-4000-8000-000000000000" }, "has no configuration for"],
    ["a tenant that is no name", { ARM_TENANT_ID: "my tenant!" }, 'ARM_TENANT_ID is "my tenant!"'],
    ["no application", { ARM_CLIENT_ID: "" }, "ARM_CLIENT_ID is not set"],
    ["neither tenant nor application", { ARM_TENANT_ID: "", ARM_CLIENT_ID: "" }, "ARM_TENANT_ID and ARM_CLIENT_ID are"],
    ["nothing to sign in with", { ARM_CLIENT_SECRET: "" }, "nothing to sign in with"],
    ["an unknown cloud", { ARM_METADATA_HOSTNAME: "", ARM_ENVIRONMENT: "mars" }, 'names the cloud "mars"'],
    [
      "a metadata host that is not there",
      { ARM_METADATA_HOSTNAME: "nowhere.invalid" },
      "nowhere.invalid cannot be reached",
    ],
    ["no OIDC token", { ARM_CLIENT_SECRET: "", ARM_USE_OIDC: "true" }, "there is no OIDC token"],
    ["a missing certificate", { ARM_CLIENT_CERTIFICATE_PATH: "missing.pfx" }, "missing.pfx, does not exist"],
  ])("says so for %s", async (_, more, reason) => {
    await using tenant = await startTenant({ users: [anna] });
    const fact = await openTenant({ ...tenant.environment, ...more }).findUser(anna.userPrincipalName);
    expect(fact).toMatchObject({ unobservable: { reason: expect.stringContaining(reason) } });
  });

  it("says that the tenant cannot be reached once it is gone", async () => {
    const tenant = await startTenant();
    await tenant.stop();
    expect(await openTenant(tenant.environment).findUser(anna.userPrincipalName)).toMatchObject({
      unobservable: { reason: expect.stringContaining(`${tenant.metadataHost} cannot be reached`) },
    });
  });

  it("says which certificate authority is missing", async () => {
    await using tenant = await startUntrustedTenant();
    expect(await openTenant(tenant.environment).findUser(anna.userPrincipalName)).toMatchObject({
      unobservable: {
        reason: expect.stringContaining("shows a certificate that is not trusted"),
        remedy: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
      },
    });
  });

  it("waits when Microsoft Graph asks to slow down", async () => {
    await using tenant = await startTenant({ users: [anna] });
    tenant.throttle({ requests: 1, retryAfterSeconds: 1 });
    expect(await openTenant(tenant.environment).findUser(anna.userPrincipalName)).toMatchObject({
      observed: { userPrincipalName: anna.userPrincipalName },
    });
    expect(tenant.requests.filter(({ path }) => path.endsWith("/users")).map(({ status }) => status)).toEqual([
      429, 200,
    ]);
  });
});

describe("a reader", () => {
  it("asks nothing before the first question, and signs in once for all", async () => {
    await using tenant = await startTenant({ users: [anna] });
    const reader = openTenant(tenant.environment);
    expect(tenant.requests).toEqual([]);
    await Promise.all([reader.findUser(anna.userPrincipalName), reader.findUser("nobody@contoso.onmicrosoft.com")]);
    await reader.rolesHeldDirectly("1", ["global-administrator"]);
    const asked = (end: string) => tenant.requests.filter(({ path }) => path.endsWith(end)).length;
    expect(asked("/metadata/endpoints")).toBe(1);
    expect(asked("/oauth2/v2.0/token")).toBe(1);
  });
});
