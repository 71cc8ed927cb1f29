import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../../catalogue/directory-roles.ts";
import { syncService } from "../../../catalogue/sync-applications.ts";
import { policy } from "../../../tenant/conditional-access/policy.ts";
import { type Identity, isAbout } from "../../../tenant/conditional-access/sign-in.ts";

const role = directoryRoles["directory-synchronization-accounts"].templateId;
const user: Identity = { kind: "user", id: "sync", groups: ["accounts"], roles: [role] };
const principal: Identity = { kind: "service principal", ids: ["connect"] };
const [stranger, strangers] = ["0b1c2d3e-4f5a-4b6c-8d7e-9f0a1b2c3d4e", "1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f"];

/** A policy that requires multifactor authentication for everyone, in these conditions. */
function about(identity: Identity, conditions: object, grantControls: object | null = { builtInControls: ["mfa"] }) {
  const { answer } = isAbout(parsed(conditions, grantControls), identity);
  return answer === "undecided" ? answer : answer === "yes";
}

/** As Microsoft Graph gives it: with null or an empty list for what is not there. */
function parsed(conditions: object, grantControls: object | null, different: object = {}) {
  const given: Record<string, object> = { ...conditions };
  const whole = (name: keyof typeof shapes) => (given[name] ? { ...shapes[name], ...given[name] } : null);
  return policy.parse({
    id: "id",
    displayName: "policy",
    state: "enabled",
    conditions: {
      clientAppTypes: ["all"],
      signInRiskLevels: [],
      userRiskLevels: [],
      ...conditions,
      applications: { ...shapes.applications, ...(given.applications ?? { includeApplications: ["All"] }) },
      clientApplications: whole("clientApplications"),
      locations: whole("locations"),
      platforms: whole("platforms"),
      users: { ...shapes.users, ...(given.users ?? { includeUsers: ["All"] }) },
    },
    grantControls: grantControls && { operator: "OR", builtInControls: [], ...grantControls },
    ...different,
  });
}

const shapes = {
  applications: { includeApplications: [], excludeApplications: [] },
  clientApplications: { includeServicePrincipals: [], excludeServicePrincipals: [] },
  locations: { includeLocations: [], excludeLocations: [] },
  platforms: { includePlatforms: [], excludePlatforms: [] },
  users: {
    includeUsers: [],
    includeGroups: [],
    includeRoles: [],
    excludeUsers: [],
    excludeGroups: [],
    excludeRoles: [],
  },
};

