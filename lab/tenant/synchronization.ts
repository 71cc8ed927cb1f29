/**
 * What a tenant tells about synchronization: its features and the jobs of Cloud Sync.
 *
 * https://learn.microsoft.com/graph/api/resources/onpremisesdirectorysynchronization and …/synchronization-synchronizationjob
 */
import { randomUUID } from "node:crypto";
import { cloudSyncProvisioning } from "../../catalogue/sync-applications.ts";
import { Collection } from "./collection.ts";
import { allow, answerList, type GraphApi, parameter } from "./graph-endpoints.ts";
import { addServicePrincipal } from "./new-service-principal.ts";
import type { Queryable } from "./query.ts";
import type { TenantState } from "./state.ts";

export interface CloudSyncConfigurationSeed {
  /** Name of the configuration, usually the domain's. */
  readonly name: string;
  /** Defaults to "Active". */
  readonly state?: "Active" | "Paused" | "Quarantine";
}

const featuresQueryable: Queryable = { properties: ["id", "configuration", "features"], filterable: [] };
const jobsQueryable: Queryable = { properties: ["id", "templateId", "schedule", "status"], filterable: [] };

export function synchronization(api: GraphApi): void {
  const { routes, state } = api;

  routes.get("/directory/onPremisesSynchronization", allow("readSynchronizationFeatures"), async (request) => {
    const found = new Collection("microsoft.graph.onPremisesDirectorySynchronization");
    found.add({ id: state.tenantId, features: featuresOf(state) });
    return answerList(api, request, found, found, featuresQueryable);
  });

  routes.get("/servicePrincipals/:id/synchronization/jobs", allow("readSynchronizationJobs"), async (request) => {
    const { id } = state.servicePrincipals.require(parameter(request));
    const jobs = new Collection("microsoft.graph.synchronizationJob");
    for (const job of state.synchronizationJobs.where(({ principalId }) => principalId === id)) jobs.add(job);
    return answerList(api, request, jobs, jobs, jobsQueryable);
  });
}

function featuresOf({ synchronization: seeded }: TenantState): object {
  return {
    blockSoftMatchEnabled: seeded?.softMatchBlocked ?? false,
    blockCloudObjectTakeoverThroughHardMatchEnabled: seeded?.hardMatchTakeoverBlocked ?? false,
  };
}

/** A configuration of Cloud Sync, as the portal makes it: a service principal with a job. */
export function addCloudSyncConfiguration(
  state: TenantState,
  { name, state: jobState }: CloudSyncConfigurationSeed,
): void {
  const { id } = addServicePrincipal(state, randomUUID(), name);
  state.servicePrincipals.update(id, { applicationTemplateId: cloudSyncProvisioning.applicationId });
  state.synchronizationJobs.add({
    id: `AD2AADProvisioning.${randomUUID()}`,
    principalId: id,
    templateId: "AD2AADProvisioning",
    schedule: { interval: "PT2M", state: jobState === "Paused" ? "Disabled" : "Active" },
    status: { code: jobState ?? "Active" },
  });
}
