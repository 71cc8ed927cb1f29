/** https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Entity } from "./collection.ts";
import { allowConditionalAccess } from "./conditional-access-permission.ts";
import { answerList, answerObject, type GraphApi, parameter, readBody } from "./graph-endpoints.ts";
import { GraphError } from "./graph-error.ts";
import { workloadIdentityNotLicensed } from "./licences.ts";
import type { Queryable } from "./query.ts";
import { findRoleTemplate } from "./role-templates.ts";
import type { TenantState } from "./state.ts";

const texts = z
  .array(z.string())
  .nullish()
  .transform((found) => found ?? []);
const anything = z.looseObject({}).nullish();

const conditions = z.strictObject({
  applications: z.strictObject({
    applicationFilter: anything,
    excludeApplications: texts,
    includeApplications: texts,
    includeAuthenticationContextClassReferences: texts,
    includeUserActions: texts,
  }),
  authenticationFlows: anything,
  clientAppTypes: z.array(z.enum(["all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"])),
  clientApplications: z
    .strictObject({
      excludeServicePrincipals: texts,
      includeServicePrincipals: texts,
      servicePrincipalFilter: anything,
    })
    .nullish(),
  deviceStates: anything,
  devices: anything,
  insiderRiskLevels: z.string().nullish(),
  locations: z.strictObject({ excludeLocations: texts, includeLocations: texts }).nullish(),
  platforms: z.strictObject({ excludePlatforms: texts, includePlatforms: texts }).nullish(),
  servicePrincipalRiskLevels: texts,
  signInRiskLevels: texts,
  userRiskLevels: texts,
  users: z
    .strictObject({
      excludeGroups: texts,
      excludeGuestsOrExternalUsers: anything,
      excludeRoles: texts,
      excludeUsers: texts,
      includeGroups: texts,
      includeGuestsOrExternalUsers: anything,
      includeRoles: texts,
      includeUsers: texts,
    })
    .nullish(),
});

const grantControls = z.strictObject({
  authenticationStrength: anything,
  builtInControls: z
    .array(
      z.enum([
        "approvedApplication",
        "block",
        "compliantApplication",
        "compliantDevice",
        "domainJoinedDevice",
        "mfa",
        "passwordChange",
      ]),
    )
    .nullish()
    .transform((found) => found ?? []),
  customAuthenticationFactors: texts,
  operator: z.enum(["AND", "OR"]),
  termsOfUse: texts,
});

const creation = z.strictObject({
  conditions,
  displayName: z.string().min(1),
  grantControls: grantControls.nullish(),
  id: z.string().nullish(),
  sessionControls: anything,
  state: z.enum(["enabled", "disabled", "enabledForReportingButNotEnforced"]),
});
const change = creation.partial();

/** A policy as a seed or a request gives it. */
export type PolicyInput = z.input<typeof creation>;

const queryable: Queryable = {
  properties: ["createdDateTime", "modifiedDateTime", "templateId", ...Object.keys(creation.shape)],
  filterable: ["displayName", "id", "state"],
};

const path = "/identity/conditionalAccess/policies";

export function conditionalAccessPolicies(api: GraphApi): void {
  const { routes, state } = api;
  const policies = state.conditionalAccessPolicies;

  routes.get(path, allowConditionalAccess(state, "read"), async (request) =>
    answerList(api, request, policies, policies, queryable),
  );
  routes.get(`${path}/:id`, allowConditionalAccess(state, "read"), async (request) =>
    answerObject(api, request, policies.require(parameter(request)), policies, queryable),
  );

  routes.post(path, allowConditionalAccess(state, "write"), async (request, reply) => {
    const { id: _, ...policy } = readBody(creation, request.body, "ConditionalAccessPolicy");
    return reply.status(201).send(answerObject(api, request, addPolicy(state, policy), policies, queryable));
  });

  routes.patch(`${path}/:id`, allowConditionalAccess(state, "write"), async (request, reply) => {
    const current = policies.require(parameter(request));
    const { id: _, ...changes } = readBody(change, request.body, "ConditionalAccessPolicy");
    check(state, creation.parse({ ...pickInput(current), ...changes }));
    policies.update(current.id, { ...changes, modifiedDateTime: new Date().toISOString() });
    return reply.status(204).send();
  });

  routes.delete(`${path}/:id`, allowConditionalAccess(state, "write"), async (request, reply) => {
    policies.remove(policies.require(parameter(request)).id);
    return reply.status(204).send();
  });
}

