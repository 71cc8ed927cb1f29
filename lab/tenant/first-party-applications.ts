/** Applications of Microsoft's own, whose service principals a tenant holds. */
import { randomUUID } from "node:crypto";
import { graphPermissions, offeredPermissions } from "./graph-permissions.ts";

export interface FirstPartyApplication {
  readonly appId: string;
  readonly displayName: string;
  /** Application permissions that it offers: value to id. */
  readonly appRoles: Readonly<Record<string, string>>;
}

export const microsoftGraph: FirstPartyApplication = {
  appId: "00000003-0000-0000-c000-000000000000",
  displayName: "Microsoft Graph",
  appRoles: { ...graphPermissions, ...offeredPermissions },
};

/**
 * What Connect Sync needs when it signs in as an application.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id
 */
export const synchronizationApplications = {
  synchronization: {
    appId: "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016",
    displayName: "Microsoft Entra AD Synchronization Service",
    // Microsoft's own pages disagree about this id and ask to look it up by value, so here it is never the same twice.
    appRoles: { "ADSynchronization.ReadWrite.All": randomUUID() },
  },
  "password reset": {
    appId: "93625bc8-bfe2-437a-97e0-3d0060024faa",
    displayName: "Microsoft password reset service",
    appRoles: {
      "PasswordWriteback.RefreshClient.All": "fc7e8088-95b5-453e-8bef-b17ecfec5ba3",
      "PasswordWriteback.RegisterClientVersion.All": "e006e431-a65b-4f3e-8808-77d29d4c5f1a",
      "PasswordWriteback.OffboardClient.All": "69201c67-737b-4a20-8f16-e0c8c64e0b0e",
    },
  },
} as const satisfies Record<string, FirstPartyApplication>;

export type SynchronizationApplication = keyof typeof synchronizationApplications;

/** A service principal of the application can be made in any tenant, because it is registered in Microsoft's own. */
export function findFirstPartyApplication(appId: string): FirstPartyApplication | undefined {
  return [microsoftGraph, ...Object.values(synchronizationApplications)].find(
    (application) => application.appId === appId.toLowerCase(),
  );
}

/** The offered permissions in Graph's shape. */
export function appRolesOf(application: FirstPartyApplication): readonly Readonly<Record<string, unknown>>[] {
  return Object.entries(application.appRoles).map(([value, id]) => ({
    allowedMemberTypes: ["Application"],
    description: value,
    displayName: value,
    id,
    isEnabled: true,
    origin: "Application",
    value,
  }));
}
