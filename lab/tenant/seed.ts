/** What a simulated tenant holds before anyone writes to it. */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { assignAppRole } from "./app-role-assignments.ts";
import { parseResourceId } from "./azure/resource-id.ts";
import type { Entity } from "./collection.ts";
import { addPolicy, type PolicyInput } from "./conditional-access-policies.ts";
import { deleteUser } from "./deleted-items.ts";
import { activate } from "./directory-roles.ts";
import {
  microsoftGraph,
  type SynchronizationApplication,
  synchronizationApplications,
} from "./first-party-applications.ts";
import { type GraphPermission, graphPermissions } from "./graph-permissions.ts";
import { makeEligibleForGroup } from "./group-eligibility.ts";
import type { Licence } from "./licences.ts";
import { addNamedLocation } from "./named-locations.ts";
import { addFirstPartyApplication, addServicePrincipal } from "./new-service-principal.ts";
import { addCustomRole, assignRole } from "./role-assignments.ts";
import { makeEligible } from "./role-eligibility.ts";
import type { RoleSettings } from "./role-settings-seed.ts";
import { directoryReadersTemplate, globalAdministratorTemplate } from "./role-templates.ts";
import type { TenantState } from "./state.ts";
import { addCloudSyncConfiguration, type CloudSyncConfigurationSeed } from "./synchronization.ts";
import type { SynchronizationSeed } from "./synchronization-seed.ts";
import { findByPrincipalName, newUser } from "./users.ts";

interface UserSeed {
  readonly userPrincipalName: string;
  readonly displayName: string;
  /** Defaults to a member. */
  readonly userType?: "Member" | "Guest";
  /** Defaults to true. */
  readonly accountEnabled?: boolean;
  /** Synchronised from Active Directory; defaults to false. */
  readonly onPremisesSyncEnabled?: boolean;
  /** Object id; random when absent. */
  readonly id?: string;
}

interface GroupSeed {
  readonly displayName: string;
  /** User principal names. */
  readonly members?: readonly string[];
  /** User principal names, and display names of applications. */
  readonly owners?: readonly string[];
  /** Defaults to false. */
  readonly isAssignableToRole?: boolean;
  readonly id?: string;
}

/** An active assignment, to a user, an application or a role-assignable group. */
type RoleAssignmentSeed = RolePrincipalSeed & {
  /** Template id of the role, or the display name of a custom one. */
  readonly role: string;
  /** Display name of the application over which it is assigned, and which of its objects; the tenant when absent. */
  readonly over?: { readonly application: string; readonly object: "application" | "service principal" };
};

/** Who may become a member or an owner of a group when needed, by Privileged Identity Management for Groups. */
type GroupEligibilitySeed = RolePrincipalSeed & {
  /** Display name. */
  readonly of: string;
  readonly access: "member" | "owner";
};

/** A role of the tenant's own. */
interface CustomRoleSeed {
  readonly displayName: string;
  /** `microsoft.directory/applications/credentials/update` */
  readonly actions: readonly string[];
}

type RolePrincipalSeed =
  | { readonly userPrincipalName: string }
  | {
      /** Display name. */
      readonly application: string;
    }
  | {
      /** Display name. */
      readonly group: string;
    };

/** An application registered in the tenant, with its service principal. */
interface ApplicationSeed {
  readonly displayName: string;
  /** Ends of its certificates, ISO 8601 with a time zone. */
  readonly certificateEnds?: readonly string[];
  /** How many client secrets it has; 0 when absent. */
  readonly clientSecrets?: number;
  /** User principal names. */
  readonly owners?: readonly string[];
  /** Those of the service principal; user principal names. */
  readonly principalOwners?: readonly string[];
  /** Application permissions by value, of those that the service principals in the tenant offer. */
  readonly permissions?: readonly string[];
}

interface NamedLocationSeed {
  readonly displayName: string;
  /** In CIDR notation. */
  readonly addresses: readonly string[];
  /** Defaults to false. */
  readonly trusted?: boolean;
}

/** A policy as Microsoft Graph takes it, with user principal names and display names in the place of ids. */
export type ConditionalAccessPolicySeed = PolicyInput;

