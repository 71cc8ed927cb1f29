import * as z from "zod";
import type { SynchronizationFeatures } from "./facts/tenant.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { TenantError } from "./tenant-error.ts";

const synchronization = z.object({
  features: z
    .object({
      blockSoftMatchEnabled: z.boolean(),
      blockCloudObjectTakeoverThroughHardMatchEnabled: z.boolean(),
    })
    .nullable(),
});

const organization = z.object({ onPremisesSyncEnabled: z.boolean().nullable() });

/**
 * What the tenant lets synchronized objects take over; null for a tenant that was never synchronized. Microsoft documents
 * it for signed-in Global Administrators only; applications are given it in some tenants. @throws {TenantError}
 */
export async function readSynchronizationFeatures(graph: GraphConnection): Promise<SynchronizationFeatures | null> {
  const [found] = await graph.list(synchronization, {
    path: "/directory/onPremisesSynchronization",
    subject: "the directory synchronization features",
    permission: "OnPremDirectorySynchronization.Read.All",
  });
  if (found?.features) {
    return {
      softMatchBlocked: found.features.blockSoftMatchEnabled,
      hardMatchTakeoverBlocked: found.features.blockCloudObjectTakeoverThroughHardMatchEnabled,
    };
  }
  // Only the tenant itself tells whether there is nothing to show.
  const [tenant] = await graph.list(organization, {
    path: "/organization",
    select: ["onPremisesSyncEnabled"],
    witness: "the organization",
    subject: "whether the tenant was ever synchronized",
    permission: "Organization.Read.All",
  });
  if (tenant?.onPremisesSyncEnabled === null) return null;
  throw new TenantError(
    "Microsoft Graph did not show the directory synchronization features of a tenant that is synchronized",
    "Run the command again. If the problem persists, check with: Connect-MgGraph -Scopes OnPremDirectorySynchronization.Read.All; Get-MgDirectoryOnPremiseSynchronization",
  );
}
