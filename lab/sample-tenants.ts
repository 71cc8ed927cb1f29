/** The practice surroundings of the sample stacks: what their configuration is judged against. */
import { directoryRoles } from "../catalogue/directory-roles.ts";
import type { ForestDescription } from "./active-directory/description.ts";
import { contoso, contosoFaulty } from "./active-directory/sample-forests.ts";
import type { TenantSeed } from "./tenant/seed.ts";

export interface Sample {
  readonly forest: () => ForestDescription;
  readonly tenant: TenantSeed;
}

/** The day on which the samples are judged, so that their dates stay what they are. */
export const sampleClock = "2026-11-23T09:00:00Z";

const member = { userType: "Member", accountEnabled: true, onPremisesSyncEnabled: false } as const;

/** Of what runs the program, which the stacks trust. */
const callerObjectId = "2d1f6a0c-5b7e-4c39-9a44-7e0b8d3f6c15";

/** What Cloud Sync has made for itself once an agent runs. */
const cloudSyncServiceAccount = "ADToAADSyncServiceAccount@contoso.onmicrosoft.com";
const applicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
const syncRole = directoryRoles["directory-synchronization-accounts"].templateId;

export const samples: Readonly<Record<string, Sample>> = {
  dev: {
    forest: contoso,
    tenant: {
      callerObjectId,
      users: [
        { ...member, userPrincipalName: "connect-admin@contoso.onmicrosoft.com", displayName: "Connect administrator" },
        {
          ...member,
          userPrincipalName: cloudSyncServiceAccount,
          displayName: "On-Premises Directory Synchronization Service Account",
        },
      ],
      // Held before the program came: recognised, not assigned again.
      roleAssignments: [
        {
          userPrincipalName: "connect-admin@contoso.onmicrosoft.com",
          role: directoryRoles["hybrid-identity-administrator"].templateId,
        },
        { userPrincipalName: cloudSyncServiceAccount, role: syncRole },
      ],
      synchronization: { lastSyncHoursAgo: 0, softMatchBlocked: true, hardMatchTakeoverBlocked: true },
      cloudSyncConfigurations: [{ name: "contoso.example" }],
    },
  },
  faulty: {
    forest: contosoFaulty,
    tenant: {
      callerObjectId,
      users: [
        {
          ...member,
          userPrincipalName: "cloudsync-admin@contoso.onmicrosoft.com",
          displayName: "Cloud Sync administrator",
          onPremisesSyncEnabled: true,
        },
        {
          ...member,
          userPrincipalName: "connect-admin@contoso.onmicrosoft.com",
          displayName: "Connect administrator",
          userType: "Guest",
        },
        {
          ...member,
          userPrincipalName: cloudSyncServiceAccount,
          displayName: "On-Premises Directory Synchronization Service Account",
        },
        { ...member, userPrincipalName: "j.brandt@contoso.onmicrosoft.com", displayName: "Jana Brandt" },
        { ...member, userPrincipalName: "t.okoye@contoso.onmicrosoft.com", displayName: "Tobi Okoye" },
      ],
      roleAssignments: [
        { userPrincipalName: cloudSyncServiceAccount, role: syncRole },
        // Given by hand: she may write every synchronized identity.
        { userPrincipalName: "j.brandt@contoso.onmicrosoft.com", role: syncRole },
      ],
      // May add a credential to the sync application as soon as he wants to.
      eligibleRoles: [{ userPrincipalName: "t.okoye@contoso.onmicrosoft.com", role: applicationAdministrator }],
      // On for everyone: the account of Cloud Sync was forgotten.
      conditionalAccessPolicies: [
        {
          displayName: "Multifactor authentication for everyone",
          state: "enabled",
          conditions: {
            applications: { includeApplications: ["All"] },
            clientAppTypes: ["all"],
            users: { includeUsers: ["All"] },
          },
          grantControls: { operator: "OR", builtInControls: ["mfa"] },
        },
      ],
      // It has stood still since the weekend, and may take over accounts of the cloud by their names.
      synchronization: { lastSyncHoursAgo: 60, hardMatchTakeoverBlocked: true },
      // Someone synchronizes a subsidiary, too.
      cloudSyncConfigurations: [{ name: "contoso.example" }, { name: "fabrikam.example", state: "Quarantine" }],
      // Left over from a migration, with a secret that someone still has.
      applications: [
        // May give itself any credential of any application.
        { displayName: "Backup for Microsoft 365", permissions: ["Application.ReadWrite.All"] },
        // May let synchronized objects take over accounts of the cloud again.
        { displayName: "Directory cleanup", permissions: ["OnPremDirectorySynchronization.ReadWrite.All"] },
        { displayName: "Migration 2024", clientSecrets: 1, permissions: ["ADSynchronization.ReadWrite.All"] },
      ],
    },
  },
};