export interface TenantSeed {
  /** Verified domains, the initial one first; contoso.onmicrosoft.com when absent. */
  readonly domains?: readonly string[];
  readonly users?: readonly UserSeed[];
  /** Users that someone has deleted. */
  readonly deletedUsers?: readonly UserSeed[];
  readonly groups?: readonly GroupSeed[];
  readonly customRoles?: readonly CustomRoleSeed[];
  readonly roleAssignments?: readonly RoleAssignmentSeed[];
  readonly eligibleForGroups?: readonly GroupEligibilitySeed[];
  /** Roles that may be activated when needed; without an end unless a last day is given. */
  readonly eligibleRoles?: readonly (RoleAssignmentSeed & { readonly until?: string })[];
  /** Settings of roles in Privileged Identity Management, where they are not the ones that it comes with. */
  readonly roleSettings?: readonly RoleSettings[];
  readonly applications?: readonly ApplicationSeed[];
  readonly namedLocations?: readonly NamedLocationSeed[];
  readonly conditionalAccessPolicies?: readonly ConditionalAccessPolicySeed[];
  /** How the tenant is synchronized; not at all when absent. */
  readonly synchronization?: SynchronizationSeed;
  readonly cloudSyncConfigurations?: readonly CloudSyncConfigurationSeed[];
  /** Names of resource groups in the subscription. */
  readonly resourceGroups?: readonly string[];
  /** False where the calling application may only look at subscriptions; true when absent. */
  readonly mayChangeAzure?: boolean;
  /** Licences that the tenant lacks; none when absent. */
  readonly missingLicences?: readonly Licence[];
  /** Microsoft's applications with a service principal in the tenant; both when absent. Microsoft Graph always has one. */
  readonly servicePrincipals?: readonly SynchronizationApplication[];
  /** Those of them whose service principal is disabled; none when absent. */
  readonly disabledServicePrincipals?: readonly SynchronizationApplication[];
  /** Object id of the service principal of the calling application; random when absent. */
  readonly callerObjectId?: string;
  /** Graph permissions granted to the calling application; all that the tenant knows when absent. */
  readonly permissions?: readonly GraphPermission[];
}

export const defaultDomain = "contoso.onmicrosoft.com";

/** The application in whose name the program under test calls. */
export interface CallingApplication {
  readonly clientId: string;
  readonly applicationObjectId: string;
  readonly servicePrincipalId: string;
}

/** Fills an empty tenant. Everything goes through the same checks as a request, so a wrong seed fails at once. */
export function fill(state: TenantState, seed: TenantSeed): CallingApplication {
  activate(state, globalAdministratorTemplate);
  addFirstPartyApplication(state, microsoftGraph);
  for (const name of seed.servicePrincipals ?? (["synchronization", "password reset"] as const)) {
    const id = addFirstPartyApplication(state, synchronizationApplications[name]);
    if (seed.disabledServicePrincipals?.includes(name)) state.servicePrincipals.update(id, { accountEnabled: false });
  }
  plant(state, seed);
  state.roleSettings = seed.roleSettings ?? [];
  if (seed.synchronization) state.synchronization = seed.synchronization;
  for (const configuration of seed.cloudSyncConfigurations ?? []) addCloudSyncConfiguration(state, configuration);
  for (const name of seed.resourceGroups ?? []) {
    const id = parseResourceId(`/subscriptions/${state.subscriptionId}/resourceGroups/${name}`);
    if (id) state.azure.put(id, { location: "westeurope" });
  }
  state.mayChangeAzure = seed.mayChangeAzure ?? true;
  for (const licence of seed.missingLicences ?? []) state.licences.delete(licence);
  const caller = addCallingApplication(
    state,
    seed.permissions ?? (Object.keys(graphPermissions) as GraphPermission[]),
    seed.callerObjectId,
  );
  // No tenant is without any assignment, and this one changes nothing that rules look at.
  assignRole(state, {
    principalId: caller.servicePrincipalId,
    roleDefinitionId: directoryReadersTemplate,
    directoryScopeId: "/",
  });
  return caller;
}

/** What can be added later, too. */
export type Plants = Pick<
  TenantSeed,
  | "users"
  | "deletedUsers"
  | "groups"
  | "customRoles"
  | "roleAssignments"
  | "eligibleForGroups"
  | "eligibleRoles"
  | "applications"
  | "namedLocations"
  | "conditionalAccessPolicies"
>;

