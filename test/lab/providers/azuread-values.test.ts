/**
 * Values that the released plugin refuses and takes, by the schemas and the validators of the provider that it is made
 * from: https://github.com/hashicorp/terraform-provider-azuread and https://github.com/hashicorp/go-azure-sdk.
 */
import { describe, expect, it } from "vitest";
import { check } from "../../../lab/providers/azuread/check.ts";
import { durationOf } from "../../../lab/providers/azuread/go-formats.ts";
import { refuse } from "../../../lab/providers/azuread/refusals.ts";
import { unknown, type Values } from "../../../lab/providers/property-values.ts";

const id = "0f1e2d3c-4b5a-4678-8899-aabbccddeeff";

function failures(type: string, inputs: Values): string[] {
  const name = `azuread:index/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;
  const resource = { type: name, name: "example", urn: `urn:pulumi:dev::lab::${name}::example` };
  return check(resource, inputs).failures.map(({ reason }) => reason);
}

/** With the value at a path into a declaration that is right otherwise. */
function placed(base: Values, path: string, value: unknown): Values {
  const copy = structuredClone(base) as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const holder = keys.reduce<Record<string, unknown>>((at, key) => {
    at[key] ??= {};
    return at[key] as Record<string, unknown>;
  }, copy);
  holder[last] = value;
  return copy as Values;
}

const policy: Values = {
  displayName: "Elsewhere",
  state: "enabled",
  conditions: {
    applications: { includedApplications: ["All"] },
    clientAppTypes: ["all"],
    users: { includedUsers: ["All"] },
  },
  grantControls: { operator: "OR", builtInControls: ["block"] },
};
const location: Values = { displayName: "Servers", ip: { ipRanges: ["203.0.113.0/24"] } };
const country: Values = { displayName: "Europe", country: { countriesAndRegions: ["DE"] } };
const group: Values = { displayName: "Operators", securityEnabled: true };
const unit: Values = { displayName: "Tier 0" };
const application: Values = { displayName: "Connect" };
const principal: Values = { clientId: id };
const certificate: Values = { applicationId: `/applications/${id}`, value: "-----BEGIN CERTIFICATE-----" };
const user: Values = { displayName: "Ada", userPrincipalName: "ada@contoso.com" };
const guests = (types: string[], tenants: Values[] = []) => [
  { guestOrExternalUserTypes: types, externalTenants: tenants },
];
const role = (value: Values) => [
  { id, displayName: "Read", description: "Reads", allowedMemberTypes: ["User"], ...value },
];

type Variant = readonly [type: string, base: Values, path: string, value: unknown];

const refused: readonly Variant[] = [
  ["ConditionalAccessPolicy", policy, "displayName", ""],
  ["ConditionalAccessPolicy", policy, "state", "reportOnly"],
  ["ConditionalAccessPolicy", policy, "state", "Enabled"],
  ["ConditionalAccessPolicy", policy, "conditions.signInRiskLevels", ["unknownFutureValue"]],
  ["ConditionalAccessPolicy", policy, "conditions.servicePrincipalRiskLevels", ["High"]],
  ["ConditionalAccessPolicy", policy, "conditions.platforms", { includedPlatforms: ["ios"] }],
  ["ConditionalAccessPolicy", policy, "conditions.platforms", { includedPlatforms: ["unknownFutureValue"] }],
  ["ConditionalAccessPolicy", policy, "conditions.platforms", { excludedPlatforms: ["iOS"] }],
  ["ConditionalAccessPolicy", policy, "conditions.insiderRiskLevels", "severe"],
  ["ConditionalAccessPolicy", policy, "conditions.authenticationFlowTransferMethods", ["devicecode"]],
  ["ConditionalAccessPolicy", policy, "conditions.users.includedGuestsOrExternalUsers", guests(["guest"])],
  [
    "ConditionalAccessPolicy",
    policy,
    "conditions.users.excludedGuestsOrExternalUsers",
    guests(["internalGuest"], [{ membershipKind: "some" }]),
  ],
  [
    "ConditionalAccessPolicy",
    policy,
    "conditions.users.excludedGuestsOrExternalUsers",
    guests(["internalGuest"], [{ membershipKind: "enumerated", members: [""] }]),
  ],
  ["ConditionalAccessPolicy", policy, "conditions.users.excludedRoles", [""]],
  ["ConditionalAccessPolicy", policy, "conditions.users", { excludedUsers: [id] }],
  ["ConditionalAccessPolicy", policy, "conditions.applications", { excludedApplications: [id] }],
  ["ConditionalAccessPolicy", policy, "conditions.devices", { filter: { mode: "deny", rule: "x" } }],
  ["ConditionalAccessPolicy", policy, "conditions.locations", { excludedLocations: ["All"] }],
  ["ConditionalAccessPolicy", policy, "grantControls", { operator: "OR" }],
  ["ConditionalAccessPolicy", policy, "grantControls.authenticationStrengthPolicyId", id],
  ["ConditionalAccessPolicy", policy, "sessionControls", { signInFrequency: -1, signInFrequencyPeriod: "hours" }],
  ["ConditionalAccessPolicy", policy, "sessionControls", { signInFrequencyPeriod: "hours" }],
  ["ConditionalAccessPolicy", policy, "sessionControls", { cloudAppSecurityPolicy: "unknownFutureValue" }],
  ["ConditionalAccessPolicy", policy, "sessionControls", { persistentBrowserMode: "Always" }],
  ["NamedLocation", location, "ip.ipRanges", ["203.0.113.010/24"]],
  ["NamedLocation", location, "ip.ipRanges", ["203.0.113.0/+24"]],
  ["NamedLocation", location, "ip.ipRanges", ["203.0.113.0/24 "]],
  ["NamedLocation", location, "ip.ipRanges", ["2001:db8::/129"]],
  ["NamedLocation", location, "country", { countriesAndRegions: ["DE"] }],
  ["NamedLocation", country, "country.countryLookupMethod", "gps"],
  ["AdministrativeUnit", unit, "displayName", ""],
  ["AdministrativeUnit", unit, "members", ["ada@contoso.com"]],
  ["Group", group, "owners", []],
  ["Group", group, "owners", Array.from({ length: 101 }, () => id)],
  ["Group", group, "members", ["ada"]],
  ["Group", group, "visibility", "HiddenMembership"],
  ["Group", group, "types", ["unified"]],
  ["Group", group, "dynamicMembership", { enabled: true, rule: "é".repeat(1537) }],
  ["Application", application, "api", { requestedAccessTokenVersion: 3 }],
  ["Application", application, "api", { oauth2PermissionScopes: [{ id, adminConsentDescription: "" }] }],
  ["Application", application, "appRoles", role({ value: ".read" })],
  ["Application", application, "appRoles", role({ value: "read all" })],
  ["Application", application, "appRoles", role({ value: "r".repeat(121) })],
  ["Application", application, "appRoles", role({ allowedMemberTypes: [] })],
  ["Application", application, "identifierUris", [""]],
  ["Application", application, "logoImage", "no base64"],
  ["Application", application, "notes", ""],
  ["Application", application, "description", "ü".repeat(513)],
  ["Application", application, "web", { homepageUrl: "ftp://contoso.com" }],
  ["Application", application, "web", { homepageUrl: "contoso.com" }],
  ["Application", application, "web", { redirectUris: ["https://contoso.com"] }],
  ["Application", application, "web", { redirectUris: [`https://contoso.com/${"x".repeat(240)}`] }],
  ["Application", application, "web", { logoutUrl: "https:///logout" }],
  ["Application", application, "singlePageApplication", { redirectUris: ["urn:contoso:app"] }],
  ["ServicePrincipal", principal, "clientId", "Connect"],
  ["ServicePrincipal", principal, "loginUrl", "/login"],
  ["ServicePrincipal", principal, "alternativeNames", [""]],
  ["ServicePrincipal", principal, "samlSingleSignOn", { relayState: "" }],
  ["ServicePrincipal", principal, "preferredSingleSignOnMode", "SAML"],
  ["ServicePrincipal", principal, "notes", "ü".repeat(513)],
  ["ApplicationCertificate", certificate, "applicationId", id],
  ["ApplicationCertificate", certificate, "keyId", id.replace("-", "")],
  ["ApplicationCertificate", certificate, "endDate", "2026-02-30T00:00:00Z"],
  ["ApplicationCertificate", certificate, "endDate", "2026-02-28T24:00:00Z"],
  ["ApplicationCertificate", certificate, "startDate", "2026-02-28"],
  ["ApplicationCertificate", certificate, "type", "X509"],
  ["User", user, "employeeId", "é".repeat(9)],
  ["User", user, "preferredLanguage", "e"],
  ["User", user, "preferredLanguage", ""],
];

