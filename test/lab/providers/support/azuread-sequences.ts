import { secretOnTheWire } from "./plugin.ts";
import { callerId } from "./recording-tenant.ts";

type Input = string | boolean | string[] | { readonly [key: string]: Input };

/**
 * The requests that the released azuread plugin makes for each resource, without the seconds that it waits between them.
 * `ID` stands for the id of what is created.
 */
export interface Sequence {
  readonly resource: string;
  readonly type: string;
  readonly inputs: Record<string, Input>;
  readonly create: readonly string[];
  readonly read: readonly string[];
  readonly delete: readonly string[];
  /** The id in the state, `ID` in place of the object's. */
  readonly stateId: string;
}

export const applicationId = "aaaaaaaa-0000-4000-8000-000000000001";
export const resourceId = "aaaaaaaa-0000-4000-8000-000000000002";
export const groupId = "aaaaaaaa-0000-4000-8000-000000000003";
export const principalId = "aaaaaaaa-0000-4000-8000-000000000004";
export const roleTemplateId = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
const appRoleId = "18a4783c-866b-4cc7-a460-3d5e5662c884";
const clientId = "aaaaaaaa-0000-4000-8000-000000000005";

const roleAssignments = "/roleManagement/directory/roleAssignments";
const eligibilityRequests = "/roleManagement/directory/roleEligibilityScheduleRequests";
const namedLocations = "/identity/conditionalAccess/namedLocations";
const policies = "/identity/conditionalAccess/policies";
const assignedTo = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;

/** The plugin believes what it has seen so many times in a row. */
const looks = (request: string, times = 5) => Array.from({ length: times }, () => request);