/** Adds users, groups, role assignments and applications behind the back of whoever manages the tenant. */
export function plant(
  state: TenantState,
  {
    users = [],
    deletedUsers = [],
    groups = [],
    customRoles = [],
    roleAssignments = [],
    eligibleForGroups = [],
    eligibleRoles = [],
    applications = [],
    namedLocations = [],
    conditionalAccessPolicies = [],
  }: Plants,
): void {
  for (const user of users) addUser(state, user);
  for (const user of deletedUsers) deleteUser(state, addUser(state, user));
  for (const group of groups) addGroup(state, group);
  for (const application of applications) addApplication(state, application);
  for (const { displayName, owners = [] } of groups) {
    for (const owner of owners) {
      const principal = owner.includes("@") ? { userPrincipalName: owner } : { application: owner };
      state.owners.add(requireGroup(state, displayName), requirePrincipal(state, principal));
    }
  }
  for (const role of customRoles) addCustomRole(state, role);
  for (const { of, access, ...principal } of eligibleForGroups) {
    makeEligibleForGroup(state, {
      groupId: requireGroup(state, of),
      principalId: requirePrincipal(state, principal),
      accessId: access,
    });
  }
  for (const assignment of roleAssignments) {
    assignRole(state, {
      principalId: requirePrincipal(state, assignment),
      roleDefinitionId: roleOf(state, assignment),
      directoryScopeId: scopeOf(state, assignment),
    });
  }
  for (const eligible of eligibleRoles) {
    makeEligible(state, {
      action: "adminAssign",
      principalId: requirePrincipal(state, eligible),
      roleDefinitionId: roleOf(state, eligible),
      directoryScopeId: scopeOf(state, eligible),
      scheduleInfo: {
        expiration: eligible.until
          ? { type: "afterDateTime", endDateTime: `${eligible.until}T23:59:59Z` }
          : { type: "noExpiration" },
      },
    });
  }
  for (const { displayName, addresses, trusted } of namedLocations) {
    const ipRanges = addresses.map((cidrAddress) => ({ cidrAddress }));
    addNamedLocation(state, { displayName, ipRanges, isTrusted: trusted ?? false });
  }
  for (const policy of conditionalAccessPolicies) addPolicy(state, withIds(state, policy));
}

/** Names within a seeded policy, turned into the ids that there are by then. */
function withIds(state: TenantState, policy: PolicyInput): PolicyInput {
  const objects = [...state.users, ...state.groups, ...state.namedLocations, ...state.servicePrincipals];
  const ids = new Map(objects.map(({ id, userPrincipalName, displayName }) => [userPrincipalName ?? displayName, id]));
  const replace = (value: unknown): unknown => {
    if (typeof value === "string") return ids.get(value) ?? value;
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replace(entry)]));
  };
  return { ...policy, conditions: replace(policy.conditions) as PolicyInput["conditions"] };
}

function addApplication(
  state: TenantState,
  {
    displayName,
    certificateEnds = [],
    clientSecrets = 0,
    owners = [],
    principalOwners = [],
    permissions = [],
  }: ApplicationSeed,
): void {
  const appId = randomUUID();
  const application = state.applications.add({
    id: randomUUID(),
    appId,
    displayName,
    appRoles: [],
    identifierUris: [],
    keyCredentials: certificateEnds.map((endDateTime) => ({
      customKeyIdentifier: Buffer.from(randomUUID()).toString("base64"),
      displayName: `CN=${displayName}`,
      endDateTime,
      keyId: randomUUID(),
      startDateTime: "2020-01-01T00:00:00Z",
      type: "AsymmetricX509Cert",
      usage: "Verify",
    })),
    passwordCredentials: Array.from({ length: clientSecrets }, (_, index) => ({
      keyId: randomUUID(),
      displayName: `secret ${index + 1}`,
    })),
    signInAudience: "AzureADMyOrg",
    createdDateTime: new Date().toISOString(),
  });
  for (const owner of owners) state.owners.add(application.id, requireUser(state, owner));
  const servicePrincipal = addServicePrincipal(state, appId, displayName);
  for (const owner of principalOwners) state.owners.add(servicePrincipal.id, requireUser(state, owner));
  for (const value of permissions) grant(state, servicePrincipal, value);
}

