/**
 * A Conditional Access policy as Microsoft Graph shows it, as far as it decides on a sign-in without a person.
 *
 * Source: https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy
 */
import * as z from "zod";

const texts = z
  .array(z.string())
  .nullish()
  .transform((found) => found ?? []);
/** A part of which it only counts whether it is there. */
const something = z
  .unknown()
  .optional()
  .transform((value) => value !== undefined && value !== null);

const users = z.object({
  includeUsers: texts,
  includeGroups: texts,
  includeRoles: texts,
  excludeUsers: texts,
  excludeGroups: texts,
  excludeRoles: texts,
});

const conditions = z.object({
  applications: z.object({ includeApplications: texts, excludeApplications: texts }).nullish(),
  authenticationFlows: something,
  clientAppTypes: texts,
  clientApplications: z
    .object({ includeServicePrincipals: texts, excludeServicePrincipals: texts, servicePrincipalFilter: something })
    .nullish(),
  devices: z.object({ deviceFilter: z.object({ mode: z.string() }).nullish() }).nullish(),
  insiderRiskLevels: something,
  locations: z.object({ includeLocations: texts, excludeLocations: texts }).nullish(),
  platforms: z.object({ includePlatforms: texts, excludePlatforms: texts }).nullish(),
  servicePrincipalRiskLevels: texts,
  signInRiskLevels: texts,
  userRiskLevels: texts,
  users: users.nullish(),
});

const grantControls = z.object({
  authenticationStrength: something,
  builtInControls: texts,
  // Between all that is demanded, whatever its kind.
  operator: z
    .string()
    .nullish()
    .transform((value): "AND" | "OR" => (value === "OR" ? "OR" : "AND")),
  customAuthenticationFactors: texts,
  termsOfUse: texts,
});

export const policy = z.object({
  id: z.string(),
  displayName: z.string(),
  state: z.string(),
  conditions,
  grantControls: grantControls.nullish(),
});

export type Policy = z.output<typeof policy>;

export const namedLocation = z.object({
  id: z.string(),
  isTrusted: z.boolean().nullish(),
  // Absent for countries.
  ipRanges: z.array(z.object({ cidrAddress: z.string() })).nullish(),
});

export type NamedLocation = z.output<typeof namedLocation>;
