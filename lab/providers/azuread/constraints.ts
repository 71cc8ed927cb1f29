import { isIPv4, isIPv6 } from "node:net";
import type { Value, Values } from "../property-values.ts";
import { languageProblem, timestampProblem, type UrlRules, urlProblem } from "./go-formats.ts";

/** What the value of one property must be like, beyond its type. */
export type Constraint =
  | { readonly is: "uuid" | "not-empty" | "email" | "timestamp" | "mail-nickname" | "base64" | "language" | "claim" }
  | { readonly is: "one-of"; readonly values: readonly string[] }
  /** Of a text in bytes of UTF-8, as Go counts them. */
  | { readonly is: "length"; readonly minimum: number; readonly maximum: number }
  | { readonly is: "number"; readonly minimum: number; readonly maximum?: number }
  | ({ readonly is: "url" } & UrlRules)
  /** An address range in CIDR notation. */
  | { readonly is: "range"; readonly shortest: number }
  /** A resource id of this form, `/applications/<uuid>`. */
  | { readonly is: "id"; readonly collection: string };

/** Which properties of a resource or block go together. */
export interface Combinations {
  /** Of these, exactly one must be given. */
  readonly exactlyOneOf?: readonly (readonly string[])[];
  /** Of these, one or more must be given. */
  readonly atLeastOneOf?: readonly (readonly string[])[];
  /** Of these, not more than one may be given. */
  readonly conflicting?: readonly (readonly string[])[];
  /** All of these, or none. */
  readonly together?: readonly (readonly string[])[];
}

/** What the azuread provider knows of a resource type and its schema does not say. */
export interface ResourceConstraints extends Combinations {
  /** Set where the program says nothing. */
  readonly defaults?: Values;
  /** By property; with dots for one inside a block, or inside each block of a list. */
  readonly properties?: Readonly<Record<string, Constraint>>;
  /** How many entries a list has, by property in the same way. */
  readonly counts?: Readonly<Record<string, { readonly minimum?: number; readonly maximum?: number }>>;
  /** Blocks whose properties go together in ways of their own, with dots in the same way. */
  readonly blocks?: Readonly<Record<string, Combinations>>;
}

const uuid: Constraint = { is: "uuid" };
const notEmpty: Constraint = { is: "not-empty" };
const timestamp: Constraint = { is: "timestamp" };
const oneOf = (...values: string[]): Constraint => ({ is: "one-of", values });
const filterMode = oneOf("exclude", "include");
const platform = oneOf("all", "android", "iOS", "linux", "macOS", "windows", "windowsPhone");
const riskLevel = oneOf("hidden", "high", "low", "medium", "none");
const guestTypes = oneOf(
  "b2bCollaborationGuest",
  "b2bCollaborationMember",
  "b2bDirectConnectUser",
  "internalGuest",
  "none",
  "otherExternalUser",
  "serviceProvider",
);
const claim: Constraint = { is: "claim" };
const webPage = { is: "url", schemes: ["http", "https"] } as const satisfies Constraint;
const redirect = {
  is: "url",
  schemes: ["http", "https", "ms-appx-web", "brk-multihub"],
  needsPath: true,
  longest: 256,
} as const satisfies Constraint;
const length = (minimum: number, maximum: number): Constraint => ({ is: "length", minimum, maximum });

/**
 * By resource type. Source: the documentation of each resource (https://www.pulumi.com/registry/packages/azuread/) and
 * the schemas of the provider it is made from (https://github.com/hashicorp/terraform-provider-azuread).
 */
