import * as z from "zod";
import type { GraphConnection } from "./graph-connection.ts";
import type { SynchronizationFeatures } from "./observation.ts";

const synchronization = z.object({
  features: z
    .object({
      blockSoftMatchEnabled: z.boolean().nullish(),
      blockCloudObjectTakeoverThroughHardMatchEnabled: z.boolean().nullish(),
    })
    .nullish(),
});

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
  if (!found?.features) return null;
  return {
    softMatchBlocked: found.features.blockSoftMatchEnabled ?? false,
    hardMatchTakeoverBlocked: found.features.blockCloudObjectTakeoverThroughHardMatchEnabled ?? false,
  };
}
