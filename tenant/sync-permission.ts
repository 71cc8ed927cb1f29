import * as z from "zod";
import {
  applicationPermissions,
  microsoftGraph,
  passwordResetService,
  syncService,
} from "../catalogue/sync-applications.ts";
import { readGraphPermissions } from "./application-writers.ts";
import type { Listing } from "./facts/listing.ts";
import type { PermissionHolder } from "./facts/tenant.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { listing } from "./listing.ts";
import { quoted } from "./odata.ts";
import { answersDisagree } from "./role-assignments.ts";
import { TenantError } from "./tenant-error.ts";

const servicePrincipal = z.object({
  id: z.string(),
  appId: z.string(),
  // Null where nobody ever set it, or where it was not shown.
  accountEnabled: z.boolean().nullable(),
  appRoles: z.array(z.object({ id: z.string(), value: z.string().nullable() })),
});

const assignment = z.object({
  appRoleId: z.string(),
  principalId: z.string(),
  principalDisplayName: z.string().nullable(),
});

interface FirstPartyService {
  readonly title: string;
  readonly applicationId: string;
}

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
  if (found === undefined) return null;
  if (found.accountEnabled === null) throw notShown(`whether the service principal ${found.id} is enabled`);
  return { enabled: found.accountEnabled };
}

/**
 * Who may write synchronized objects as an application.
 *
 * @param ownNames display names of the applications that this program declares: the one holder of such a name is taken for
 *   it and left out, so that creating it changes nothing here. Where several have a name, anyone may have taken it, and
 *   all of them are listed.
 * @throws {TenantError}
 */
export async function readSynchronizationHolders(
  graph: GraphConnection,
  ownNames: readonly string[],
): Promise<Listing<PermissionHolder>> {
  const service = await findService(graph, syncService);
  if (service === undefined) return { count: 0, sample: [] };
  const role = service.appRoles.find(({ value }) => value === applicationPermissions.synchronization);
  if (role === undefined) throw notShown(`the permission ${applicationPermissions.synchronization}`);
  const assignments = await assignmentsOf(graph, service.id);
  const holders = assignments.filter(({ appRoleId }) => appRoleId === role.id);
  const own = new Set(
    ownNames.flatMap((name) => {
      const named = holders.filter(({ principalDisplayName }) => sameName(principalDisplayName, name));
      return named.length === 1 ? named : [];
    }),
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

const expanded = z.object({ id: z.string(), appRoleAssignedTo: z.array(assignment) });

/**
 * Nobody may hold a permission of the service, so the list has no witness of its own. Whoever asks must see its own
 * permissions of Microsoft Graph in a list of the same kind, and a second answer must show nobody besides.
 */
async function assignmentsOf(graph: GraphConnection, service: string): Promise<z.output<typeof assignment>[]> {
  const subject = `who holds permissions of "${syncService.title}"`;
  const permission = "Application.Read.All";
  const [assignments, second] = await Promise.all([
    graph.list(assignment, { path: `/servicePrincipals/${service}/appRoleAssignedTo`, subject, permission }),
    graph.list(expanded, {
      path: "/servicePrincipals",
      filter: `id eq ${quoted(service)}`,
      select: ["id"],
      expand: "appRoleAssignedTo",
      witness: `the service principal "${syncService.title}", which it had shown before`,
      subject,
      permission,
    }),
    readGraphPermissions(graph),
  ]);
  const shown = new Set(assignments.map(({ appRoleId, principalId }) => `${appRoleId} ${principalId}`));
  const hidden = second
    .flatMap(({ appRoleAssignedTo }) => appRoleAssignedTo)
    .some(({ appRoleId, principalId }) => !shown.has(`${appRoleId} ${principalId}`));
  if (hidden) throw answersDisagree(subject);
  return assignments;
}

/** Microsoft Graph's own service principal is asked for as well: where that is not shown, others may be hidden, too. */
async function findService(graph: GraphConnection, { title, applicationId }: FirstPartyService) {
  const found = await graph.list(servicePrincipal, {
    path: "/servicePrincipals",
    filter: `appId in (${[applicationId, microsoftGraph.applicationId].map(quoted).join(",")})`,
    select: ["id", "appId", "accountEnabled", "appRoles"],
    subject: `the service principal "${title}"`,
    permission: "Application.Read.All",
  });
  if (!found.some(({ appId }) => appId === microsoftGraph.applicationId)) {
    throw notShown(`the service principal of Microsoft Graph, which every tenant has, beside "${title}"`);
  }
  return found.find(({ appId }) => appId === applicationId);
}

function notShown(what: string): TenantError {
  return new TenantError(
    `Microsoft Graph did not show ${what}`,
    "Grant the account that signs in the Microsoft Graph application permission Application.Read.All, with admin consent, and run the command again.",
  );
}

function sameName(name: string | null | undefined, own: string): boolean {
  return name?.toLowerCase() === own.toLowerCase();
}
