/**
 * Application permissions of Microsoft Graph that the tenant knows, by value, with their ids.
 *
 * Source: https://learn.microsoft.com/graph/permissions-reference
 */
export const graphPermissions = {
  "AppRoleAssignment.ReadWrite.All": "06b708a9-e830-4db3-a914-8e69da51d44f",
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
  "Application.ReadWrite.All": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
  "Directory.Read.All": "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
  "Directory.ReadWrite.All": "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
  "Domain.Read.All": "dbb9058a-0e50-45d7-ae91-66909b5d4664",
  "Group.Read.All": "5b567255-7703-4780-807c-7be8301ae99b",
  "Group.ReadWrite.All": "62a82d76-70ea-41e2-9197-370581804d09",
  "GroupMember.Read.All": "98830695-27a2-44f7-8c18-0c3ebc9698f6",
  "GroupMember.ReadWrite.All": "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
  "OnPremDirectorySynchronization.Read.All": "bb70e231-92dc-4729-aff5-697b3f04be95",
  "Organization.Read.All": "498476ce-e0fe-48b0-b801-37ba7e2685c6",
  "Policy.Read.All": "246dd0d5-5bd0-4def-940b-0421030a5b68",
  "Policy.ReadWrite.ConditionalAccess": "01c0a623-fc9b-48e9-b794-0756f8e8f067",
  "PrivilegedEligibilitySchedule.Read.AzureADGroup": "edb419d6-7edc-42a3-9345-509bfdf5d87c",
  "RoleEligibilitySchedule.Read.Directory": "ff278e11-4a33-4d0c-83d2-d01dc58929a5",
  "RoleEligibilitySchedule.ReadWrite.Directory": "fee28b28-e1f3-4841-818e-2704dc62245f",
  "RoleManagement.Read.Directory": "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
  "RoleManagement.ReadWrite.Directory": "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
  "RoleManagementPolicy.Read.Directory": "fdc4c997-9942-4479-bfcb-75a36d1138df",
  "Synchronization.Read.All": "5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
  "User.ReadWrite.All": "741f803b-c850-494e-b5df-cde7c675a1ca",
} as const;

/** Permissions that the tenant offers, and knows no request for. */
export const offeredPermissions = {
  "Contacts-OnPremisesSyncBehavior.ReadWrite.All": "c8948c23-e66b-42db-83fd-770b71ab78d2",
  "Group-OnPremisesSyncBehavior.ReadWrite.All": "2d9bd318-b883-40be-9df7-63ec4fcdc424",
  "OnPremDirectorySynchronization.ReadWrite.All": "c22a92cc-79bf-4bb1-8b6c-e0a05d3d80ce",
  "User-OnPremisesSyncBehavior.ReadWrite.All": "a94a502d-0281-4d15-8cd2-682ac9362c4c",
} as const;

export type GraphPermission = keyof typeof graphPermissions;

/** Permissions, any one of which allows a request. */
export const permissionsFor = {
  readUsers: ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
  writeUsers: ["User.ReadWrite.All", "Directory.ReadWrite.All"],
  readGroups: [
    "GroupMember.Read.All",
    "GroupMember.ReadWrite.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  writeGroups: ["Group.ReadWrite.All", "Directory.ReadWrite.All"],
  readMembers: [
    "GroupMember.Read.All",
    "GroupMember.ReadWrite.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  writeMembers: ["GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"],
  readRoles: [
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  // Directory.ReadWrite.All does not allow a role to be given to anyone.
  writeRoles: ["RoleManagement.ReadWrite.Directory"],
  readEligibility: [
    "RoleEligibilitySchedule.Read.Directory",
    "RoleEligibilitySchedule.ReadWrite.Directory",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
  ],
  readGroupEligibility: ["PrivilegedEligibilitySchedule.Read.AzureADGroup"],
  readRoleSettings: [
    "RoleManagementPolicy.Read.Directory",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
  ],
  writeEligibility: ["RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"],
  readApplications: [
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  writeApplications: ["Application.ReadWrite.All", "Directory.ReadWrite.All"],
  writeAppRoleAssignments: ["AppRoleAssignment.ReadWrite.All"],
  readDirectory: [
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.Read.All",
    "User.ReadWrite.All",
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
  ],
  readDomains: ["Domain.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"],
  readPolicies: ["Policy.Read.All"],
  writePolicies: ["Policy.ReadWrite.ConditionalAccess"],
  readSynchronizationFeatures: ["OnPremDirectorySynchronization.Read.All"],
  readSynchronizationJobs: ["Synchronization.Read.All"],
  readOrganization: ["Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"],
} as const satisfies Record<string, readonly GraphPermission[]>;

export type PermittedOperation = keyof typeof permissionsFor;
