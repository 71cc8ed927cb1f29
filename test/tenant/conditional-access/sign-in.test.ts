import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../../catalogue/directory-roles.ts";
import { syncService } from "../../../catalogue/sync-applications.ts";
import { policy } from "../../../tenant/conditional-access/policy.ts";
import { type Identity, isAbout } from "../../../tenant/conditional-access/sign-in.ts";

const role = directoryRoles["directory-synchronization-accounts"].templateId;
const user: Identity = { kind: "user", id: "sync", groups: ["accounts"], roles: [role] };
const principal: Identity = { kind: "service principal", id: "connect" };

/** A policy that demands multifactor authentication of everyone, in these conditions. */
function about(identity: Identity, conditions: object, grantControls: object | null = { builtInControls: ["mfa"] }) {
  return isAbout(
    policy.parse({
      id: "id",
      displayName: "policy",
      state: "enabled",
      conditions: {
        applications: { includeApplications: ["All"] },
        clientAppTypes: ["all"],
        users: { includeUsers: ["All"] },
        ...conditions,
      },
      grantControls,
    }),
    identity,
  );
}

describe("a policy is about a user", () => {
  it.each([
    ["everyone", {}],
    ["the user", { users: { includeUsers: ["sync"] } }],
    ["a group of the user", { users: { includeGroups: ["accounts"] } }],
    ["a role of the user", { users: { includeRoles: [role] } }],
    ["others left out", { users: { includeUsers: ["All"], excludeUsers: ["emergency"], excludeGroups: ["guests"] } }],
    ["the sync service", { applications: { includeApplications: [syncService.applicationId] } }],
    ["desktop clients", { clientAppTypes: ["mobileAppsAndDesktopClients"] }],
    ["Windows", { platforms: { includePlatforms: ["windows"] } }],
    ["every platform but telephones", { platforms: { includePlatforms: ["all"], excludePlatforms: ["iOS"] } }],
    ["devices other than compliant ones", { devices: { deviceFilter: { mode: "exclude", rule: "…" } } }],
    // As Graph gives it beside users.
    ["no service principal", { clientApplications: { includeServicePrincipals: [] } }],
  ])("when it is about %s", (_name, conditions) => {
    expect(about(user, conditions)).toBe(true);
  });

  it.each([
    ["nobody", { users: { includeUsers: ["None"] } }],
    ["guests", { users: { includeUsers: ["GuestsOrExternalUsers"] } }],
    ["guests, in the newer form", { users: { includeGuestsOrExternalUsers: { guestOrExternalUserTypes: "b2b" } } }],
    ["service principals", { users: { includeUsers: ["None"] }, clientApplications: {} }],
    ["everyone but the user", { users: { includeUsers: ["All"], excludeUsers: ["sync"] } }],
    ["everyone but a group of the user", { users: { includeUsers: ["All"], excludeGroups: ["accounts"] } }],
    ["everyone but a role of the user", { users: { includeUsers: ["All"], excludeRoles: [role] } }],
    ["another application", { applications: { includeApplications: ["Office365"] } }],
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
    ["insider risk", { insiderRiskLevels: "elevated" }],
    ["device code flow", { authenticationFlows: { transferMethods: "deviceCodeFlow" } }],
    ["some devices", { devices: { deviceFilter: { mode: "include", rule: "…" } } }],
  ])("not when it is about %s", (_name, conditions) => {
    expect(about(user, conditions)).toBe(false);
  });

  it("only when it demands something", () => {
    expect(about(user, {}, null)).toBe(false);
    expect(about(user, {}, { builtInControls: [] })).toBe(false);
    expect(about(user, {}, { authenticationStrength: { id: "strength" } })).toBe(true);
    expect(about(user, {}, { termsOfUse: ["terms"] })).toBe(true);
    expect(about(user, {}, { customAuthenticationFactors: ["factor"] })).toBe(true);
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
      expect(about(user, {}, { operator, builtInControls: [] })).toBe(false);
    },
  );

  it("who is not there yet by everyone and by the role to come", () => {
    const later: Identity = { kind: "user", id: null, groups: [], roles: [role] };
    expect(about(later, {})).toBe(true);
    expect(about(later, { users: { includeRoles: [role] } })).toBe(true);
    expect(about(later, { users: { includeUsers: ["sync"] } })).toBe(false);
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
    ["another is named", { includeServicePrincipals: ["other"] }],
    [
      "it is left out",
      { includeServicePrincipals: ["ServicePrincipalsInMyTenant"], excludeServicePrincipals: ["connect"] },
    ],
    ["a filter decides", { includeServicePrincipals: ["connect"], servicePrincipalFilter: { mode: "include" } }],
  ])("not when %s", (_name, clientApplications) => {
    expect(about(principal, clientApplications ? clients(clientApplications) : {})).toBe(false);
  });
});
