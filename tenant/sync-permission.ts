import * as z from "zod";
import { applicationPermissions, passwordResetService, syncService } from "../catalogue/sync-applications.ts";
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

interface FirstPartyService {
  readonly title: string;
  readonly applicationId: string;
}

type Assignment = z.output<typeof assignment>;

/** The state of Microsoft's own service principal; null when the tenant has none. @throws {TenantError} */
export async function readSyncService(graph: GraphConnection): Promise<{ readonly enabled: boolean } | null> {
  return state(await findService(graph, syncService));
}

/** The same of the one that takes what password writeback says, in whichever cloud. @throws {TenantError} */
export async function readPasswordResetService(graph: GraphConnection): Promise<{ readonly enabled: boolean } | null> {
  const { title, applicationId, applicationIds } = passwordResetService;
  for (const id of new Set([applicationId, ...Object.values(applicationIds)])) {
    const found = state(await findService(graph, { title, applicationId: id }));
    if (found !== null) return found;
  }
  return null;
}

function state(found: z.output<typeof servicePrincipal> | undefined): { readonly enabled: boolean } | null {
  // Graph leaves it out for service principals that nobody has ever disabled.
  return found === undefined ? null : { enabled: found.accountEnabled ?? true };
}

/**
 * Who may write synchronized objects as an application.
 *
 * @param ownNames display names of the applications that this program declares: one holder of each name, the latest, is
 *   taken for it and left out, so that creating it changes nothing here. A second one of a name is listed.
 * @throws {TenantError}
 */
export async function readSynchronizationHolders(
  graph: GraphConnection,
  ownNames: readonly string[],
): Promise<Listing<PermissionHolder>> {
  const service = await findService(graph, syncService);
  if (service === undefined) return { count: 0, sample: [] };
  const role = service.appRoles.find(({ value }) => value === applicationPermissions.synchronization);
  const assignments = await graph.list(assignment, {
    path: `/servicePrincipals/${service.id}/appRoleAssignedTo`,
    subject: `who holds permissions of "${syncService.title}"`,
    permission: "Application.Read.All",
  });
  const holders = assignments.filter(({ appRoleId }) => appRoleId === role?.id);
  const own = new Set(
    ownNames.map((name) => latest(holders.filter(({ principalDisplayName }) => sameName(principalDisplayName, name)))),
  );
  return listing(
    holders
      .filter((holder) => !own.has(holder))
      .map(({ principalId, principalDisplayName }) => ({
        name: principalDisplayName ?? principalId,
        objectId: principalId,
      })),
    ({ name, objectId }) => `${name.toLowerCase()} ${objectId}`,
  );
}

async function findService(graph: GraphConnection, { title, applicationId }: FirstPartyService) {
  const [found] = await graph.list(servicePrincipal, {
    path: "/servicePrincipals",
    filter: `appId eq ${quoted(applicationId)}`,
    select: ["id", "accountEnabled", "appRoles"],
    subject: `the service principal "${title}"`,
    permission: "Application.Read.All",
  });
  return found;
}

function latest(assignments: readonly Assignment[]): Assignment | undefined {
  return assignments.toSorted((a, b) => ((a.createdDateTime ?? "") < (b.createdDateTime ?? "") ? 1 : -1))[0];
}

function sameName(name: string | null | undefined, own: string): boolean {
  return name?.toLowerCase() === own.toLowerCase();
}