const taken: readonly Variant[] = [
  ["ConditionalAccessPolicy", policy, "conditions.users.includedGuestsOrExternalUsers", guests(["internalGuest"])],
  [
    "ConditionalAccessPolicy",
    policy,
    "conditions.users.excludedGuestsOrExternalUsers",
    guests(["b2bCollaborationGuest", "none"], [{ membershipKind: "enumerated", members: [id] }]),
  ],
  ["ConditionalAccessPolicy", policy, "conditions.locations", { includedLocations: ["All"], excludedLocations: [] }],
  ["ConditionalAccessPolicy", policy, "conditions.clientAppTypes", ["easSupported", "other"]],
  ["ConditionalAccessPolicy", policy, "conditions.users.excludedUsers", ["not an id"]],
  ["ConditionalAccessPolicy", policy, "grantControls", { operator: "AND", termsOfUses: [id] }],
  ["ConditionalAccessPolicy", policy, "sessionControls", { signInFrequency: 0, signInFrequencyPeriod: "days" }],
  ["NamedLocation", location, "ip.ipRanges", ["10.0.0.0/8", "2001:DB8::/32", "::ffff:203.0.113.7/128"]],
  ["NamedLocation", location, "ip.ipRanges", ["203.0.113.7/24"]],
  ["NamedLocation", country, "country.countriesAndRegions", ["XX"]],
  ["AdministrativeUnit", unit, "hiddenMembershipEnabled", "true"],
  ["Group", group, "mailNickname", ""],
  ["Group", group, "theme", ""],
  ["Group", group, "owners", [id.toUpperCase()]],
  [
    "Application",
    application,
    "requiredResourceAccesses",
    [{ resourceAppId: "x", resourceAccesses: [{ id, type: "Role" }] }],
  ],
  ["Application", application, "identifierUris", ["not a uri"]],
  ["Application", application, "appRoles", role({ value: "" })],
  ["Application", application, "publicClient", { redirectUris: ["urn:ietf:wg:oauth:2.0:oob", "msal://auth"] }],
  [
    "Application",
    application,
    "web",
    { redirectUris: ["urn:contoso:app", "http://localhost:8080/", "ms-appx-web://x/"] },
  ],
  ["Application", application, "web", { homepageUrl: "HTTPS://contoso.com" }],
  ["Application", application, "logoImage", Buffer.from("gif").toString("base64")],
  ["ServicePrincipal", principal, "owners", []],
  ["ServicePrincipal", principal, "description", "x".repeat(1024)],
  ["ApplicationCertificate", certificate, "endDate", "2028-02-29T23:59:59.5+01:00"],
  ["ApplicationCertificate", certificate, "value", ""],
  ["User", user, "preferredLanguage", "de_DE"],
  ["User", user, "preferredLanguage", "english"],
  ["User", user, "userPrincipalName", "ada.o'neill+x@contoso"],
];

