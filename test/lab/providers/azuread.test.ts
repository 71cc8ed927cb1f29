import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { principalId, roleTemplateId } from "./support/azuread-sequences.ts";
import { type Plugin, secretOnTheWire, unknownOnTheWire } from "./support/plugin.ts";
import { callerId, clientSecret, type RecordingTenant } from "./support/recording-tenant.ts";
import { StandIns } from "./support/stand-ins.ts";

const user = "azuread:index/user:User";
const directoryRole = "azuread:index/directoryRole:DirectoryRole";
const assignment = "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment";

let standIns: StandIns;
let tenant: RecordingTenant;
let plugin: Plugin;

beforeAll(async () => {
  standIns = await StandIns.open();
  tenant = standIns.tenant;
  plugin = await standIns.start("azuread");
  const response = await plugin.configure();
  expect(response.getSupportspreview()).toBe(true);
  expect(response.getAcceptsecrets()).toBe(true);
});

afterAll(async () => {
  await standIns?.[Symbol.asyncDispose]();
});

beforeEach(() => tenant.forget());

describe("starting", () => {
  it("has the version of the npm package, under which the engine looks for it", async () => {
    const { default: installed } = await import("@pulumi/azuread/package.json", { with: { type: "json" } });
    expect(await plugin.version()).toBe(installed.version);
  });

  it("says that the tenant is simulated", () => {
    expect(plugin.stderr).toBe(
      `azuread: simulated tenant at ${tenant.host}; the stand-in of the practice environment is at work, not the released plugin.\n`,
    );
  });

  it("asks neither for metadata nor for a token before something has to be read or written", async () => {
    const idle = await standIns.start("azuread");
    const before = tenant.bootstrap.length;
    await idle.configure();
    await idle.check(user, { displayName: "Ada", userPrincipalName: "ada@contoso.com" });
    await idle.create(user, { displayName: "Ada", userPrincipalName: "ada@contoso.com" }, { preview: true });
    expect(tenant.bootstrap.slice(before)).toEqual([]);
    await idle.invoke("azuread:index/getClientConfig:getClientConfig");
    await idle.invoke("azuread:index/getClientConfig:getClientConfig");
    expect(tenant.bootstrap.slice(before)).toEqual(["metadata", "token"]);
  });

  it("takes its settings from the stack's configuration before the environment, secrets unwrapped", async () => {
    const configured = await standIns.start("azuread", { NODE_EXTRA_CA_CERTS: standIns.authorityFile });
    await configured.configure({
      metadataHost: tenant.host,
      tenantId: "tenant",
      clientId: secretOnTheWire("client"),
      clientSecret: secretOnTheWire("secret"),
    });
    expect(await configured.invoke("azuread:index/getClientConfig:getClientConfig")).toEqual({
      clientId: "client",
      id: `tenant-client-${callerId}`,
      objectId: callerId,
      tenantId: "tenant",
    });
  });

  it.each(["login.microsoftonline.com", "10.0.0.1:8443", "localhost.contoso.com", "127.0.0.1.contoso.com"])(
    "refuses to talk to %s",
    async (metadataHost) => {
      const error = await plugin.failure(plugin.configure({ metadataHost }));
      expect(error.details).toBe(
        `This is a stand-in for the azuread plugin and serves a practice tenant on this machine only, not "${metadataHost}": install the released plugin for a real tenant (pulumi plugin install resource azuread).`,
      );
      await plugin.configure();
    },
  );

  it("says what is missing when no metadata host is set", async () => {
    const lost = await standIns.start("azuread", {});
    const error = await lost.failure(lost.configure());
    expect(error.details).toBe(
      "This is a stand-in for the azuread plugin and serves the practice tenant only, and no metadata host is set: start it through npm start, or install the released plugin for a real tenant (pulumi plugin install resource azuread).",
    );
  });

  it("does not trust a tenant whose certificate comes from elsewhere", async () => {
    const untrusting = await standIns.start("azuread", tenant.environment);
    await untrusting.configure();
    const error = await untrusting.failure(untrusting.invoke("azuread:index/getClientConfig:getClientConfig"));
    expect(error.details).toMatch(/The practice tenant cannot be reached at https:\/\/localhost:\d+: .*certificate/);
    expect(error.details).not.toContain(clientSecret);
  });
});

