import * as z from "zod";
import { microsoftGraph, takeoverPermissions } from "../catalogue/sync-applications.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { listing } from "./listing.ts";
import type { ApplicationWriter, Listing } from "./observation.ts";
import { quoted } from "./odata.ts";

const resource = z.object({
  id: z.string(),
  appRoles: z.array(z.object({ id: z.string(), value: z.string().nullish() })),
});

const assignment = z.object({
  appRoleId: z.string(),
  principalId: z.string(),
  principalDisplayName: z.string().nullish(),
});

/** Who holds the permissions by which any application can be taken over. @throws {TenantError} */
export async function readApplicationWriters(graph: GraphConnection): Promise<Listing<ApplicationWriter>> {
  const [graphPrincipal] = await graph.list(resource, {
    path: "/servicePrincipals",
    filter: `appId eq ${quoted(microsoftGraph.applicationId)}`,
    select: ["id", "appRoles"],
    subject: "the permissions that Microsoft Graph offers",
    permission: "Application.Read.All",
  });
  if (graphPrincipal === undefined) return { count: 0, sample: [] };
  const values = new Map(graphPrincipal.appRoles.map(({ id, value }) => [id, value ?? ""]));
  const assignments = await graph.list(assignment, {
    path: `/servicePrincipals/${graphPrincipal.id}/appRoleAssignedTo`,
    pageSize: 999,
    subject: "who holds permissions of Microsoft Graph",
    permission: "Application.Read.All",
  });
  const writers = new Map<string, ApplicationWriter>();
  for (const { appRoleId, principalId, principalDisplayName } of assignments) {
    const permission = values.get(appRoleId) ?? "";
    if (!takeoverPermissions.includes(permission)) continue;
    const permissions = [...(writers.get(principalId)?.permissions ?? []), permission].sort();
    writers.set(principalId, { name: principalDisplayName ?? principalId, objectId: principalId, permissions });
  }
  return listing([...writers.values()], ({ name, objectId }) => `${name.toLowerCase()} ${objectId}`);
}