describe("a policy is about a user", () => {
  it.each([
    ["everyone", {}],
    ["the user", { users: { includeUsers: ["sync"] } }],
    ["the user, in other letters", { users: { includeUsers: ["SYNC"] } }],
    ["the user, and whoever else", { users: { includeUsers: ["sync", "AllSomethingNew"] } }],
    ["a group of the user", { users: { includeGroups: ["accounts"] } }],
    ["a role of the user", { users: { includeRoles: [role] } }],
    ["others left out", { users: { includeUsers: ["All"], excludeUsers: [stranger], excludeGroups: [strangers] } }],
    ["the sync service", { applications: { includeApplications: [syncService.applicationId] } }],
    [
      "the sync service, in capital letters",
      { applications: { includeApplications: [syncService.applicationId.toUpperCase()] } },
    ],
    ["desktop clients", { clientAppTypes: ["mobileAppsAndDesktopClients"] }],
    ["Windows", { platforms: { includePlatforms: ["windows"] } }],
    ["every platform but telephones", { platforms: { includePlatforms: ["all"], excludePlatforms: ["iOS"] } }],
    [
      "devices other than compliant ones",
      { devices: { deviceFilter: { mode: "exclude", rule: "device.isCompliant -eq True" } } },
    ],
    // As Graph gives it beside users.
    ["no service principal", { clientApplications: { includeServicePrincipals: [] } }],
  ])("when it is about %s", (_name, conditions) => {
    expect(about(user, conditions)).toBe(true);
  });

  it.each([
    ["nobody", { users: { includeUsers: ["None"] } }],
    ["another user", { users: { includeUsers: [stranger], includeGroups: [strangers] } }],
    ["guests", { users: { includeUsers: ["GuestsOrExternalUsers"] } }],
    ["guests, in the newer form", { users: { includeGuestsOrExternalUsers: { guestOrExternalUserTypes: "b2b" } } }],
    ["service principals", { users: { includeUsers: ["None"] }, clientApplications: {} }],
    ["everyone but the user", { users: { includeUsers: ["All"], excludeUsers: ["sync"] } }],
    ["everyone but a group of the user", { users: { includeUsers: ["All"], excludeGroups: ["accounts"] } }],
    ["everyone but a role of the user", { users: { includeUsers: ["All"], excludeRoles: [role] } }],
    ["other applications", { applications: { includeApplications: ["Office365", "MicrosoftAdminPortals", stranger] } }],
    ["a user action", { applications: { includeUserActions: ["urn:user:registersecurityinfo"] } }],
    [
      "everything but the sync service",
      { applications: { includeApplications: ["All"], excludeApplications: [syncService.applicationId] } },
    ],
    ["browsers", { clientAppTypes: ["browser"] }],
    ["legacy authentication", { clientAppTypes: ["exchangeActiveSync", "other"] }],
    ["telephones", { platforms: { includePlatforms: ["android", "iOS"] } }],
    ["every platform but Windows", { platforms: { includePlatforms: ["all"], excludePlatforms: ["windows"] } }],
    ["risky sign-ins", { signInRiskLevels: ["high"] }],
    ["risky users", { userRiskLevels: ["high"] }],
    ["device code flow", { authenticationFlows: { transferMethods: "deviceCodeFlow" } }],
  ])("not when it is about %s", (_name, conditions) => {
    expect(about(user, conditions)).toBe(false);
  });

  it("only when it demands something", () => {
    const session = { signInFrequency: { isEnabled: true, value: 1, type: "hours" } };
    expect(isAbout(parsed({}, null, { sessionControls: session }), user)).toEqual({ answer: "no" });
    expect(isAbout(parsed({}, { builtInControls: [] }, { sessionControls: session }), user)).toEqual({ answer: "no" });
    const off = { secureSignInSession: { isEnabled: false } };
    expect(isAbout(parsed({}, null, { sessionControls: off }), user)).toEqual({ answer: "no" });
    const strange = { secureSignInSession: { isEnabled: true } };
    expect(isAbout(parsed({}, null, { sessionControls: strange }), user)).toEqual({
      answer: "undecided",
      by: ["secureSignInSession"],
    });
    expect(about(user, {}, { authenticationStrength: { id: "strength" } })).toBe(true);
    expect(about(user, {}, { termsOfUse: ["terms"] })).toBe(true);
    expect(about(user, {}, { customAuthenticationFactors: ["factor"] })).toBe(true);
  });

  it("as nobody can tell, when it shows neither grant nor session controls, of which every policy has some", () => {
    expect(about(user, {}, null)).toBe("undecided");
    // As where Microsoft Graph does not show the authentication strength that is all a policy demands.
    expect(about(user, {}, { builtInControls: [] })).toBe("undecided");
    expect(about(user, {}, { builtInControls: [], authenticationStrength: null })).toBe("undecided");
    expect(isAbout(parsed({}, null, { sessionControls: { signInFrequency: null } }), user).answer).toBe("undecided");
  });

  it("whatever the client where it says nothing of clients, as policies that Microsoft Graph was given without", () => {
    expect(about(user, { clientAppTypes: [] })).toBe(true);
  });

  it.each(["AND", "OR"])(
    "when it has a choice of demands, or takes all of them, as it can meet none: %s",
    (operator) => {
      expect(about(user, {}, { operator, builtInControls: ["mfa", "compliantDevice", "domainJoinedDevice"] })).toBe(
        true,
      );
      expect(about(user, {}, { operator, builtInControls: ["mfa"], authenticationStrength: { id: "strength" } })).toBe(
        true,
      );
    },
  );

  it("who is not there yet by everyone and by the role to come", () => {
    const later: Identity = { kind: "user", id: null, groups: [], roles: [role] };
    expect(about(later, {})).toBe(true);
    expect(about(later, { users: { includeRoles: [role] } })).toBe(true);
    expect(about(later, { users: { includeUsers: [stranger] } })).toBe(false);
  });
});

describe("a policy is about a service principal", () => {
  const clients = (clientApplications: object) => ({ users: { includeUsers: ["None"] }, clientApplications });
  it.each([
    ["it is named", { includeServicePrincipals: ["connect"] }],
    ["all of the tenant are meant", { includeServicePrincipals: ["ServicePrincipalsInMyTenant"] }],
  ])("when %s", (_name, clientApplications) => {
    expect(about(principal, clients(clientApplications))).toBe(true);
  });

  it.each([
    ["only users are meant", undefined],
    ["another is named", { includeServicePrincipals: [stranger] }],
    [
      "it is left out",
      { includeServicePrincipals: ["ServicePrincipalsInMyTenant"], excludeServicePrincipals: ["connect"] },
    ],
  ])("not when %s", (_name, clientApplications) => {
    expect(about(principal, clientApplications ? clients(clientApplications) : {})).toBe(false);
  });
});