describe("check", () => {
  const right = { displayName: "Ada", userPrincipalName: "ada@contoso.com" };

  it("applies the defaults of the released plugin and names them", async () => {
    const { inputs, failures } = await plugin.check(user, right);
    expect(failures).toEqual([]);
    expect(inputs).toEqual({
      ...right,
      accountEnabled: true,
      disablePasswordExpiration: false,
      disableStrongPassword: false,
      forcePasswordChange: false,
      showInAddressList: true,
      __defaults: [
        "accountEnabled",
        "disablePasswordExpiration",
        "disableStrongPassword",
        "forcePasswordChange",
        "showInAddressList",
      ],
    });
  });

  it("reports everything that is wrong at once", async () => {
    const { failures } = await plugin.check(user, {
      userPrincipalName: "ada",
      accountEnable: true,
      businessPhones: "1",
      ageGroup: "Senior",
      otherMails: ["a@contoso.com", ["nested"]],
    });
    expect(failures).toEqual([
      `expected array type, got "1" of type string. Examine values at 'example.businessPhones'.`,
      "Missing required property 'displayName'.",
      `expected string type, got ["nested"] of type array. Examine values at 'example.otherMails[1]'.`,
      "Invalid or unknown key. Examine values at 'example.accountEnable'. Did you mean 'accountEnabled'?",
      `expected userPrincipalName to be an email address such as name@contoso.com, got "ada". Examine values at 'example.userPrincipalName'.`,
      `expected ageGroup to be one of ["Adult","NotAdult","Minor"], got "Senior". Examine values at 'example.ageGroup'.`,
    ]);
  });

  it("judges what is inside blocks and lists", async () => {
    const { failures } = await plugin.check("azuread:index/application:Application", {
      displayName: "Sync",
      requiredResourceAccesses: [{ resourceAppId: "x", resourceAccess: [], resourceAccesses: [{ id: "y" }] }],
      api: [],
    });
    expect(failures).toEqual([
      `expected object type, got [] of type array. Examine values at 'example.api'.`,
      "Missing required property 'requiredResourceAccesses[0].resourceAccesses[0].type'.",
      "Invalid or unknown key. Examine values at 'example.requiredResourceAccesses[0].resourceAccess'. Did you mean 'resourceAccesses'?",
    ]);
  });

  it.each([
    ["203.0.113.0/024", "a valid IPv4 or IPv6 prefix"],
    ["203.0.113.0", "a valid IPv4 or IPv6 prefix"],
    ["203.0.113.0/33", "a valid IPv4 or IPv6 prefix"],
    ["fe80::1%eth0/64", "a valid IPv4 or IPv6 prefix"],
    ["2.0.0.0/7", "a prefix of at least 8 bits"],
    ["2000::/3", "a prefix of at least 8 bits"],
  ])("refuses %s as a range of a named location, and takes others", async (range, wanted) => {
    const type = "azuread:index/namedLocation:NamedLocation";
    const ipRanges = ["203.0.113.0/24", "2001:db8::/32", "203.0.113.7/32", range];
    const { failures } = await plugin.check(type, { displayName: "Servers", ip: { ipRanges } });
    expect(failures).toEqual([
      `expected ip.ipRanges[3] to be ${wanted}, got "${range}". Examine values at 'example.ip.ipRanges[3]'.`,
    ]);
  });

  it("judges every value and every choice inside the blocks of a Conditional Access policy", async () => {
    const type = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy";
    const { failures } = await plugin.check(type, {
      displayName: "Elsewhere",
      state: "enabled",
      conditions: {
        applications: { includedApplications: ["All"], includedUserActions: ["urn:user:registersecurityinfo"] },
        clientAppTypes: ["all", "phone"],
        users: { excludedUsers: ["x"], includedUsers: [] },
        locations: { includedLocations: [""] },
        signInRiskLevels: ["extreme"],
      },
      grantControls: { operator: "or", builtInControls: ["block", "MFA"] },
      sessionControls: { signInFrequency: 1 },
    });
    expect(failures.map((failure) => failure.replace(/ Examine.*/, ""))).toEqual([
      'expected conditions.clientAppTypes[1] to be one of ["all","browser","easSupported","exchangeActiveSync","mobileAppsAndDesktopClients","other"], got "phone".',
      'expected conditions.locations.includedLocations[0] to be not empty, got "".',
      'expected conditions.signInRiskLevels[0] to be one of ["hidden","high","low","medium","none"], got "extreme".',
      'expected grantControls.builtInControls[1] to be one of ["approvedApplication","block","compliantApplication","compliantDevice","domainJoinedDevice","mfa","passwordChange"], got "MFA".',
      'expected grantControls.operator to be one of ["AND","OR"], got "or".',
      "Invalid combination of arguments. Only one of 'conditions.applications.includedApplications', 'conditions.applications.includedUserActions' can be specified, but 'conditions.applications.includedApplications', 'conditions.applications.includedUserActions' were specified.",
      "Missing required argument. One of 'conditions.users.includedGroups', 'conditions.users.includedGuestsOrExternalUsers', 'conditions.users.includedRoles', 'conditions.users.includedUsers' must be specified.",
      "Missing required argument. 'sessionControls.signInFrequency', 'sessionControls.signInFrequencyPeriod' must be specified together.",
    ]);
  });

  it("refuses ids that are none inside blocks, and a mail nickname that Exchange would not take", async () => {
    const ofApplication = await plugin.check("azuread:index/application:Application", {
      displayName: "Sync",
      api: { knownClientApplications: ["x"] },
      requiredResourceAccesses: [{ resourceAppId: "x", resourceAccesses: [{ id: "y", type: "Scopes" }] }],
    });
    expect(ofApplication.failures.map((failure) => failure.replace(/, got.*/, ""))).toEqual([
      "expected api.knownClientApplications[0] to be a valid UUID",
      "expected requiredResourceAccesses[0].resourceAccesses[0].id to be a valid UUID",
      'expected requiredResourceAccesses[0].resourceAccesses[0].type to be one of ["Role","Scope"]',
    ]);
    const group = { displayName: "Sync", securityEnabled: true };
    const refused = await plugin.check("azuread:index/group:Group", { ...group, mailNickname: "sync admins" });
    expect(refused.failures[0]).toContain("expected mailNickname to be without any of");
    expect(
      (await plugin.check("azuread:index/group:Group", { ...group, mailNickname: "sync.admins" })).failures,
    ).toEqual([]);
  });

  it("takes blanks, a domain of one label and numbers for booleans, inside blocks too", async () => {
    const { inputs, failures } = await plugin.check(user, {
      displayName: " ",
      userPrincipalName: "ada@contoso",
      accountEnabled: 0,
      showInAddressList: 2,
    });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ accountEnabled: false, showInAddressList: true });
    const location = { displayName: "Servers", ip: { ipRanges: ["203.0.113.0/24"], trusted: "true" } };
    const checked = await plugin.check("azuread:index/namedLocation:NamedLocation", location);
    expect(checked.inputs).toMatchObject({ ip: { trusted: true } });
  });

  it("takes what is unknown as yet for right, wherever it stands", async () => {
    const { inputs, failures } = await plugin.check(assignment, {
      roleId: unknownOnTheWire,
      principalObjectId: unknownOnTheWire,
    });
    expect(failures).toEqual([]);
    expect(inputs).toEqual({ roleId: unknownOnTheWire, principalObjectId: unknownOnTheWire, __defaults: [] });
  });

  it("keeps secrets secret, in what it returns and in what it says", async () => {
    const password = secretOnTheWire("x".repeat(257));
    const { inputs, failures } = await plugin.check(user, { ...right, password, department: secretOnTheWire("R&D") });
    expect(inputs).toMatchObject({ password, department: secretOnTheWire("R&D") });
    expect(failures).toEqual([
      "expected password to be 1 to 256 characters long. Examine values at 'example.password'.",
    ]);
    const wrongType = await plugin.check(user, { ...right, password: ["hunter2-hunter2"] });
    expect(wrongType.failures).toEqual(["expected string type, got a secret. Examine values at 'example.password'."]);
  });

  it("takes a scalar written as another kind of scalar, as the released plugin does", async () => {
    const { inputs, failures } = await plugin.check(user, { ...right, accountEnabled: "false", employeeId: 7 });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ accountEnabled: false, employeeId: "7" });
    const wrong = await plugin.check(user, { ...right, accountEnabled: "no" });
    expect(wrong.failures).toEqual([
      `expected boolean type, got "no" of type string. Examine values at 'example.accountEnabled'.`,
    ]);
  });

  it("wants exactly one of a directory role's name and template", async () => {
    expect((await plugin.check(directoryRole, {})).failures).toEqual([
      "Missing required argument. One of 'displayName', 'templateId' must be specified. Examine values at 'example'.",
    ]);
    const both = await plugin.check(directoryRole, { displayName: "x", templateId: roleTemplateId });
    expect(both.failures).toEqual([
      "Invalid combination of arguments. Only one of 'displayName', 'templateId' can be specified, but 'displayName', 'templateId' were specified. Examine values at 'example'.",
    ]);
  });

  it("refuses two scopes and ids that are none", async () => {
    const { failures } = await plugin.check(assignment, {
      roleId: "Hybrid Identity Administrator",
      principalObjectId: principalId,
      appScopeId: "/x",
      directoryScopeId: "/",
    });
    expect(failures).toEqual([
      `expected roleId to be a valid UUID, got "Hybrid Identity Administrator". Examine values at 'example.roleId'.`,
      "Conflicting configuration arguments. 'appScopeId' conflicts with 'directoryScopeId'. Examine values at 'example'.",
    ]);
  });

  it("checks resource types that it cannot make, and refuses to make them in one sentence", async () => {
    const type = "azuread:index/administrativeUnit:AdministrativeUnit";
    expect((await plugin.check(type, {})).failures).toEqual(["Missing required property 'displayName'."]);
    const sentence =
      "the azuread stand-in does not provide AdministrativeUnit; it provides: AppRoleAssignment, Application, ApplicationCertificate, ConditionalAccessPolicy, DirectoryRole, DirectoryRoleAssignment, DirectoryRoleEligibilityScheduleRequest, Group, GroupMember, NamedLocation, ServicePrincipal, User";
    for (const preview of [true, false]) {
      expect((await plugin.failure(plugin.create(type, { displayName: "Tier 0" }, { preview }))).details).toBe(
        sentence,
      );
    }
    expect((await plugin.check("azuread:index/wizard:Wizard", {})).failures).toEqual([
      "azuread has no resource type azuread:index/wizard:Wizard.",
    ]);
  });
});

