/** Reading a tenant through Microsoft Graph, signed in the way the azuread provider signs in. */
import * as z from "zod";
import { type DirectoryRoleId, directoryRoles } from "../catalogue/directory-roles.ts";
import { type Fact, observed, unobservable } from "../catalogue/fact.ts";
import { readApplicationWriters } from "./application-writers.ts";
import { readCloudSyncConfigurations } from "./cloud-sync-configurations.ts";
import { readConditionalAccess } from "./conditional-access/read-policies.ts";
import { findEmergencyAccounts, findTrustedApplications } from "./declared-names.ts";
import { findDeletedUser } from "./deleted-users.ts";
import { isEligibilityLicensed, rolesEligible } from "./eligibility.ts";
import type { Environment } from "./environment.ts";
import type { EntraUser } from "./facts/user.ts";
import { connect, type GraphConnection } from "./graph-connection.ts";
import { findGroups, isMember } from "./groups.ts";
import { quoted } from "./odata.ts";
import { readOrganization } from "./organization.ts";
import { countOtherGlobalAdministrators, countOtherPrivilegedAssignments } from "./privileged-roles.ts";
import type { TenantReader } from "./reader.ts";
import { answersDisagree, holdersOf } from "./role-assignments.ts";
import { readRoleHoldings } from "./role-holdings.ts";
import { hasApplication, readSyncApplications } from "./sync-application.ts";
import { readPasswordResetService, readSynchronizationHolders, readSyncService } from "./sync-permission.ts";
import { readSyncRoleMembers } from "./sync-role-members.ts";
import { readSynchronizationFeatures } from "./synchronization-features.ts";
import { TenantError } from "./tenant-error.ts";

export type { TenantReader } from "./reader.ts";

const userProperties = ["id", "userPrincipalName", "userType", "accountEnabled", "onPremisesSyncEnabled"];

const user = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  // Null for users that are older than the property; they are members.
  userType: z.enum(["Member", "Guest"]).nullable(),
  accountEnabled: z.boolean(),
  // Null for a user that was never synchronized.
  onPremisesSyncEnabled: z.boolean().nullable(),
});

const roleAssignment = z.object({ roleDefinitionId: z.string(), directoryScopeId: z.string().nullable() });

/**
 * The tenant that the environment names (ARM_TENANT_ID, ARM_CLIENT_ID, … as for the azuread provider). Nothing is
 * loaded and nobody signs in before the first question.
 *
 * @param now by which ages are told
 */
export function openTenant(environment: Environment, now = () => new Date()): TenantReader {
  let connection: Promise<GraphConnection> | undefined;
  const connected = () => {
    connection ??= connect(environment);
    return connection;
  };
  /** A question whose answer is a fact, whatever goes wrong with the tenant. */
  const ask =
    <A extends readonly unknown[], T>(read: (graph: GraphConnection, ...about: A) => Promise<T>) =>
    (...about: A): Promise<Fact<T>> =>
      asFact(async () => read(await connected(), ...about));
  return {
    findUser: ask(findUser),
    findDeletedUser: ask(findDeletedUser),
    rolesHeldDirectly: ask(rolesHeldDirectly),
    findGroups: ask(findGroups),
    isMember: ask(isMember),
    hasApplication: ask(hasApplication),
    rolesEligible: ask(rolesEligible),
    roleHoldings: ask(readRoleHoldings),
    eligibilityLicensed: ask(isEligibilityLicensed),
    organization: ask((graph, domains: readonly string[]) => readOrganization(graph, domains, now())),
    synchronizationFeatures: ask(readSynchronizationFeatures),
    cloudSyncConfigurations: ask(readCloudSyncConfigurations),
    applicationWriters: ask(readApplicationWriters),
    // Where nothing is named, nobody needs to sign in.
    trustedApplications: async (names) => (names.length === 0 ? observed([]) : ask(findTrustedApplications)(names)),
    emergencyAccounts: async (names) => (names.length === 0 ? observed([]) : ask(findEmergencyAccounts)(names)),
    syncRoleMembers: ask(readSyncRoleMembers),
    otherGlobalAdministrators: ask(countOtherGlobalAdministrators),
    otherPrivilegedAssignments: ask(countOtherPrivilegedAssignments),
    syncService: ask(readSyncService),
    passwordResetService: ask(readPasswordResetService),
    synchronizationHolders: ask(readSynchronizationHolders),
    syncApplications: ask(readSyncApplications),
    conditionalAccess: ask(readConditionalAccess),
  };
}

async function findUser(graph: GraphConnection, userPrincipalName: string): Promise<EntraUser | null> {
  const [found] = await graph.list(user, {
    path: "/users",
    filter: `userPrincipalName eq ${quoted(userPrincipalName)}`,
    select: userProperties,
    subject: `the user ${userPrincipalName}`,
    counted: true,
    permission: "User.Read.All",
  });
  if (found === undefined) return null;
  return {
    objectId: found.id,
    userPrincipalName: found.userPrincipalName,
    userType: found.userType ?? "Member",
    accountEnabled: found.accountEnabled,
    synchronizedFromOnPremises: found.onPremisesSyncEnabled ?? false,
  };
}

async function rolesHeldDirectly(
  graph: GraphConnection,
  objectId: string,
  roles: readonly DirectoryRoleId[],
): Promise<DirectoryRoleId[]> {
  const assignments = await graph.list(roleAssignment, {
    path: "/roleManagement/directory/roleAssignments",
    filter: `principalId eq ${quoted(objectId)}`,
    subject: `the directory roles of ${objectId}`,
    permission: "RoleManagement.Read.Directory",
  });
  const held = new Set(
    assignments
      .filter(({ directoryScopeId }) => directoryScopeId === "/")
      .map(({ roleDefinitionId }) => roleDefinitionId.toLowerCase()),
  );
  const isHeld = (role: DirectoryRoleId) => held.has(directoryRoles[role].templateId);
  for (const role of roles.filter((one) => !isHeld(one))) {
    const holders = await holdersOf(graph, role);
    if (holders.some(({ id, tenantWide }) => id === objectId && tenantWide)) {
      throw answersDisagree(`whether ${objectId} holds ${directoryRoles[role].title}`);
    }
  }
  return roles.filter(isHeld);
}

async function asFact<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return observed(await read());
  } catch (error) {
    if (error instanceof TenantError) return unobservable(error.reason, error.remedy);
    throw error;
  }
}
