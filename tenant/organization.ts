import * as z from "zod";
import type { OrganizationSynchronization } from "./facts/tenant.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { TenantError } from "./tenant-error.ts";

const organization = z.object({
  // Null for a tenant that was never synchronized, false for one that was.
  onPremisesSyncEnabled: z.boolean().nullable(),
  onPremisesLastSyncDateTime: z.iso.datetime({ offset: true }).nullable(),
  verifiedDomains: z.array(z.object({ name: z.string(), isInitial: z.boolean() })).min(1),
});

/**
 * What the tenant says about itself.
 *
 * @param domains of which it is told whether they are the tenant's own
 * @throws {TenantError} also where a clock is wrong, so that ages say nothing
 */
export async function readOrganization(
  graph: GraphConnection,
  domains: readonly string[],
  now: Date,
): Promise<OrganizationSynchronization> {
  const [found] = await graph.list(organization, {
    path: "/organization",
    select: ["onPremisesSyncEnabled", "onPremisesLastSyncDateTime", "verifiedDomains"],
    subject: "whether the tenant is synchronized",
    permission: "Organization.Read.All",
  });
  if (found === undefined) {
    throw new TenantError(
      "Microsoft Graph showed no organization",
      "Run the command again. If the problem persists, report it.",
    );
  }
  const own = found.verifiedDomains.map(({ name }) => name.toLowerCase());
  return {
    initialDomain: found.verifiedDomains.find(({ isInitial }) => isInitial)?.name ?? "",
    foreignDomains: domains.filter((domain) => !own.includes(domain.toLowerCase())),
    enabled: found.onPremisesSyncEnabled ?? false,
    lastSynchronization: ageClass(found.onPremisesLastSyncDateTime ?? null, now),
  };
}

/** Connect Sync and Cloud Sync write every two to thirty minutes; three hours are what Microsoft begins to warn from. */
const classes = [
  { hours: 3, name: "within 3 hours" },
  { hours: 24, name: "within a day" },
  { hours: 7 * 24, name: "within a week" },
] as const;

/** How far clocks may differ, in hours. */
const largestSkew = 1;

function ageClass(time: string | null, now: Date): OrganizationSynchronization["lastSynchronization"] {
  if (time === null) return "never";
  const hours = (now.getTime() - new Date(time).getTime()) / 3_600_000;
  if (hours < -largestSkew) {
    throw new TenantError(
      `Microsoft Graph says that the tenant was last synchronized at ${time}, which is in the future`,
      "Set the clock of this machine, and run the command again.",
    );
  }
  return classes.find((one) => hours <= one.hours)?.name ?? "longer ago";
}