describe("preview of a creation", () => {
  it("knows what is declared and leaves open what the tenant decides", async () => {
    const { properties } = await plugin.create(
      user,
      { displayName: "Ada", userPrincipalName: unknownOnTheWire, password: secretOnTheWire("pass phrase") },
      { preview: true },
    );
    expect(properties).toMatchObject({
      displayName: "Ada",
      userPrincipalName: unknownOnTheWire,
      objectId: unknownOnTheWire,
      mailNickname: unknownOnTheWire,
      onpremisesSyncEnabled: unknownOnTheWire,
      password: secretOnTheWire("pass phrase"),
    });
    expect(properties).not.toHaveProperty("city");
    expect(properties).not.toHaveProperty("__defaults");
  });
});

describe("a combination that the plugin refuses", () => {
  const type = "azuread:index/group:Group";
  const inputs = { displayName: "Operators", mailEnabled: true, assignableToRole: true };

  it("is told in a preview, of a creation and of a change, and before any request", async () => {
    const told = '`types` must contain "Unified" for mail-enabled groups';
    for (const preview of [true, false]) {
      expect((await plugin.failure(plugin.create(type, inputs, { preview }))).details).toContain(told);
    }
    const before = { displayName: "Operators", securityEnabled: true };
    expect((await plugin.failure(plugin.diff(type, before, before, inputs))).details).toContain(told);
    expect(tenant.requests).toEqual([]);
  });
});

