import * as z from "zod";
import { microsoftGraph, synchronizationPermissions, takeoverPermissions } from "../catalogue/sync-applications.ts";
import type { Listing } from "./facts/listing.ts";
import type { ApplicationWriter } from "./facts/tenant.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { listing } from "./listing.ts";
import { quoted } from "./odata.ts";
import { sharedReading } from "./shared-reading.ts";
import { TenantError } from "./tenant-error.ts";

const resource = z.object({
  id: z.string(),
  appRoles: z.array(z.object({ id: z.string(), value: z.string().nullable() })),
});

const assignment = z.object({
  appRoleId: z.string(),
  principalId: z.string(),
  principalDisplayName: z.string().nullable(),
});

/** Who holds the permissions by which any application can be taken over. @throws {TenantError} */
export function readApplicationWriters(graph: GraphConnection): Promise<Listing<ApplicationWriter>> {
  return readHolders(graph, takeoverPermissions);
}

/** Who holds the permissions that undo the protection of synchronized objects. @throws {TenantError} */
export function readSynchronizationWriters(graph: GraphConnection): Promise<Listing<ApplicationWriter>> {
  return readHolders(graph, synchronizationPermissions);
}

/** @param wanted a permission that Microsoft Graph does not offer, as in another cloud, is held by nobody */
async function readHolders(graph: GraphConnection, wanted: readonly string[]): Promise<Listing<ApplicationWriter>> {
  const { values, assignments } = await readGraphPermissions(graph);
  const writers = new Map<string, ApplicationWriter>();
  for (const { appRoleId, principalId, principalDisplayName } of assignments) {
    const permission = values.get(appRoleId) ?? "";
    if (!wanted.includes(permission)) continue;
    const permissions = [...(writers.get(principalId)?.permissions ?? []), permission].sort();
    writers.set(principalId, { name: principalDisplayName ?? principalId, objectId: principalId, permissions });
  }
  return listing([...writers.values()], ({ name, objectId }) => `${name.toLowerCase()} ${objectId}`);
}

interface GraphPermissions {
  /** Values of permissions by their ids. */
  readonly values: ReadonlyMap<string, string>;
  readonly assignments: readonly z.output<typeof assignment>[];
}

/**
 * Who holds which application permissions of Microsoft Graph, of whom there may be thousands; the caller is the witness
 * that they are shown. @throws {TenantError}
 */
export const readGraphPermissions = sharedReading(read);

async function read(graph: GraphConnection): Promise<GraphPermissions> {
  const [graphPrincipal] = await graph.list(resource, {
    path: "/servicePrincipals",
    filter: `appId eq ${quoted(microsoftGraph.applicationId)}`,
    select: ["id", "appRoles"],
    witness: "the service principal of Microsoft Graph, which every tenant has",
    subject: "the permissions that Microsoft Graph offers",
    permission: "Application.Read.All",
  });
  const values = new Map((graphPrincipal?.appRoles ?? []).map(({ id, value }) => [id, value ?? ""]));
  const offered = [...values.values()];
  if (graphPrincipal === undefined || !takeoverPermissions.every((permission) => offered.includes(permission))) {
    throw notShown("the permissions of Microsoft Graph that allow an application to take over others");
  }
  const assignments = await graph.list(assignment, {
    path: `/servicePrincipals/${graphPrincipal.id}/appRoleAssignedTo`,
    pageSize: 999,
    subject: "who holds permissions of Microsoft Graph",
    permission: "Application.Read.All",
  });
  // An application that may read this holds permissions itself.
  const { objectId: caller, permissions: own } = await graph.caller();
  if (caller !== null && own.length > 0 && !assignments.some(({ principalId }) => principalId === caller)) {
    throw notShown("the permissions of the application that asked for them");
  }
  return { values, assignments };
}

function notShown(what: string): TenantError {
  return new TenantError(
    `Microsoft Graph did not show ${what}`,
    "Run the command again. If the problem persists, grant the account that signs in the Microsoft Graph application permission Application.Read.All.",
  );
}
