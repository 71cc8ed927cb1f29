import * as z from "zod";
import { cloudSyncProvisioning } from "../catalogue/sync-applications.ts";
import type { Listing } from "./facts/listing.ts";
import type { CloudSyncConfiguration } from "./facts/tenant.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { listing } from "./listing.ts";
import { quoted } from "./odata.ts";

const servicePrincipal = z.object({ id: z.string(), displayName: z.string().nullable() });

const job = z.object({
  templateId: z.string(),
  status: z.object({ code: z.string() }),
  schedule: z.object({ state: z.string() }),
});

/** Every configuration of Cloud Sync, whoever made it. @throws {TenantError} */
export async function readCloudSyncConfigurations(graph: GraphConnection): Promise<Listing<CloudSyncConfiguration>> {
  const found = new Map<string, z.output<typeof servicePrincipal>>();
  for (const property of ["appId", "applicationTemplateId"]) {
    const principals = await graph.list(servicePrincipal, {
      path: "/servicePrincipals",
      filter: `${property} eq ${quoted(cloudSyncProvisioning.applicationId)}`,
      select: ["id", "displayName"],
      subject: "the configurations of Cloud Sync",
      counted: true,
      permission: "Application.Read.All",
    });
    for (const principal of principals) found.set(principal.id, principal);
  }
  const configurations: CloudSyncConfiguration[] = [];
  for (const { id, displayName } of found.values()) {
    configurations.push({ name: displayName ?? id, objectId: id, jobs: await jobsOf(graph, id, displayName ?? id) });
  }
  return listing(configurations, ({ name, objectId }) => `${name.toLowerCase()} ${objectId}`);
}

async function jobsOf(graph: GraphConnection, id: string, name: string): Promise<string[]> {
  const jobs = await graph.list(job, {
    path: `/servicePrincipals/${id}/synchronization/jobs`,
    subject: `the jobs of the Cloud Sync configuration "${name}"`,
    permission: "Synchronization.Read.All",
  });
  return jobs.map(({ templateId, status, schedule }) => `${templateId}: ${stateOf(status, schedule)}`).sort();
}

/** A job that is paused or in quarantine says so in its status; while one runs the status comes and goes. */
function stateOf(status: z.output<typeof job>["status"], schedule: z.output<typeof job>["schedule"]): string {
  return status.code === "Quarantine" || status.code === "Paused" ? status.code : schedule.state;
}