describe("diff", () => {
  const inputs = { displayName: "Ada", userPrincipalName: "ada@contoso.com", city: "London", password: "old secret" };
  const state = { ...inputs, objectId: "1", mailNickname: "ada", department: "", otherMails: [] };

  it("names each property with what happens to it", async () => {
    const { city, ...rest } = inputs;
    expect(city).toBe("London");
    const outcome = await plugin.diff(user, state, inputs, { ...rest, displayName: "Ada L.", department: "R&D" });
    expect(outcome).toMatchObject({
      changes: true,
      replaces: [],
      detailed: { city: "delete", displayName: "update", department: "add" },
    });
  });

  it("makes an assignment anew whatever of it changes", async () => {
    const before = { roleId: roleTemplateId, principalObjectId: principalId };
    const stored = { ...before, directoryScopeId: "/", appScopeId: "" };
    const outcome = await plugin.diff(assignment, stored, before, { ...before, principalObjectId: unknownOnTheWire });
    expect(outcome).toMatchObject({
      changes: true,
      replaces: ["principalObjectId"],
      detailed: { principalObjectId: "update-replace" },
    });
  });

  it("leaves alone what the tenant decided and what is to be ignored", async () => {
    expect(await plugin.diff(user, state, { ...inputs, mailNickname: "ada" }, inputs)).toMatchObject({
      changes: false,
    });
    const changed = { ...inputs, password: "new secret", city: "Paris" };
    expect(await plugin.diff(user, state, inputs, changed, ["password", "city"])).toMatchObject({ changes: false });
  });

  it("sees drift in the state although the declaration is the same", async () => {
    const drifted = { ...state, city: "Oslo" };
    expect(await plugin.diff(user, drifted, inputs, inputs)).toMatchObject({ changes: true, diffs: ["city"] });
  });

  it("does not mind the order of lists, nor fields of a block that only the tenant fills", async () => {
    const type = "azuread:index/application:Application";
    const role = { id: "1", allowedMemberTypes: ["User", "Application"], description: "d", displayName: "n" };
    const declared = { displayName: "Sync", owners: ["a", "b"], optionalClaims: { idTokens: [{ name: "x" }] } };
    const stored = { ...declared, owners: ["b", "a"], optionalClaims: { ...declared.optionalClaims, saml2Tokens: [] } };
    expect(await plugin.diff(type, stored, declared, declared)).toMatchObject({ changes: false });
    const roles = { displayName: "Sync", appRoles: [role] };
    const storedRoles = { displayName: "Sync", appRoles: [{ ...role, enabled: true, value: "" }] };
    expect(await plugin.diff(type, storedRoles, roles, roles)).toMatchObject({ changes: false });
  });
});

