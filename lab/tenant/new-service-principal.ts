/** Service principals as a tenant first holds them. */
import { randomUUID } from "node:crypto";
import type { Entity } from "./collection.ts";
import { appRolesOf, type FirstPartyApplication } from "./first-party-applications.ts";
import type { TenantState } from "./state.ts";

/** That of one of Microsoft's own applications; its object id. */
export function addFirstPartyApplication(state: TenantState, application: FirstPartyApplication): string {
  return state.servicePrincipals.add({
    id: randomUUID(),
    accountEnabled: true,
    appId: application.appId,
    appDisplayName: application.displayName,
    displayName: application.displayName,
    // The tenant in which Microsoft registers its own applications.
    appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
    appRoleAssignmentRequired: false,
    keyCredentials: [],
    passwordCredentials: [],
    appRoles: appRolesOf(application),
    servicePrincipalNames: [application.appId],
    servicePrincipalType: "Application",
    signInAudience: "AzureADMultipleOrgs",
    tags: [],
  }).id;
}

/** That of an application which is registered in the tenant. */
export function addServicePrincipal(
  state: TenantState,
  appId: string,
  displayName: string,
  objectId: string = randomUUID(),
): Entity {
  return state.servicePrincipals.add({
    id: objectId,
    accountEnabled: true,
    appId,
    appDisplayName: displayName,
    displayName,
    appOwnerOrganizationId: state.tenantId,
    appRoleAssignmentRequired: false,
    keyCredentials: [],
    passwordCredentials: [],
    appRoles: [],
    servicePrincipalNames: [appId],
    servicePrincipalType: "Application",
    signInAudience: "AzureADMyOrg",
    tags: [],
  });
}
