/** Whether a Conditional Access policy is about the way in which a sync tool signs in. */
import { syncService } from "../../catalogue/sync-applications.ts";
import type { Policy } from "./policy.ts";

/** Someone who signs in for a sync tool. */
export type Identity =
  | {
      readonly kind: "user";
      /** Null before the installer has made it. */
      readonly id: string | null;
      /** Object ids of groups, also through others. */
      readonly groups: readonly string[];
      /** Template ids of directory roles. */
      readonly roles: readonly string[];
    }
  | { readonly kind: "service principal"; readonly id: string | null };

/**
 * Locations aside. What a person would do in a sign-in is nothing that a sync tool does, and it names no device, so no
 * demand is ever met: with "OR" between several there is no one among them that would do.
 */
export function isAbout({ conditions, grantControls }: Policy, identity: Identity): boolean {
  if (!grantControls || !isDemanding(grantControls) || !isUnconditional(conditions)) return false;
  if (!isAboutApplication(conditions.applications)) return false;
  return identity.kind === "user"
    ? isAboutClient(conditions) && isAboutUser(conditions.users, identity)
    : isAboutPrincipal(conditions.clientApplications, identity.id);
}

function isDemanding(controls: NonNullable<Policy["grantControls"]>): boolean {
  const { authenticationStrength, builtInControls, customAuthenticationFactors, termsOfUse } = controls;
  return authenticationStrength || [builtInControls, customAuthenticationFactors, termsOfUse].flat().length > 0;
}

/** A risk that has not been seen, or a way of signing in that no sync tool takes, leaves its sign-ins alone. */
function isUnconditional(conditions: Policy["conditions"]): boolean {
  const risks = [conditions.servicePrincipalRiskLevels, conditions.signInRiskLevels, conditions.userRiskLevels];
  if (conditions.authenticationFlows || conditions.insiderRiskLevels || risks.flat().length > 0) return false;
  // The server is unknown as a device in these sign-ins: a filter that takes devices in takes in others.
  return conditions.devices?.deviceFilter?.mode !== "include";
}

function isAboutApplication(applications: Policy["conditions"]["applications"]): boolean {
  const { includeApplications = [], excludeApplications = [] } = applications ?? {};
  const service = syncService.applicationId;
  return includeApplications.some((id) => id === "All" || id === service) && !excludeApplications.includes(service);
}

/** Connect Sync is a desktop client with modern authentication, on Windows. */
function isAboutClient({ clientAppTypes, platforms }: Policy["conditions"]): boolean {
  const { includePlatforms = [], excludePlatforms = [] } = platforms ?? {};
  const onWindows = includePlatforms.length === 0 || includePlatforms.some((one) => one === "all" || one === "windows");
  const asClient = clientAppTypes.some((type) => type === "all" || type === "mobileAppsAndDesktopClients");
  return asClient && onWindows && !excludePlatforms.includes("windows");
}

function isAboutUser(
  users: Policy["conditions"]["users"],
  { id, groups, roles }: Extract<Identity, { kind: "user" }>,
): boolean {
  if (!users) return false;
  const meets = (listed: readonly string[], held: readonly string[]) => listed.some((one) => held.includes(one));
  const own = id === null ? [] : [id];
  const included =
    users.includeUsers.includes("All") ||
    meets(users.includeUsers, own) ||
    meets(users.includeGroups, groups) ||
    meets(users.includeRoles, roles);
  const excluded =
    meets(users.excludeUsers, own) || meets(users.excludeGroups, groups) || meets(users.excludeRoles, roles);
  return included && !excluded;
}

function isAboutPrincipal(clients: Policy["conditions"]["clientApplications"], id: string | null): boolean {
  if (!clients || clients.servicePrincipalFilter) return false;
  const { includeServicePrincipals, excludeServicePrincipals } = clients;
  const included = includeServicePrincipals.some((one) => one === "ServicePrincipalsInMyTenant" || one === id);
  return included && !excludeServicePrincipals.some((one) => one === id);
}
