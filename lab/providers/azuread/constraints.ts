import type { Value, Values } from "../property-values.ts";

/** What the value of one property must be like, beyond its type. */
export type Constraint =
  | { readonly is: "uuid" | "not-empty" | "email" | "timestamp" }
  | { readonly is: "one-of"; readonly values: readonly string[] }
  | { readonly is: "length"; readonly minimum: number; readonly maximum: number }
  /** A resource id of this form, `/applications/<uuid>`. */
  | { readonly is: "id"; readonly collection: string };

/** What the azuread provider knows of a resource type and its schema does not say. */
export interface ResourceConstraints {
  /** Set where the program says nothing. */
  readonly defaults?: Values;
  readonly properties?: Readonly<Record<string, Constraint>>;
  /** Of these, exactly one must be given. */
  readonly exactlyOneOf?: readonly (readonly string[])[];
  /** Of these, one or more must be given. */
  readonly atLeastOneOf?: readonly (readonly string[])[];
  /** Of these, not more than one may be given. */
  readonly conflicting?: readonly (readonly string[])[];
}

const uuid: Constraint = { is: "uuid" };
const notEmpty: Constraint = { is: "not-empty" };
const timestamp: Constraint = { is: "timestamp" };
const oneOf = (...values: string[]): Constraint => ({ is: "one-of", values });
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
      theme: oneOf("Blue", "Green", "Orange", "Pink", "Purple", "Red", "Teal"),
      types: oneOf("DynamicMembership", "Unified"),
      visibility: oneOf("Private", "Public", "Hiddenmembership"),
    },
    atLeastOneOf: [["mailEnabled", "securityEnabled"]],
    conflicting: [["dynamicMembership", "members"]],
  },
  GroupMember: { properties: { groupObjectId: uuid, memberObjectId: uuid } },
  Application: {
    defaults: { preventDuplicateNames: false, signInAudience: "AzureADMyOrg" },
    properties: {
      displayName: notEmpty,
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
      clientId: uuid,
      description: length(0, 1024),
      notes: length(0, 1024),
      owners: uuid,
      preferredSingleSignOnMode: oneOf("oidc", "password", "saml", "notSupported"),
    },
    conflicting: [["featureTags", "features", "tags"]],
  },
  NamedLocation: { properties: { displayName: notEmpty }, exactlyOneOf: [["country", "ip"]] },
  ConditionalAccessPolicy: {
    properties: {
      displayName: notEmpty,
      state: oneOf("enabled", "disabled", "enabledForReportingButNotEnforced"),
    },
    atLeastOneOf: [["grantControls", "sessionControls"]],
  },
  AppRoleAssignment: { properties: { appRoleId: uuid, principalObjectId: uuid, resourceObjectId: uuid } },
};

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const timestampPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Says what a value should have been; undefined when it is right. Only strings are looked at. */
export function violation(value: Value, constraint: Constraint): string | undefined {
  if (typeof value !== "string") return undefined;
  switch (constraint.is) {
    case "uuid":
      return uuidPattern.test(value) ? undefined : "a valid UUID";
    case "not-empty":
      return value.trim() === "" ? "not empty" : undefined;
    case "email":
      return emailPattern.test(value) ? undefined : "an email address such as name@contoso.com";
    case "timestamp":
      return timestampPattern.test(value) && !Number.isNaN(Date.parse(value))
        ? undefined
        : "a valid RFC3339 date such as 2026-01-31T00:00:00Z";
    case "one-of":
      return constraint.values.includes(value) ? undefined : `one of ${JSON.stringify(constraint.values)}`;
    case "length":
      return value.length >= constraint.minimum && value.length <= constraint.maximum
        ? undefined
        : `${constraint.minimum} to ${constraint.maximum} characters long`;
    case "id": {
      const prefix = `/${constraint.collection}/`;
      return value.startsWith(prefix) && uuidPattern.test(value.slice(prefix.length))
        ? undefined
        : `an id of the form ${prefix}00000000-0000-0000-0000-000000000000`;
    }
  }
}