describe("whether a policy is about anyone is undecided", () => {
  const filter = (mode: string) => ({ mode, rule: 'CustomSecurityAttribute.Engineering_Tier -eq "0"' });

  it.each([
    ["applicationFilter", { applications: { includeApplications: [], applicationFilter: filter("include") } }],
    ["applicationFilter", { applications: { includeApplications: ["All"], applicationFilter: filter("exclude") } }],
    ["applicationFilter", { applications: { includeApplications: [], applicationFilter: filter("somethingNew") } }],
    ["insiderRiskLevels", { insiderRiskLevels: "elevated" }],
    ["agentIdRiskLevels", { agentIdRiskLevels: "high" }],
    ["moonPhase", { moonPhase: { include: ["full"] } }],
    ["authenticationFlows", { authenticationFlows: { transferMethods: "deviceCodeFlow,somethingNew" } }],
    ["deviceFilter", { devices: { deviceFilter: { mode: "include", rule: "device.trustType -eq 1" } } }],
    ["deviceFilter", { devices: { deviceFilter: { mode: "exclude", rule: "device.trustType -ne 1" } } }],
    ["includeDevices", { devices: { includeDevices: ["All"] } }],
    ["signInRiskLevels", { signInRiskLevels: ["unknownFutureValue"] }],
    ["clientAppTypes", { clientAppTypes: ["unknownFutureValue"] }],
    ["platforms", { platforms: { includePlatforms: ["unknownFutureValue"] } }],
    ["includeApplications", { applications: { includeApplications: ["AllSomethingNew"] } }],
    ["excludeApplications", { applications: { includeApplications: ["All"], excludeApplications: ["SomethingNew"] } }],
    ["includeUsers", { users: { includeUsers: ["AllMembers"] } }],
    ["includeGroups", { users: { includeGroups: ["AllSomethingNew"] } }],
    ["excludeRoles", { users: { includeUsers: ["All"], excludeRoles: ["AllSomethingNew"] } }],
    ["includeAgents", { users: { includeUsers: [], includeAgents: ["All"] } }],
    ["excludeAgents", { users: { includeUsers: ["All"], excludeAgents: ["All"] } }],
  ])("by %s: %j", (by, conditions) => {
    expect(isAbout(parsed(conditions, { builtInControls: ["block"] }), user)).toEqual({
      answer: "undecided",
      by: [by],
    });
  });

  it.each([
    ["somethingNew", { builtInControls: ["somethingNew"] }, {}],
    ["unknownFutureValue", { operator: "OR", builtInControls: ["mfa", "unknownFutureValue"] }, {}],
    ["somethingNew", { somethingNew: { isEnabled: true } }, {}],
    ["secureSignInSession", null, { sessionControls: { secureSignInSession: { isEnabled: true } } }],
    ["state", { builtInControls: ["mfa"] }, { state: "somethingNew" }],
  ])("by the control or state %s", (by, grantControls, different) => {
    expect(isAbout(parsed({}, grantControls, different), user)).toEqual({ answer: "undecided", by: [by] });
  });

  it("not where what is known decides already, nor by what says nothing", () => {
    expect(about(user, { users: { includeUsers: ["All"], excludeUsers: ["sync"] }, moonPhase: ["full"] })).toBe(false);
    expect(about(user, { moonPhase: { include: [], exclude: null }, "times@odata.context": "…" })).toBe(true);
    expect(about(user, { signInRiskLevels: ["none"] })).toBe(true);
    expect(isAbout(parsed({}, null, { sessionControls: { signInFrequency: { value: 1 } } }), user)).toEqual({
      answer: "no",
    });
  });

  it("for a service principal by a filter, or where several have the name and the policy names one", () => {
    const clients = (clientApplications: object) => ({ users: { includeUsers: ["None"] }, clientApplications });
    const filtered = { includeServicePrincipals: [], servicePrincipalFilter: filter("include") };
    expect(about(principal, clients(filtered))).toBe("undecided");
    expect(about(principal, clients({ includeServicePrincipals: ["AllSomethingNew"] }))).toBe("undecided");
    // About neither users nor service principals: not shown whole.
    expect(about(principal, { users: { includeUsers: ["None"] } })).toBe("undecided");
    expect(about(principal, { users: { includeGroups: [strangers] } })).toBe(false);
    const twins: Identity = { kind: "service principal", ids: ["connect", "twin"] };
    expect(about(twins, clients({ includeServicePrincipals: ["twin"] }))).toBe("undecided");
    expect(about(twins, clients({ includeServicePrincipals: ["twin", "connect"] }))).toBe(true);
    expect(about(twins, clients({ includeServicePrincipals: [stranger] }))).toBe(false);
  });
});
