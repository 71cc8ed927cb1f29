/**
 * Roles that someone may activate when needed.
 *
 * https://learn.microsoft.com/graph/api/resources/unifiedroleeligibilityschedulerequest
 */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Entity } from "./collection.ts";
import { allow, answerList, answerObject, type GraphApi, parameter, queryOf, readBody } from "./graph-endpoints.ts";
import { badRequest, GraphError, valueRequired } from "./graph-error.ts";
import { premiumLicenceRequired } from "./licences.ts";
import type { Queryable } from "./query.ts";
import { expansion, findRoleDefinition, roleAssignmentExists } from "./role-assignments.ts";
import { checkRoleSettings } from "./role-settings.ts";
import type { TenantState } from "./state.ts";

const scheduleInfo = z.strictObject({
  startDateTime: z.iso.datetime({ offset: true }).nullish(),
  expiration: z
    .strictObject({
      type: z.enum(["noExpiration", "afterDateTime", "afterDuration"]),
      endDateTime: z.iso.datetime({ offset: true }).nullish(),
      duration: z.string().nullish(),
    })
    .nullish(),
  recurrence: z.null().optional(),
});

const creation = z.strictObject({
  action: z.enum(["adminAssign", "adminRemove", "adminUpdate"]),
  roleDefinitionId: z.string().min(1),
  principalId: z.string().min(1),
  directoryScopeId: z.string().nullish(),
  appScopeId: z.string().nullish(),
  justification: z.string().nullish(),
  isValidationOnly: z.boolean().nullish(),
  scheduleInfo: scheduleInfo.nullish(),
  ticketInfo: z.strictObject({ ticketNumber: z.string().nullish(), ticketSystem: z.string().nullish() }).nullish(),
});
type Creation = z.output<typeof creation>;

const common = [
  "id",
  "appScopeId",
  "createdDateTime",
  "directoryScopeId",
  "principalId",
  "roleDefinitionId",
  "scheduleInfo",
  "status",
];
const requestQueryable: Queryable = {
  properties: [...common, "action", "completedDateTime", "justification", "targetScheduleId", "ticketInfo"],
  filterable: ["principalId", "roleDefinitionId", "directoryScopeId", "status", "targetScheduleId"],
};
const scheduleQueryable: Queryable = {
  properties: [...common, "memberType", "createdUsing", "modifiedDateTime", "principal", "roleDefinition"],
  filterable: ["principalId", "roleDefinitionId", "directoryScopeId"],
};

/**
 * Days after which Graph forgets a request; what came of it stays.
 * Source: https://github.com/hashicorp/terraform-provider-azuread/pull/1682
 */
const requestsKeptForDays = 45;

const requests = "/roleManagement/directory/roleEligibilityScheduleRequests";
const schedules = "/roleManagement/directory/roleEligibilitySchedules";

export function roleEligibility(api: GraphApi): void {
  const { routes, state } = api;

  routes.get(requests, allow("readEligibility"), async (request) => {
    openPrivilegedIdentityManagement(state);
    return answerList(api, request, state.eligibilityRequests, state.eligibilityRequests, requestQueryable);
  });
  routes.get(`${requests}/:id`, allow("readEligibility"), async (request) => {
    openPrivilegedIdentityManagement(state);
    const found = state.eligibilityRequests.find(parameter(request));
    if (found === undefined) throw requestNotFound();
    return answerObject(api, request, found, state.eligibilityRequests, requestQueryable);
  });
  routes.get(schedules, allow("readEligibility"), async (request) => {
    openPrivilegedIdentityManagement(state);
    const expand = expansion(state, queryOf(request).$expand);
    return answerList(api, request, state.eligibilitySchedules, state.eligibilitySchedules, scheduleQueryable, expand);
  });
  routes.get(`${schedules}/:id`, allow("readEligibility"), async (request) => {
    openPrivilegedIdentityManagement(state);
    const found = state.eligibilitySchedules.require(parameter(request));
    return answerObject(api, request, found, state.eligibilitySchedules, scheduleQueryable);
  });

  routes.post(requests, allow("writeEligibility"), async (request, reply) => {
    openPrivilegedIdentityManagement(state);
    const body = readBody(creation, request.body, "RoleEligibilityScheduleRequest");
    const made = actions[body.action](state, body);
    return reply.status(201).send(answerObject(api, request, made, state.eligibilityRequests, requestQueryable));
  });
}

