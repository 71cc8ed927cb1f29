import * as z from "zod";
import { applicationPermissions, syncService } from "../catalogue/sync-applications.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { listing } from "./listing.ts";
import type { Listing, PermissionHolder } from "./observation.ts";
import { quoted } from "./odata.ts";

const servicePrincipal = z.object({
  id: z.string(),
  accountEnabled: z.boolean().nullish(),
  appRoles: z.array(z.object({ id: z.string(), value: z.string().nullish() })),
});

const assignment = z.object({
  appRoleId: z.string(),
  principalId: z.string(),
  principalDisplayName: z.string().nullish(),
  createdDateTime: z.string().nullish(),
});

type Assignment = z.output<typeof assignment>;

/** The state of Microsoft's own service principal; null when the tenant has none. @throws {TenantError} */
export async function readSyncService(graph: GraphConnection): Promise<{ readonly enabled: boolean } | null> {
  const found = await findSyncService(graph);
  // Graph leaves it out for service principals that nobody has ever disabled.
  return found === undefined ? null : { enabled: found.accountEnabled ?? true };
}

/**
 * Who may write synchronized objects as an application.
 *
 * @param ownName display name of the application that this program declares: one holder of that name, the latest, is
 *   taken for it and left out, so that creating it changes nothing here. A second one of the name is listed.
 * @throws {TenantError}
 */
export async function readSynchronizationHolders(
  graph: GraphConnection,
  ownName: string | null,
): Promise<Listing<PermissionHolder>> {
  const service = await findSyncService(graph);
  if (service === undefined) return { count: 0, sample: [] };
  const role = service.appRoles.find(({ value }) => value === applicationPermissions.synchronization);
  const assignments = await graph.list(assignment, {
    path: `/servicePrincipals/${service.id}/appRoleAssignedTo`,
    subject: `who holds permissions of "${syncService.title}"`,
    permission: "Application.Read.All",
  });
  const holders = assignments.filter(({ appRoleId }) => appRoleId === role?.id);
  const own = latest(holders.filter(({ principalDisplayName }) => sameName(principalDisplayName, ownName)));
  return listing(
    holders
      .filter((holder) => holder !== own)
      .map(({ principalId, principalDisplayName }) => ({
        name: principalDisplayName ?? principalId,
        objectId: principalId,
      })),
    ({ name, objectId }) => `${name.toLowerCase()} ${objectId}`,
  );
}

async function findSyncService(graph: GraphConnection) {
  const [found] = await graph.list(servicePrincipal, {
    path: "/servicePrincipals",
    filter: `appId eq ${quoted(syncService.applicationId)}`,
    select: ["id", "accountEnabled", "appRoles"],
    subject: `the service principal "${syncService.title}"`,
    permission: "Application.Read.All",
  });
  return found;
}

function latest(assignments: readonly Assignment[]): Assignment | undefined {
  return assignments.toSorted((a, b) => ((a.createdDateTime ?? "") < (b.createdDateTime ?? "") ? 1 : -1))[0];
}

function sameName(name: string | null | undefined, own: string | null): boolean {
  return own !== null && name?.toLowerCase() === own.toLowerCase();
}