describe("Graph's refusals", () => {
  const inputs = {
    displayName: "Ada",
    userPrincipalName: "ada@contoso.com",
    password: secretOnTheWire("hunter2 hunter2"),
  };

  it("come through as the released plugin words them, without the password", async () => {
    tenant.answer("POST /users", 400, {
      error: {
        code: "Request_BadRequest",
        message: "The specified password 'hunter2 hunter2' does not comply with password complexity requirements.",
      },
    });
    const error = await plugin.failure(plugin.create(user, inputs));
    expect(error.details).toBe(
      `1 error occurred:\n\t* Creating user "ada@contoso.com": unexpected status 400 (400 Bad Request) with error: Request_BadRequest: The specified password '[secret]' does not comply with password complexity requirements.\n\n`,
    );
    tenant.answer("POST /users", 201, { id: "made" });
  });

  it("leave a resource that was half made in the state, by its id", async () => {
    tenant.answer("PATCH /users/made", 403, {
      error: { code: "Authorization_RequestDenied", message: "Insufficient privileges." },
    });
    const error = await plugin.failure(plugin.create(user, inputs));
    expect(error.details).toContain("Setting `showInAddressList`");
    const [detail] = error.metadata.get("grpc-status-details-bin");
    expect(String(detail)).toContain("pulumirpc.ErrorResourceInitFailed");
    expect(String(detail)).toContain("/users/made");
  });

  it("are not mistaken for absence", async () => {
    tenant.answer("GET /users/forbidden", 403, {
      error: { code: "Authorization_RequestDenied", message: "Insufficient privileges." },
    });
    const error = await plugin.failure(plugin.read(user, "/users/forbidden"));
    expect(error.details).toContain(
      "unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied: Insufficient privileges.",
    );
  });

  it("of a user without a password come from the plugin itself, before any request", async () => {
    const error = await plugin.failure(
      plugin.create(user, { displayName: "Ada", userPrincipalName: "ada@contoso.com" }),
    );
    expect(error.details).toContain("Could not create user: `password` is required when creating a new user");
    expect(tenant.requests).toEqual([]);
  });

  it("of an unknown template name the template", async () => {
    const error = await plugin.failure(plugin.create(directoryRole, { templateId: principalId }));
    expect(error.details).toContain(`no directory role template with object ID "${principalId}" was found`);
  });
});