/** @throws {GraphError} 400 for what the service would not keep. */
export function addPolicy(state: TenantState, input: PolicyInput): Entity {
  const policy = creation.parse(input);
  check(state, policy);
  const now = new Date().toISOString();
  return state.conditionalAccessPolicies.add({
    grantControls: null,
    sessionControls: null,
    ...policy,
    // Graph says null for a condition that is not there.
    conditions: {
      authenticationFlows: null,
      clientApplications: null,
      devices: null,
      insiderRiskLevels: null,
      locations: null,
      platforms: null,
      users: null,
      ...policy.conditions,
    },
    id: randomUUID(),
    createdDateTime: now,
    modifiedDateTime: now,
    templateId: null,
  });
}

function pickInput(policy: Entity): Partial<Entity> {
  return Object.fromEntries(Object.entries(policy).filter(([property]) => property in creation.shape));
}

function check(state: TenantState, policy: z.output<typeof creation>): void {
  const { applications, clientApplications, locations, users } = policy.conditions;
  const some = (...lists: (readonly string[])[]) => lists.some((list) => list.length > 0);
  if (
    !some(
      applications.includeApplications,
      applications.includeUserActions,
      applications.includeAuthenticationContextClassReferences,
    )
  ) {
    throw refused("The policy must specify applications, user actions or authentication contexts.");
  }
  if (clientApplications) checkClientApplications(state, policy);
  if (users) checkUsers(state, users);
  else if (!clientApplications) throw refused("The policy must specify users.");
  for (const id of [...(locations?.includeLocations ?? []), ...(locations?.excludeLocations ?? [])]) {
    if (!["All", "AllTrusted"].includes(id) && !state.namedLocations.find(id)) {
      throw refused(`The named location ${id} does not exist.`);
    }
  }
  if (!policy.grantControls && !policy.sessionControls) {
    throw refused("The policy must specify grant controls or session controls.");
  }
}

/** Source: https://learn.microsoft.com/entra/identity/conditional-access/workload-identity */
function checkClientApplications(state: TenantState, { conditions, grantControls }: z.output<typeof creation>): void {
  if (!state.licences.has("Workload ID Premium")) throw workloadIdentityNotLicensed();
  const { includeServicePrincipals = [], excludeServicePrincipals = [] } = conditions.clientApplications ?? {};
  for (const id of [...includeServicePrincipals, ...excludeServicePrincipals]) {
    if (id === "ServicePrincipalsInMyTenant") continue;
    const appId = state.servicePrincipals.find(id)?.appId;
    const [application] = state.applications.where((candidate) => candidate.appId === appId);
    if (application?.signInAudience !== "AzureADMyOrg") {
      throw refused(`The service principal ${id} is not one of an application of this tenant alone.`);
    }
  }
  if (grantControls?.builtInControls.some((control) => control !== "block")) {
    throw refused("A policy for workload identities can only block access.");
  }
}

function checkUsers(state: TenantState, users: NonNullable<z.output<typeof creation>["conditions"]["users"]>): void {
  const special = ["All", "None", "GuestsOrExternalUsers"];
  for (const id of [...users.includeUsers, ...users.excludeUsers]) {
    if (!special.includes(id) && !state.users.find(id)) throw refused(`The user ${id} does not exist.`);
  }
  for (const id of [...users.includeGroups, ...users.excludeGroups]) {
    if (!state.groups.find(id)) throw refused(`The group ${id} does not exist.`);
  }
  for (const id of [...users.includeRoles, ...users.excludeRoles]) {
    if (!findRoleTemplate(id)) throw refused(`The role ${id} does not exist.`);
  }
}

function refused(message: string): GraphError {
  return new GraphError(400, "BadRequest", message);
}