export const sequences: readonly Sequence[] = [
  {
    resource: "User",
    type: "azuread:index/user:User",
    inputs: {
      displayName: "Hybrid Identity Administrator",
      userPrincipalName: "hybrid@contoso.com",
      password: secretOnTheWire("correct horse battery staple"),
      showInAddressList: true,
      accountEnabled: true,
    },
    create: ["POST v1.0 /users", "PATCH beta /users/ID", ...looks("GET v1.0 /users/ID")],
    read: ["GET v1.0 /users/ID", "GET v1.0 /users/ID", "GET beta /users/ID", "GET v1.0 /users/ID/manager"],
    delete: ["DELETE v1.0 /users/ID", ...looks("GET v1.0 /users/ID")],
    stateId: "/users/ID",
  },
  {
    resource: "DirectoryRole",
    type: "azuread:index/directoryRole:DirectoryRole",
    inputs: { templateId: roleTemplateId },
    create: [
      `GET v1.0 /directoryRoleTemplates/${roleTemplateId}`,
      "GET v1.0 /directoryRoles",
      "POST v1.0 /directoryRoles",
    ],
    read: ["GET v1.0 /directoryRoles/ID"],
    delete: [],
    stateId: "/directoryRoles/ID",
  },
  {
    resource: "DirectoryRoleAssignment",
    type: "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment",
    inputs: { roleId: roleTemplateId, principalObjectId: principalId },
    create: [`POST v1.0 ${roleAssignments}`, ...looks(`GET v1.0 ${roleAssignments}/ID`, 3)],
    read: [`GET v1.0 ${roleAssignments}/ID`],
    delete: [`DELETE v1.0 ${roleAssignments}/ID`],
    stateId: "ID",
  },
  {
    resource: "DirectoryRoleEligibilityScheduleRequest",
    type: "azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest",
    inputs: {
      roleDefinitionId: roleTemplateId,
      principalId,
      directoryScopeId: "/",
      justification: "set-up of Cloud Sync",
    },
    create: [`POST v1.0 ${eligibilityRequests}`, ...looks(`GET v1.0 ${eligibilityRequests}/ID`)],
    read: [`GET v1.0 ${eligibilityRequests}/ID`],
    delete: [`GET v1.0 ${eligibilityRequests}/ID`, `POST v1.0 ${eligibilityRequests}`],
    stateId: "ID",
  },
  {
    resource: "Group",
    type: "azuread:index/group:Group",
    inputs: { displayName: "Sync administrators", securityEnabled: true, members: [principalId] },
    create: [
      "POST beta /groups",
      "PATCH beta /groups/ID",
      "PATCH beta /groups/ID",
      ...looks("GET beta /groups/ID"),
      "POST beta /groups/ID/members/$ref",
    ],
    read: [
      "GET beta /groups/ID",
      "GET beta /groups/ID/owners",
      "GET beta /groups/ID/members",
      "GET beta /groups/ID/memberOf",
    ],
    delete: ["GET beta /groups/ID", "DELETE beta /groups/ID", ...looks("GET beta /groups/ID")],
    stateId: "/groups/ID",
  },
  {
    resource: "GroupMember",
    type: "azuread:index/groupMember:GroupMember",
    inputs: { groupObjectId: groupId, memberObjectId: principalId },
    create: [
      `GET beta /groups/${groupId}`,
      `GET beta /groups/${groupId}/members`,
      `POST beta /groups/${groupId}/members/$ref`,
    ],
    read: [`GET beta /groups/${groupId}/members`],
    delete: [
      `DELETE beta /groups/${groupId}/members/${principalId}/$ref`,
      ...looks(`GET beta /groups/${groupId}/members`),
    ],
    stateId: `${groupId}/member/${principalId}`,
  },
  {
    resource: "Application",
    type: "azuread:index/application:Application",
    inputs: { displayName: "Entra Connect Sync", signInAudience: "AzureADMyOrg" },
    create: [
      "POST v1.0 /applications",
      "PATCH v1.0 /applications/ID",
      "PATCH v1.0 /applications/ID",
      `DELETE v1.0 /applications/ID/owners/${callerId}/$ref`,
    ],
    read: ["GET v1.0 /applications/ID", "GET beta /applications/ID", "GET v1.0 /applications/ID/owners"],
    delete: ["DELETE v1.0 /applications/ID", ...looks("GET v1.0 /applications/ID")],
    stateId: "/applications/ID",
  },
  {
    resource: "ServicePrincipal",
    type: "azuread:index/servicePrincipal:ServicePrincipal",
    inputs: { clientId, accountEnabled: true },
    create: [
      "GET v1.0 /servicePrincipals",
      "POST v1.0 /servicePrincipals",
      "PATCH v1.0 /servicePrincipals/ID",
      `DELETE v1.0 /servicePrincipals/ID/owners/${callerId}/$ref`,
    ],
    read: ["GET v1.0 /servicePrincipals/ID", "GET beta /servicePrincipals/ID", "GET v1.0 /servicePrincipals/ID/owners"],
    delete: ["DELETE v1.0 /servicePrincipals/ID", ...looks("GET v1.0 /servicePrincipals/ID")],
    stateId: "/servicePrincipals/ID",
  },
  {
    resource: "AppRoleAssignment",
    type: "azuread:index/appRoleAssignment:AppRoleAssignment",
    inputs: { appRoleId, principalObjectId: principalId, resourceObjectId: resourceId },
    create: [`GET v1.0 /servicePrincipals/${resourceId}`, `POST v1.0 ${assignedTo}`],
    read: [`GET v1.0 ${assignedTo}/ID`],
    delete: [`DELETE v1.0 ${assignedTo}/ID`],
    stateId: `${assignedTo}/ID`,
  },
  {
    resource: "NamedLocation",
    type: "azuread:index/namedLocation:NamedLocation",
    inputs: { displayName: "Sync servers", ip: { ipRanges: ["203.0.113.10/32", "2001:db8::/64"], trusted: true } },
    create: [`POST v1.0 ${namedLocations}`, ...looks(`GET v1.0 ${namedLocations}/ID`)],
    read: [`GET v1.0 ${namedLocations}/ID`],
    // Graph deletes none that is trusted.
    delete: [
      `PATCH v1.0 ${namedLocations}/ID`,
      ...looks(`GET v1.0 ${namedLocations}/ID`),
      `DELETE v1.0 ${namedLocations}/ID`,
      ...looks(`GET v1.0 ${namedLocations}/ID`),
    ],
    stateId: `${namedLocations}/ID`,
  },
  {
    resource: "ConditionalAccessPolicy",
    type: "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy",
    inputs: {
      displayName: "Elsewhere",
      state: "enabled",
      conditions: {
        applications: { includedApplications: ["All"], excludedApplications: [], includedUserActions: [] },
        clientAppTypes: ["all"],
        users: {
          includedUsers: ["None"],
          excludedUsers: [],
          includedGroups: [],
          excludedGroups: [],
          includedRoles: [],
          excludedRoles: [],
        },
      },
      grantControls: {
        operator: "OR",
        builtInControls: ["block"],
        customAuthenticationFactors: [],
        termsOfUses: [],
      },
    },
    create: [`POST v1.0 ${policies}`, ...looks(`GET v1.0 ${policies}/ID`)],
    read: [`GET v1.0 ${policies}/ID`],
    delete: [`GET v1.0 ${policies}/ID`, `DELETE v1.0 ${policies}/ID`, ...looks(`GET v1.0 ${policies}/ID`)],
    stateId: `${policies}/ID`,
  },
];