const named = ([type, , path, value]: Variant) => {
  const shown = JSON.stringify(value);
  return [`${type} ${path} ${shown.length > 70 ? `${shown.slice(0, 67)}...` : shown}`] as const;
};
const each = (variants: readonly Variant[]) => variants.map((variant) => [...named(variant), variant] as const);

describe("the azuread stand-in refuses", () => {
  it.each(each(refused))("%s", (_, [type, base, path, value]) => {
    expect(failures(type, base)).toEqual([]);
    expect(failures(type, placed(base, path, value))).toHaveLength(1);
  });
});

describe("the azuread stand-in takes", () => {
  it.each(each(taken))("%s", (_, [type, base, path, value]) => {
    expect(failures(type, placed(base, path, value))).toEqual([]);
  });
});

describe("the end of a certificate as a duration", () => {
  const hour = 3_600_000;
  it.each([
    ["2400h30m", 2400.5 * hour],
    ["1.5h", 1.5 * hour],
    [".5h", 0.5 * hour],
    ["-1h", -hour],
    ["90000ms", 90_000],
    ["0", 0],
    ["1d", undefined],
    ["24", undefined],
    ["1h ", undefined],
    ["h", undefined],
    ["", undefined],
  ])("%s", (text, milliseconds) => {
    expect(durationOf(text)).toBe(milliseconds);
  });
});

