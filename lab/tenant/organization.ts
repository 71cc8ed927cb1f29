/** https://learn.microsoft.com/graph/api/resources/organization and …/domain */
import { Collection } from "./collection.ts";
import { allow, answerList, answerObject, type GraphApi, parameter } from "./graph-endpoints.ts";
import type { Queryable } from "./query.ts";
import type { TenantState } from "./state.ts";

const domainQueryable: Queryable = {
  properties: [
    "id",
    "authenticationType",
    "isAdminManaged",
    "isDefault",
    "isInitial",
    "isRoot",
    "isVerified",
    "supportedServices",
  ],
  filterable: [],
};

const organizationQueryable: Queryable = {
  properties: [
    "id",
    "createdDateTime",
    "displayName",
    "onPremisesLastSyncDateTime",
    "onPremisesSyncEnabled",
    "tenantType",
    "verifiedDomains",
  ],
  filterable: [],
};

export function organization(api: GraphApi): void {
  const { routes, state } = api;

  routes.get("/domains", allow("readDomains"), async (request) => {
    const domains = domainsOf(state);
    return answerList(api, request, domains, domains, domainQueryable);
  });
  routes.get("/domains/:id", allow("readDomains"), async (request) => {
    const domains = domainsOf(state);
    return answerObject(api, request, domains.require(parameter(request)), domains, domainQueryable);
  });

  routes.get("/organization", allow("readOrganization"), async (request) => {
    const organizations = organizationsOf(state);
    return answerList(api, request, organizations, organizations, organizationQueryable);
  });
  routes.get("/organization/:id", allow("readOrganization"), async (request) => {
    const organizations = organizationsOf(state);
    return answerObject(api, request, organizations.require(parameter(request)), organizations, organizationQueryable);
  });
}

function domainsOf(state: TenantState): Collection {
  const domains = new Collection("microsoft.graph.domain");
  for (const [position, id] of state.domains.entries()) {
    domains.add({
      id,
      authenticationType: "Managed",
      isAdminManaged: true,
      isDefault: position === 0,
      isInitial: position === 0,
      isRoot: true,
      isVerified: true,
      supportedServices: ["Email", "OfficeCommunicationsOnline"],
    });
  }
  return domains;
}

function organizationsOf(state: TenantState): Collection {
  const organizations = new Collection("microsoft.graph.organization");
  organizations.add({
    id: state.tenantId,
    displayName: state.displayName,
    onPremisesSyncEnabled: state.synchronization === null ? null : true,
    onPremisesLastSyncDateTime:
      state.synchronization === null
        ? null
        : new Date(Date.now() - state.synchronization.lastSyncHoursAgo * 3_600_000).toISOString(),
    tenantType: "AAD",
    verifiedDomains: state.domains.map((name, position) => ({
      capabilities: "Email, OfficeCommunicationsOnline",
      isDefault: position === 0,
      isInitial: position === 0,
      name,
      type: "Managed",
    })),
  });
  return organizations;
}