describe("reading", () => {
  it.each([
    [user, "/users/gone"],
    [directoryRole, "/directoryRoles/gone"],
    [assignment, "gone"],
    ["azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest", "gone"],
    ["azuread:index/group:Group", "/groups/gone"],
    ["azuread:index/groupMember:GroupMember", "gone/member/gone"],
    ["azuread:index/application:Application", "/applications/gone"],
    ["azuread:index/applicationCertificate:ApplicationCertificate", "gone/certificate/gone"],
    ["azuread:index/servicePrincipal:ServicePrincipal", "/servicePrincipals/gone"],
    ["azuread:index/appRoleAssignment:AppRoleAssignment", "/servicePrincipals/gone/appRoleAssignedTo/gone"],
  ])("tells of %s that it is gone", async (type, id) => {
    expect((await plugin.read(type, id, { displayName: "x" })).id).toBe("");
  });

  it("makes up inputs for a resource that is imported, out of what is set", async () => {
    tenant.put("/users/ada", {
      id: "ada",
      displayName: "Ada",
      userPrincipalName: "ada@contoso.com",
      accountEnabled: true,
    });
    const { id, inputs, properties } = await plugin.read(user, "/users/ada");
    expect(id).toBe("/users/ada");
    expect(properties).toMatchObject({ objectId: "ada", userType: "", businessPhones: [] });
    expect(inputs).toMatchObject({ displayName: "Ada", userPrincipalName: "ada@contoso.com", accountEnabled: true });
    expect(inputs).not.toHaveProperty("city");
    expect(inputs).not.toHaveProperty("objectId");
  });

  it("puts what has drifted into the inputs and keeps the password, which Graph never tells", async () => {
    tenant.put("/users/ada", { id: "ada", displayName: "Ada L.", userPrincipalName: "ada@contoso.com" });
    const before = {
      displayName: "Ada",
      userPrincipalName: "ada@contoso.com",
      password: secretOnTheWire("pass phrase"),
    };
    const { inputs, properties } = await plugin.read(user, "/users/ada", before, before);
    expect(inputs).toEqual({ ...before, displayName: "Ada L." });
    expect(properties.password).toEqual(secretOnTheWire("pass phrase"));
  });
});

