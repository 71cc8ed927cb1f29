/**
 * A Conditional Access policy as Microsoft Graph shows it, as far as it decides on a sign-in without a person. What is
 * not known here is kept: a condition that nobody has heard of decides, too.
 *
 * Source: https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy
 */
import * as z from "zod";

const texts = z.array(z.string());
/** Left out by Microsoft Graph where nothing is said. */
const fewTexts = texts.nullish().transform((found) => found ?? []);

const filter = z.looseObject({ mode: z.string(), rule: z.string() });

const users = z.looseObject({
  includeUsers: texts,
  includeGroups: texts,
  includeRoles: texts,
  excludeUsers: texts,
  excludeGroups: texts,
  excludeRoles: texts,
  // Guests are none of the identities.
  includeGuestsOrExternalUsers: z.unknown().optional(),
  excludeGuestsOrExternalUsers: z.unknown().optional(),
});

const conditions = z.looseObject({
  applications: z.looseObject({
    includeApplications: texts,
    excludeApplications: texts,
    applicationFilter: filter.nullish(),
    // Neither is a sign-in to an application.
    includeUserActions: z.unknown().optional(),
    includeAuthenticationContextClassReferences: z.unknown().optional(),
  }),
  authenticationFlows: z.looseObject({ transferMethods: z.string().nullish() }).nullish(),
  // Empty in policies that were made without a word on them, and then all of them.
  clientAppTypes: texts.transform((types) => (types.length === 0 ? ["all"] : types)),
  clientApplications: z
    .looseObject({
      includeServicePrincipals: texts,
      excludeServicePrincipals: texts,
      servicePrincipalFilter: filter.nullish(),
    })
    .nullable(),
  devices: z.looseObject({ deviceFilter: filter.nullish() }).nullish(),
  locations: z.looseObject({ includeLocations: texts, excludeLocations: texts }).nullable(),
  platforms: z.looseObject({ includePlatforms: texts, excludePlatforms: texts }).nullable(),
  servicePrincipalRiskLevels: fewTexts,
  signInRiskLevels: texts,
  userRiskLevels: texts,
  users: users.nullable(),
});

const grantControls = z.looseObject({
  authenticationStrength: z.unknown().optional(),
  builtInControls: texts,
  // Between all that is demanded, whatever its kind; null where there is one thing only.
  operator: z
    .enum(["AND", "OR"])
    .nullable()
    .transform((value) => value ?? "AND"),
  customAuthenticationFactors: fewTexts,
  termsOfUse: fewTexts,
});

export const policy = z.object({
  id: z.string(),
  displayName: z.string(),
  state: z.string(),
  conditions,
  grantControls: grantControls.nullable(),
  sessionControls: z.looseObject({}).nullish(),
});

export type Policy = z.output<typeof policy>;

export const namedLocation = z.object({
  id: z.string(),
  isTrusted: z.boolean().nullish(),
  // Absent for countries.
  ipRanges: z.array(z.object({ cidrAddress: z.string() })).nullish(),
});

export type NamedLocation = z.output<typeof namedLocation>;

const known = {
  conditions: conditions.shape,
  applications: conditions.shape.applications.shape,
  clientApplications: conditions.shape.clientApplications.unwrap().shape,
  devices: { deviceFilter: true },
  grantControls: grantControls.shape,
  locations: conditions.shape.locations.unwrap().shape,
  platforms: conditions.shape.platforms.unwrap().shape,
  /** None of them keeps anyone out. Source: https://learn.microsoft.com/graph/api/resources/conditionalaccesssessioncontrols */
  sessionControls: {
    applicationEnforcedRestrictions: true,
    cloudAppSecurity: true,
    disableResilienceDefaults: true,
    persistentBrowser: true,
    signInFrequency: true,
  },
  users: users.shape,
} as const;

/** Names of what a part of a policy says that is not known here. */
export function unknownIn(part: keyof typeof known, value: object | null | undefined): string[] {
  return Object.entries(value ?? {})
    .filter(([name, content]) => !Object.hasOwn(known[part], name) && !name.includes("@odata.") && says(content))
    .map(([name]) => name);
}

/** Whether there is anything in it: not null, nor an empty text or list, nor an object of such, nor one that is off. */
export function says(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return false;
  if (typeof value === "object" && "isEnabled" in value && value.isEnabled === false) return false;
  return typeof value === "object" ? Object.values(value).some(says) : true;
}