describe("combinations that the plugin refuses in a preview", () => {
  it.each<[string, string, Values, string | null]>([
    ["a mail-enabled group that is not unified", "Group", { ...group, mailEnabled: true }, "must contain"],
    ["a unified group that is not mail-enabled", "Group", { ...group, types: ["Unified"] }, "must be true for unified"],
    [
      "a unified group without nickname",
      "Group",
      { ...group, mailEnabled: true, types: ["Unified"] },
      "is required for",
    ],
    ["a dynamic type without rule", "Group", { ...group, types: ["DynamicMembership"] }, "must be specified when"],
    ["a theme of a security group", "Group", { ...group, theme: "Blue" }, "`theme` is only supported for unified"],
    ["behaviors of a security group", "Group", { ...group, behaviors: ["HideGroupInOutlook"] }, "only supported for"],
    ["a hidden security group", "Group", { ...group, visibility: "Hiddenmembership" }, "`visibility` can only be"],
    [
      "roles for a group without security",
      "Group",
      { ...group, securityEnabled: false, assignableToRole: true },
      "security-enabled groups",
    ],
    ["a group that is right", "Group", { ...group, assignableToRole: true, visibility: "Private" }, null],
    ["a group that is open as yet", "Group", { ...group, mailNickname: unknown, members: unknown }, null],
    [
      "consent for an adult",
      "User",
      { ...user, ageGroup: "Adult", consentProvidedForMinor: "Granted" },
      "can only be set",
    ],
    ["consent for a minor", "User", { ...user, ageGroup: "Minor", consentProvidedForMinor: "Granted" }, null],
    [
      "an application for personal accounts with old tokens",
      "Application",
      { ...application, signInAudience: "PersonalMicrosoftAccount" },
      "must be 2",
    ],
    [
      "one with new tokens",
      "Application",
      { ...application, signInAudience: "PersonalMicrosoftAccount", api: { requestedAccessTokenVersion: 2 } },
      null,
    ],
    [
      "a frequency of every time and one hour",
      "ConditionalAccessPolicy",
      {
        ...policy,
        sessionControls: { signInFrequency: 1, signInFrequencyPeriod: "hours", signInFrequencyInterval: "everyTime" },
      },
      "are not valid",
    ],
    [
      "a frequency of every time",
      "ConditionalAccessPolicy",
      { ...policy, sessionControls: { signInFrequencyInterval: "everyTime" } },
      null,
    ],
  ])("%s", (_, type, inputs, refusal) => {
    if (refusal === null) expect(() => refuse(type, inputs)).not.toThrow();
    else expect(() => refuse(type, inputs)).toThrow(refusal);
  });
});