/** An application permission by its value, on whichever service principal offers it. */
function grant(state: TenantState, principal: Entity, value: string): void {
  for (const resource of state.servicePrincipals) {
    const role = z
      .array(z.looseObject({ id: z.string(), value: z.string().nullish() }))
      .parse(resource.appRoles ?? [])
      .find((offered) => offered.value === value);
    if (role === undefined) continue;
    assignAppRole(state, { appRoleId: role.id, principalId: principal.id, resourceId: resource.id });
    return;
  }
  throw new Error(`The tenant's seed grants ${value}, but no service principal offers it.`);
}

function addUser(state: TenantState, { onPremisesSyncEnabled = false, ...user }: UserSeed): Entity {
  if (findByPrincipalName(state, user.userPrincipalName) !== undefined) {
    throw new Error(`The tenant's seed has two users named ${user.userPrincipalName}.`);
  }
  return state.users.add(
    newUser({
      accountEnabled: true,
      mailNickname: user.userPrincipalName.slice(0, user.userPrincipalName.indexOf("@")),
      ...user,
      // Graph says null, not false, for a user that was never synchronised.
      onPremisesSyncEnabled: onPremisesSyncEnabled || null,
    }),
  );
}

function addGroup(state: TenantState, { members = [], isAssignableToRole = false, displayName, id }: GroupSeed): void {
  const group = state.groups.add({
    id: id ?? randomUUID(),
    displayName,
    description: null,
    groupTypes: [],
    isAssignableToRole,
    mailEnabled: false,
    mailNickname: randomUUID().slice(0, 10),
    securityEnabled: true,
    createdDateTime: new Date().toISOString(),
  });
  for (const member of members) state.members.add(group.id, requireUser(state, member));
}

function requirePrincipal(state: TenantState, principal: RolePrincipalSeed): string {
  if ("application" in principal) return requireNamed(state.servicePrincipals, principal.application).id;
  return "group" in principal ? requireGroup(state, principal.group) : requireUser(state, principal.userPrincipalName);
}

function roleOf(state: TenantState, { role }: RoleAssignmentSeed): string {
  const [custom] = state.customRoles.where(({ displayName }) => displayName === role);
  return custom?.id ?? role;
}

function scopeOf(state: TenantState, { over }: RoleAssignmentSeed): string {
  if (over === undefined) return "/";
  const collection = over.object === "application" ? state.applications : state.servicePrincipals;
  return `/${requireNamed(collection, over.application).id}`;
}

function requireNamed(collection: TenantState["applications"], name: string): Entity {
  const [found] = collection.where(({ displayName }) => displayName === name);
  if (found === undefined)
    throw new Error(`The tenant's seed names the application ${name}, but has no such application.`);
  return found;
}

function requireUser(state: TenantState, userPrincipalName: string): string {
  const user = findByPrincipalName(state, userPrincipalName);
  if (user === undefined)
    throw new Error(`The tenant's seed names the user ${userPrincipalName}, but has no such user.`);
  return user.id;
}

function requireGroup(state: TenantState, name: string): string {
  const [group] = state.groups.where(({ displayName }) => displayName === name);
  if (group === undefined) throw new Error(`The tenant's seed names the group ${name}, but has no such group.`);
  return group.id;
}

function addCallingApplication(
  state: TenantState,
  permissions: readonly GraphPermission[],
  objectId?: string,
): CallingApplication {
  const clientId = randomUUID();
  const displayName = "hybrid-sync pipeline";
  const application = state.applications.add({
    id: randomUUID(),
    appId: clientId,
    displayName,
    appRoles: [],
    identifierUris: [],
    keyCredentials: [],
    passwordCredentials: [],
    signInAudience: "AzureADMyOrg",
    createdDateTime: new Date().toISOString(),
  });
  const servicePrincipal = addServicePrincipal(state, clientId, displayName, objectId);
  for (const permission of permissions) grantGraphPermission(state, servicePrincipal, permission);
  return { clientId, applicationObjectId: application.id, servicePrincipalId: servicePrincipal.id };
}

/** Counts from the next access token on. */
export function grantGraphPermission(state: TenantState, principal: Entity, permission: GraphPermission): void {
  const [graph] = state.servicePrincipals.where(({ appId }) => appId === microsoftGraph.appId);
  state.appRoleAssignments.add({
    id: randomUUID(),
    appRoleId: graphPermissions[permission],
    principalId: principal.id,
    principalType: "ServicePrincipal",
    principalDisplayName: principal.displayName,
    resourceId: graph?.id,
    resourceDisplayName: microsoftGraph.displayName,
    createdDateTime: new Date().toISOString(),
  });
}