export const constraints: Readonly<Record<string, ResourceConstraints>> = {
  User: {
    defaults: {
      accountEnabled: true,
      disablePasswordExpiration: false,
      disableStrongPassword: false,
      forcePasswordChange: false,
      showInAddressList: true,
    },
    properties: {
      userPrincipalName: { is: "email" },
      displayName: notEmpty,
      ageGroup: oneOf("Adult", "NotAdult", "Minor"),
      consentProvidedForMinor: oneOf("Granted", "Denied", "NotRequired"),
      employeeHireDate: timestamp,
      employeeId: length(0, 16),
      employeeType: length(0, 64),
      password: length(1, 256),
      preferredLanguage: { is: "language" },
    },
  },
  DirectoryRole: {
    properties: { displayName: notEmpty, templateId: uuid },
    exactlyOneOf: [["displayName", "templateId"]],
  },
  DirectoryRoleAssignment: {
    properties: { roleId: uuid, principalObjectId: uuid, appScopeId: notEmpty, directoryScopeId: notEmpty },
    conflicting: [["appScopeId", "directoryScopeId"]],
  },
  DirectoryRoleEligibilityScheduleRequest: {
    properties: { roleDefinitionId: uuid, principalId: uuid, directoryScopeId: notEmpty, justification: notEmpty },
  },
  DirectoryRoleMember: { properties: { roleObjectId: uuid, memberObjectId: uuid } },
  Group: {
    defaults: { preventDuplicateNames: false },
    properties: {
      displayName: notEmpty,
      administrativeUnitIds: uuid,
      "dynamicMembership.rule": length(0, 3072),
      mailNickname: { is: "mail-nickname" },
      behaviors: oneOf(
        "AllowOnlyMembersToPost",
        "HideGroupInOutlook",
        "SkipExchangeInstantOn",
        "SubscribeMembersToCalendarEventsDisabled",
        "SubscribeNewGroupMembers",
        "WelcomeEmailDisabled",
      ),
      members: uuid,
      onpremisesGroupType: oneOf(
        "UniversalDistributionGroup",
        "UniversalMailEnabledSecurityGroup",
        "UniversalSecurityGroup",
      ),
      owners: uuid,
      provisioningOptions: oneOf("Team"),
      theme: oneOf("", "Blue", "Green", "Orange", "Pink", "Purple", "Red", "Teal"),
      types: oneOf("DynamicMembership", "Unified"),
      visibility: oneOf("Private", "Public", "Hiddenmembership"),
    },
    counts: { owners: { minimum: 1, maximum: 100 } },
    atLeastOneOf: [["mailEnabled", "securityEnabled"]],
    conflicting: [["dynamicMembership", "members"]],
  },
  GroupMember: { properties: { groupObjectId: uuid, memberObjectId: uuid } },
  Application: {
    defaults: { preventDuplicateNames: false, signInAudience: "AzureADMyOrg" },
    properties: {
      displayName: notEmpty,
      description: length(0, 1024),
      identifierUris: notEmpty,
      logoImage: { is: "base64" },
      notes: notEmpty,
      "api.knownClientApplications": uuid,
      "api.oauth2PermissionScopes.adminConsentDescription": notEmpty,
      "api.oauth2PermissionScopes.adminConsentDisplayName": notEmpty,
      "api.oauth2PermissionScopes.id": uuid,
      "api.oauth2PermissionScopes.type": oneOf("Admin", "User"),
      "api.oauth2PermissionScopes.userConsentDescription": notEmpty,
      "api.oauth2PermissionScopes.userConsentDisplayName": notEmpty,
      "api.oauth2PermissionScopes.value": claim,
      "api.requestedAccessTokenVersion": { is: "number", minimum: 1, maximum: 2 },
      "appRoles.allowedMemberTypes": oneOf("Application", "User"),
      "appRoles.description": notEmpty,
      "appRoles.displayName": notEmpty,
      "appRoles.id": uuid,
      "appRoles.value": claim,
      "optionalClaims.accessTokens.name": notEmpty,
      "optionalClaims.idTokens.name": notEmpty,
      "optionalClaims.saml2Tokens.name": notEmpty,
      "requiredResourceAccesses.resourceAccesses.id": uuid,
      "requiredResourceAccesses.resourceAccesses.type": oneOf("Role", "Scope"),
      "password.endDate": timestamp,
      "password.endDateRelative": notEmpty,
      "password.startDate": timestamp,
      "publicClient.redirectUris": { is: "url", schemes: [], urn: true, longest: 256 },
      "singlePageApplication.redirectUris": redirect,
      "web.homepageUrl": webPage,
      "web.logoutUrl": { ...webPage, longest: 255 },
      "web.redirectUris": { ...redirect, urn: true },
      groupMembershipClaims: oneOf("None", "SecurityGroup", "DirectoryRole", "ApplicationGroup", "All"),
      owners: uuid,
      signInAudience: oneOf(
        "AzureADMyOrg",
        "AzureADMultipleOrgs",
        "AzureADandPersonalMicrosoftAccount",
        "PersonalMicrosoftAccount",
      ),
      templateId: uuid,
    },
    counts: {
      owners: { maximum: 100 },
      "appRoles.allowedMemberTypes": { minimum: 1 },
      "publicClient.redirectUris": { maximum: 256 },
      "singlePageApplication.redirectUris": { maximum: 256 },
      "web.redirectUris": { maximum: 256 },
    },
    conflicting: [["featureTags", "tags"]],
  },
  ApplicationCertificate: {
    defaults: { encoding: "pem" },
    properties: {
      applicationId: { is: "id", collection: "applications" },
      encoding: oneOf("base64", "hex", "pem"),
      endDate: timestamp,
      endDateRelative: notEmpty,
      keyId: uuid,
      startDate: timestamp,
      type: oneOf("AsymmetricX509Cert", "Symmetric"),
    },
    conflicting: [["endDate", "endDateRelative"]],
  },
  ServicePrincipal: {
    defaults: { accountEnabled: true },
    properties: {
      alternativeNames: notEmpty,
      clientId: uuid,
      description: length(0, 1024),
      loginUrl: webPage,
      notes: length(0, 1024),
      notificationEmailAddresses: notEmpty,
      owners: uuid,
      "samlSingleSignOn.relayState": notEmpty,
      preferredSingleSignOnMode: oneOf("oidc", "password", "saml", "notSupported"),
    },
    conflicting: [["featureTags", "features", "tags"]],
  },
  AdministrativeUnit: {
    defaults: { preventDuplicateNames: false },
    properties: { displayName: notEmpty, members: uuid },
  },
  NamedLocation: {
    properties: {
      displayName: notEmpty,
      "country.countriesAndRegions": notEmpty,
      "country.countryLookupMethod": oneOf("authenticatorAppGps", "clientIpAddress"),
      "ip.ipRanges": { is: "range", shortest: 8 },
    },
    exactlyOneOf: [["country", "ip"]],
  },
  ConditionalAccessPolicy: {
    properties: {
      displayName: notEmpty,
      state: oneOf("enabled", "disabled", "enabledForReportingButNotEnforced"),
      "conditions.applications.excludedApplications": notEmpty,
      "conditions.applications.includedApplications": notEmpty,
      "conditions.applications.includedUserActions": notEmpty,
      "conditions.clientAppTypes": oneOf(
        "all",
        "browser",
        "easSupported",
        "exchangeActiveSync",
        "mobileAppsAndDesktopClients",
        "other",
      ),
      "conditions.authenticationFlowTransferMethods": oneOf("authenticationTransfer", "deviceCodeFlow", "none"),
      "conditions.clientApplications.excludedServicePrincipals": notEmpty,
      "conditions.clientApplications.includedServicePrincipals": notEmpty,
      "conditions.clientApplications.filter.mode": filterMode,
      "conditions.clientApplications.filter.rule": notEmpty,
      "conditions.devices.filter.mode": filterMode,
      "conditions.devices.filter.rule": notEmpty,
      "conditions.insiderRiskLevels": oneOf("elevated", "minor", "moderate"),
      "conditions.locations.excludedLocations": notEmpty,
      "conditions.locations.includedLocations": notEmpty,
      "conditions.platforms.excludedPlatforms": platform,
      "conditions.platforms.includedPlatforms": platform,
      "conditions.servicePrincipalRiskLevels": riskLevel,
      "conditions.signInRiskLevels": riskLevel,
      "conditions.userRiskLevels": riskLevel,
      ...Object.fromEntries(
        ["excluded", "included"].flatMap((side): [string, Constraint][] => {
          const guests = `conditions.users.${side}GuestsOrExternalUsers`;
          return [
            [`${guests}.externalTenants.members`, notEmpty],
            [`${guests}.externalTenants.membershipKind`, oneOf("all", "enumerated")],
            [`${guests}.guestOrExternalUserTypes`, guestTypes],
          ];
        }),
      ),
      ...Object.fromEntries(
        ["Groups", "Roles", "Users"].flatMap((kind) => [
          [`conditions.users.included${kind}`, notEmpty],
          [`conditions.users.excluded${kind}`, notEmpty],
        ]),
      ),
      "grantControls.authenticationStrengthPolicyId": {
        is: "id",
        collection: "policies/authenticationStrengthPolicies",
      },
      "grantControls.builtInControls": oneOf(
        "approvedApplication",
        "block",
        "compliantApplication",
        "compliantDevice",
        "domainJoinedDevice",
        "mfa",
        "passwordChange",
      ),
      "grantControls.customAuthenticationFactors": notEmpty,
      "grantControls.operator": oneOf("AND", "OR"),
      "grantControls.termsOfUses": notEmpty,
      "sessionControls.cloudAppSecurityPolicy": oneOf("blockDownloads", "mcasConfigured", "monitorOnly"),
      "sessionControls.persistentBrowserMode": oneOf("always", "never"),
      "sessionControls.signInFrequency": { is: "number", minimum: 0 },
      "sessionControls.signInFrequencyAuthenticationType": oneOf(
        "primaryAndSecondaryAuthentication",
        "secondaryAuthentication",
      ),
      "sessionControls.signInFrequencyInterval": oneOf("everyTime", "timeBased"),
      "sessionControls.signInFrequencyPeriod": oneOf("days", "hours"),
    },
    atLeastOneOf: [["grantControls", "sessionControls"]],
    blocks: {
      "conditions.applications": { exactlyOneOf: [["includedApplications", "includedUserActions"]] },
      "conditions.users": {
        atLeastOneOf: [["includedGroups", "includedGuestsOrExternalUsers", "includedRoles", "includedUsers"]],
      },
      grantControls: { atLeastOneOf: [["authenticationStrengthPolicyId", "builtInControls", "termsOfUses"]] },
      sessionControls: { together: [["signInFrequency", "signInFrequencyPeriod"]] },
    },
  },
  AppRoleAssignment: { properties: { appRoleId: uuid, principalObjectId: uuid, resourceObjectId: uuid } },
};

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A host name of one label is taken, too. */
const emailPattern = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)*$/i;
const notInNickname = /[@()\\[\]";:<>, ]/;
const claimPattern = /^(?!\.)[A-Za-z0-9:!#$%&'()*+,./;<=>?@[\]^_{|}~`-]{0,120}$/;
/** Standard, padded, in one line. */
const base64Pattern = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

/** Says what a value should have been; undefined when it is right. Only texts and numbers are looked at. */
export function violation(value: Value, constraint: Constraint): string | undefined {
  if (constraint.is === "number") return numberProblem(value, constraint);
  if (typeof value !== "string") return undefined;
  switch (constraint.is) {
    case "uuid":
      return uuidPattern.test(value) ? undefined : "a valid UUID";
    case "not-empty":
      return value === "" ? "not empty" : undefined;
    case "email":
      return emailPattern.test(value) ? undefined : "an email address such as name@contoso.com";
    case "timestamp":
      return timestampProblem(value);
    case "url":
      return urlProblem(value, constraint);
    case "language":
      return languageProblem(value);
    case "claim":
      return claimPattern.test(value)
        ? undefined
        : "at most 120 letters, digits and !#$%&'()*+,-./:;<=>?@[]^_`{|}~, and not to begin with a period";
    case "base64":
      return value !== "" && base64Pattern.test(value) ? undefined : "base64";
    case "mail-nickname":
      return notInNickname.test(value) ? `without any of @()\\[]";:<>, and spaces` : undefined;
    case "range": {
      const prefix = prefixLength(value);
      if (prefix === undefined) return "a valid IPv4 or IPv6 prefix";
      return prefix < constraint.shortest ? `a prefix of at least ${constraint.shortest} bits` : undefined;
    }
    case "one-of":
      return constraint.values.includes(value) ? undefined : `one of ${JSON.stringify(constraint.values)}`;
    case "length": {
      const bytes = Buffer.byteLength(value);
      return bytes >= constraint.minimum && bytes <= constraint.maximum
        ? undefined
        : `${constraint.minimum} to ${constraint.maximum} characters long`;
    }
    case "id": {
      const prefix = `/${constraint.collection}/`;
      return value.startsWith(prefix) && uuidPattern.test(value.slice(prefix.length))
        ? undefined
        : `an id of the form ${prefix}00000000-0000-0000-0000-000000000000`;
    }
  }
}

function numberProblem(
  value: Value,
  { minimum, maximum }: Extract<Constraint, { readonly is: "number" }>,
): string | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || Number.isNaN(number)) return undefined;
  if (number >= minimum && number <= (maximum ?? Number.POSITIVE_INFINITY)) return undefined;
  return maximum === undefined ? `at least ${minimum}` : `${minimum} to ${maximum}`;
}

/** Of a range such as `203.0.113.0/24`; undefined for anything else, a length with zeros before it included. */
function prefixLength(range: string): number | undefined {
  const [address = "", length = "", ...rest] = range.split("/");
  const longest = isIPv4(address) ? 32 : isIPv6(address) && !address.includes("%") ? 128 : -1;
  const isWritten = rest.length === 0 && /^(0|[1-9]\d*)$/.test(length) && Number(length) <= longest;
  return isWritten ? Number(length) : undefined;
}
