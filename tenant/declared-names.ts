/** What the names under `hybrid-sync:tenant` lead to. */
import * as z from "zod";
import type { EmergencyAccount, TrustedApplication } from "./facts/tenant.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { objectId } from "./groups.ts";
import { listing } from "./listing.ts";
import { quoted } from "./odata.ts";

const servicePrincipal = z.object({ id: z.string(), displayName: z.string().nullable() });

/**
 * The service principals of each name: an id is that of the service principal or of its application, anything else a
 * display name, which several may have. @throws {TenantError}
 */
export async function findTrustedApplications(
  graph: GraphConnection,
  names: readonly string[],
): Promise<TrustedApplication[]> {
  const trusted: TrustedApplication[] = [];
  for (const name of names) {
    const isId = objectId.test(name);
    const found = new Map<string, z.output<typeof servicePrincipal>>();
    for (const property of isId ? ["id", "appId"] : ["displayName"]) {
      const principals = await graph.list(servicePrincipal, {
        path: "/servicePrincipals",
        filter: `${property} eq ${quoted(name)}`,
        select: ["id", "displayName"],
        subject: `the trusted application "${name}"`,
        counted: true,
        permission: "Application.Read.All",
      });
      for (const principal of principals) found.set(principal.id, principal);
    }
    const described = [...found.values()].map(({ id, displayName }) => ({ objectId: id, name: displayName ?? id }));
    trusted.push({ name, by: isId ? "id" : "display name", found: listing(described, (one) => one.objectId) });
  }
  return trusted;
}

const user = z.object({ userPrincipalName: z.string(), accountEnabled: z.boolean() });

/** Whether the users are there, and enabled. @throws {TenantError} */
export async function findEmergencyAccounts(
  graph: GraphConnection,
  names: readonly string[],
): Promise<EmergencyAccount[]> {
  const accounts: EmergencyAccount[] = [];
  for (const name of names) {
    const [found] = await graph.list(user, {
      path: "/users",
      filter: `userPrincipalName eq ${quoted(name)}`,
      select: ["userPrincipalName", "accountEnabled"],
      subject: `the emergency access account ${name}`,
      counted: true,
      permission: "User.Read.All",
    });
    accounts.push({ name, enabled: found?.accountEnabled ?? null });
  }
  return accounts;
}