const actions = {
  adminAssign: (state: TenantState, request: Creation) => {
    checkRoleSettings(state, request);
    return makeEligible(state, request);
  },
  adminRemove: removeEligibility,
  adminUpdate: updateEligibility,
} as const;

function updateEligibility(state: TenantState, request: Creation): Entity {
  if (!request.scheduleInfo?.expiration) throw valueRequired("scheduleInfo", "RoleEligibilityScheduleRequest");
  checkRoleAndSubject(state, request);
  checkRoleSettings(state, request);
  const schedule = findSchedule(state, request);
  if (schedule === undefined) throw doesNotExist();
  state.eligibilitySchedules.update(schedule.id, { scheduleInfo: request.scheduleInfo });
  return record(state, { ...request, id: randomUUID(), status: "Provisioned" }, schedule.id);
}

function doesNotExist(): GraphError {
  return new GraphError(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.");
}

/** What every request begins with: the licence, and the requests that have become too old by now. */
function openPrivilegedIdentityManagement(state: TenantState): void {
  if (!state.licences.has("Entra ID P2")) throw premiumLicenceRequired();
  const { clock, eligibilityRequests } = state;
  const old = eligibilityRequests.where(({ createdDateTime }) =>
    clock.isOlderThan(String(createdDateTime), requestsKeptForDays),
  );
  for (const { id } of old) eligibilityRequests.remove(id);
}

function requestNotFound(): GraphError {
  return new GraphError(404, "RoleAssignmentRequestNotFound", "The role assignment request is not found.");
}

/** @throws {GraphError} when Graph would refuse it. */
export function makeEligible(state: TenantState, request: Creation): Entity {
  if (!request.directoryScopeId && !request.appScopeId) {
    throw valueRequired("directoryScopeId", "RoleEligibilityScheduleRequest");
  }
  if (!request.scheduleInfo?.expiration) throw valueRequired("scheduleInfo", "RoleEligibilityScheduleRequest");
  checkRoleAndSubject(state, request);
  if (findSchedule(state, request) !== undefined) throw roleAssignmentExists();
  // The schedule goes by the id of the request that made it.
  const id = randomUUID();
  const shared = {
    id,
    principalId: request.principalId,
    roleDefinitionId: request.roleDefinitionId.toLowerCase(),
    directoryScopeId: request.directoryScopeId ?? null,
    appScopeId: request.appScopeId ?? null,
    createdDateTime: state.clock.now().toISOString(),
    scheduleInfo: request.scheduleInfo,
    status: "Provisioned",
  };
  state.eligibilitySchedules.add({ ...shared, memberType: "Direct", createdUsing: id });
  return record(state, { ...request, ...shared }, id);
}

function removeEligibility(state: TenantState, request: Creation): Entity {
  checkRoleAndSubject(state, request);
  const schedule = findSchedule(state, request);
  if (schedule === undefined) throw doesNotExist();
  state.eligibilitySchedules.remove(schedule.id);
  return record(state, { ...request, id: randomUUID(), status: "Revoked" }, schedule.id);
}

function record(state: TenantState, request: Entity, targetScheduleId: string): Entity {
  const now = state.clock.now().toISOString();
  return state.eligibilityRequests.add({
    createdDateTime: now,
    completedDateTime: now,
    ...request,
    targetScheduleId,
  });
}

function checkRoleAndSubject(state: TenantState, { roleDefinitionId, principalId }: Creation): void {
  if (findRoleDefinition(state, roleDefinitionId) === undefined) {
    throw new GraphError(404, "RoleNotFound", "The role is not found.");
  }
  const principal = state.findDirectoryObject(principalId);
  if (principal === undefined) throw new GraphError(404, "SubjectNotFound", "The subject is not found.");
  if (principal.collection === state.groups && principal.entity.isAssignableToRole !== true) {
    throw badRequest(`The group '${principalId}' cannot be assigned to a role: isAssignableToRole is not set on it.`);
  }
}

function findSchedule(state: TenantState, request: Creation): Entity | undefined {
  return state.eligibilitySchedules.where(
    (schedule) =>
      schedule.principalId === request.principalId &&
      schedule.roleDefinitionId === request.roleDefinitionId.toLowerCase() &&
      schedule.directoryScopeId === (request.directoryScopeId ?? null) &&
      schedule.appScopeId === (request.appScopeId ?? null),
  )[0];
}
