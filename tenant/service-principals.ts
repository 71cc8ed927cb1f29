import * as z from "zod";
import type { ServicePrincipal } from "./facts/service-principal.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { quoted } from "./odata.ts";

const servicePrincipal = z.object({
  id: z.string(),
  appRoles: z.array(z.object({ id: z.string(), value: z.string().nullable() })),
});

/** The service principal of an application; null when the tenant has none. @throws {TenantError} */
export async function findServicePrincipal(graph: GraphConnection, clientId: string): Promise<ServicePrincipal | null> {
  const [found] = await graph.list(servicePrincipal, {
    path: "/servicePrincipals",
    filter: `appId eq ${quoted(clientId)}`,
    select: ["id", "appRoles"],
    subject: `the service principal of the application ${clientId}`,
    permission: "Application.Read.All",
  });
  if (found === undefined) return null;
  const offered = found.appRoles.flatMap(({ id, value }) => (value === null ? [] : [[value, id] as const]));
  return { objectId: found.id, appRoleIds: Object.fromEntries(offered) };
}
