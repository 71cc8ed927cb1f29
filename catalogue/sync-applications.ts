import type { CloudName } from "./clouds.ts";

/** Microsoft's own application that takes what Connect Sync exports; the same in every cloud. */
export const syncService = {
  title: "Microsoft Entra AD Synchronization Service",
  applicationId: "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016",
  source: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
} as const;

/**
 * Microsoft's own application that takes what password writeback has to say. A tenant may lack its principal until
 * self-service password reset is enabled.
 */
export const passwordResetService = {
  title: "Microsoft password reset service",
  applicationId: "93625bc8-bfe2-437a-97e0-3d0060024faa",
  /** In the clouds of the US government ("Arlington"). */
  applicationIds: {
    usgovernment: "2e5ecfc8-ea79-48bd-8140-c19324acb278",
    usgovernmentl5: "2e5ecfc8-ea79-48bd-8140-c19324acb278",
  } as Readonly<Partial<Record<CloudName, string>>>,
  source: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
} as const;

/** Application permissions by value; their ids are read from the service principal that offers them. */
export const applicationPermissions = {
  synchronization: "ADSynchronization.ReadWrite.All",
  /** Offered by Microsoft's password reset service; Connect Sync takes them for password writeback. */
  passwordWriteback: [
    "PasswordWriteback.RefreshClient.All",
    "PasswordWriteback.RegisterClientVersion.All",
    "PasswordWriteback.OffboardClient.All",
  ] as readonly string[],
} as const;

/**
 * The application that carries the jobs of Cloud Sync; each configuration is a service principal of it, or of an
 * application made from its template, named after the domain unless someone renamed it.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-inbound-synch-ms-graph
 */
export const cloudSyncProvisioning = {
  title: "Active Directory to Microsoft Entra ID provisioning",
  applicationId: "1a4721b3-e57f-4451-ae87-ef078703ec94",
} as const;

/** Microsoft Graph itself, in every cloud. Source: https://learn.microsoft.com/graph/permissions-reference */
export const microsoftGraph = { applicationId: "00000003-0000-0000-c000-000000000000" } as const;

/**
 * Application permissions of Microsoft Graph by which an application can give itself, or a credential of its own to,
 * any other.
 *
 * Source: https://learn.microsoft.com/graph/permissions-reference
 */
export const takeoverPermissions: readonly string[] = ["AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"];

/**
 * Application permissions of Microsoft Graph whose holders undo what protects synchronized objects: the first one changes
 * the features of synchronization (matching is one of them), the others the source of authority and the mapping of objects.
 *
 * Source: https://learn.microsoft.com/graph/api/onpremisesdirectorysynchronization-update and
 * https://learn.microsoft.com/graph/api/onpremisessyncbehavior-update
 */
export const synchronizationPermissions: readonly string[] = [
  "OnPremDirectorySynchronization.ReadWrite.All",
  "User-OnPremisesSyncBehavior.ReadWrite.All",
  "Group-OnPremisesSyncBehavior.ReadWrite.All",
  "Contacts-OnPremisesSyncBehavior.ReadWrite.All",
];

/** Application permissions of Microsoft Graph by which an application can come to any other, by itself or by a role. */
export const unrestrictedPermissions: readonly string[] = [
  ...takeoverPermissions,
  "RoleManagement.ReadWrite.Directory",
];