describe("functions", () => {
  const getUser = "azuread:index/getUser:getUser";
  const ada = {
    id: "ada",
    displayName: "Ada",
    userPrincipalName: "ada@contoso.com",
    userType: "Member",
    onPremisesSyncEnabled: null,
  };

  it("looks a user up by principal name, quotes doubled", async () => {
    tenant.collection("/users", [ada]);
    tenant.put("/users/ada", ada);
    const found = await plugin.invoke(getUser, { userPrincipalName: "o'hara@contoso.com" });
    expect(found).toMatchObject({
      id: "/users/ada",
      objectId: "ada",
      userType: "Member",
      onpremisesSyncEnabled: false,
      managerId: "",
    });
    expect(tenant.lines).toEqual(["GET v1.0 /users", "GET v1.0 /users/ada", "GET v1.0 /users/ada/manager"]);
    expect(tenant.requests[0]?.query).toEqual({ $filter: "userPrincipalName eq 'o''hara@contoso.com'" });
    expect(tenant.requests[1]?.query.$select?.split(",")).toContain("onPremisesSyncEnabled");
  });

  it("returns every output that the schema promises", async () => {
    tenant.put("/users/ada", ada);
    const { default: schema } = await import("../../../lab/providers/azuread/schema.json", { with: { type: "json" } });
    const found = await plugin.invoke(getUser, { objectId: "ada" });
    const { user: _, ...outputs } = { user: null, ...found };
    const expected = schema.resources.User.outputs.filter((name) => !resourceOnly.includes(name));
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    [{ userPrincipalName: "no@contoso.com" }, 'User with UPN "no@contoso.com" was not found'],
    [{ objectId: principalId }, `User not found with object ID: "${principalId}"`],
    [{ mail: "no@contoso.com" }, 'User not found with mail: "no@contoso.com"'],
    [{ mailNickname: "no" }, 'User not found with email alias: "no"'],
    [{ employeeId: "7" }, 'User not found with employee ID: "7"'],
  ])("says of an unknown user %o that there is none", async (args, message) => {
    tenant.collection("/users", []);
    const error = await plugin.failure(plugin.invoke(getUser, args));
    expect(error.details).toBe(`invoking ${getUser}: 1 error occurred:\n\t* ${message}\n\n`);
  });

  it("does not choose between two users", async () => {
    tenant.collection("/users", [ada, { ...ada, id: "other" }]);
    const error = await plugin.failure(plugin.invoke(getUser, { userPrincipalName: "ada@contoso.com" }));
    expect(error.details).toContain('More than one user found with UPN: "ada@contoso.com"');
  });

  it("lists users, passing over missing ones only when told to", async () => {
    tenant.collection("/users", []);
    const getUsers = "azuread:index/getUsers:getUsers";
    const args = { userPrincipalNames: ["no@contoso.com"] };
    expect((await plugin.failure(plugin.invoke(getUsers, args))).details).toContain(
      'User not found with UPN: "no@contoso.com"',
    );
    expect(await plugin.invoke(getUsers, { ...args, ignoreMissing: true })).toMatchObject({ users: [], objectIds: [] });
    tenant.collection("/users", [ada]);
    expect(await plugin.invoke(getUsers, { returnAll: true })).toMatchObject({
      objectIds: ["ada"],
      users: [{ objectId: "ada", userPrincipalName: "ada@contoso.com" }],
    });
  });

  it("gives a service principal with its app roles by value", async () => {
    const graph = {
      id: "sp",
      appId: "00000003-0000-0000-c000-000000000000",
      appRoles: [{ id: "r", value: "User.Read.All", isEnabled: true }],
    };
    tenant.collection("/servicePrincipals", [graph]);
    tenant.put("/servicePrincipals/sp", { ...graph, samlMetadataUrl: "https://contoso.com/saml" });
    const found = await plugin.invoke("azuread:index/getServicePrincipal:getServicePrincipal", {
      clientId: graph.appId,
    });
    expect(found).toMatchObject({
      objectId: "sp",
      appRoleIds: { "User.Read.All": "r" },
      samlMetadataUrl: "https://contoso.com/saml",
    });
    expect(tenant.requests.map(({ line, query }) => `${line} ${query.$select ?? ""}`)).toEqual([
      "GET v1.0 /servicePrincipals ",
      "GET beta /servicePrincipals/sp samlMetadataUrl",
    ]);
  });

  it("lists directory roles, their templates and the tenant's verified domains", async () => {
    tenant.collection("/directoryRoles", [
      { id: "role", roleTemplateId, displayName: "Hybrid Identity Administrator" },
    ]);
    tenant.collection("/directoryRoleTemplates", [
      { id: roleTemplateId, displayName: "Hybrid Identity Administrator" },
    ]);
    tenant.collection("/domains", [
      { id: "contoso.com", isVerified: true, isDefault: true },
      { id: "new.com", isVerified: false },
    ]);
    expect(await plugin.invoke("azuread:index/getDirectoryRoles:getDirectoryRoles")).toMatchObject({
      objectIds: ["role"],
      templateIds: [roleTemplateId],
    });
    expect(await plugin.invoke("azuread:index/getDirectoryRoleTemplates:getDirectoryRoleTemplates")).toMatchObject({
      objectIds: [roleTemplateId],
    });
    const domains = await plugin.invoke("azuread:index/getDomains:getDomains");
    expect(domains.domains).toMatchObject([{ domainName: "contoso.com", default: true, verified: true }]);
  });

  it("knows Microsoft Graph's application id without asking", async () => {
    const found = await plugin.invoke("azuread:index/getApplicationPublishedAppIds:getApplicationPublishedAppIds");
    expect(found.result).toMatchObject({ MicrosoftGraph: "00000003-0000-0000-c000-000000000000" });
    expect(tenant.requests).toEqual([]);
  });

  it("names what it has when asked for something else", async () => {
    const error = await plugin.failure(plugin.invoke("azuread:index/getGroup:getGroup", { displayName: "x" }));
    expect(error.details).toContain(
      "the azuread stand-in does not provide getGroup; it provides: getApplicationPublishedAppIds, getClientConfig, getDirectoryRoleTemplates, getDirectoryRoles, getDomains, getServicePrincipal, getUser, getUsers",
    );
    const typo = await plugin.failure(plugin.invoke(getUser, { upn: "ada@contoso.com" }));
    expect(typo.details).toContain("Invalid or unknown key 'upn'.");
  });
});

/** Properties of the resource that the function of the same name does not have. */
const resourceOnly = [
  "aboutMe",
  "disablePasswordExpiration",
  "disableStrongPassword",
  "forcePasswordChange",
  "password",
];
