/** https://learn.microsoft.com/graph/api/resources/approleassignment */
import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { Entity } from "./collection.ts";
import { allow, answerList, answerObject, type GraphApi, parameter, readBody } from "./graph-endpoints.ts";
import { badRequest, resourceNotFound } from "./graph-error.ts";
import type { Queryable } from "./query.ts";
import { withOfferedRoles } from "./service-principals.ts";
import type { TenantState } from "./state.ts";

const creation = z.strictObject({ appRoleId: z.guid(), principalId: z.guid(), resourceId: z.guid() });

const queryable: Queryable = {
  properties: [
    "id",
    "appRoleId",
    "createdDateTime",
    "deletedDateTime",
    "principalDisplayName",
    "principalId",
    "principalType",
    "resourceDisplayName",
    "resourceId",
  ],
  filterable: ["appRoleId", "principalId", "resourceId"],
};

/** From the side of the resource that offers the role, and from the side of the principal that holds it. */
const sides = [
  { segment: "appRoleAssignedTo", property: "resourceId" },
  { segment: "appRoleAssignments", property: "principalId" },
] as const;

/** Stands for access without a particular role, where the resource offers none. */
const defaultAccess = "00000000-0000-0000-0000-000000000000";

export function appRoleAssignments(api: GraphApi): void {
  for (const side of sides) appRoleAssignmentsOf(api, side);
}

function appRoleAssignmentsOf(api: GraphApi, { segment, property }: (typeof sides)[number]): void {
  const { routes, state } = api;
  const path = `/servicePrincipals/:id/${segment}`;
  const owned = (id: string) => {
    const servicePrincipal = state.servicePrincipals.require(id);
    return state.appRoleAssignments.where((assignment) => assignment[property] === servicePrincipal.id);
  };
  const requireOwned = (id: string, assignmentId: string) => {
    const assignment = owned(id).find((entity) => entity.id === assignmentId);
    if (assignment === undefined) throw resourceNotFound(assignmentId);
    return assignment;
  };

  routes.get(path, allow("readApplications"), async (request) =>
    answerList(api, request, owned(parameter(request)), state.appRoleAssignments, queryable),
  );
  routes.get(`${path}/:assignment`, allow("readApplications"), async (request) => {
    const assignment = requireOwned(parameter(request), parameter(request, "assignment"));
    return answerObject(api, request, assignment, state.appRoleAssignments, queryable);
  });

  routes.post(path, allow("writeAppRoleAssignments"), async (request, reply) => {
    const servicePrincipal = state.servicePrincipals.require(parameter(request));
    const body = readBody(creation, request.body, "AppRoleAssignment");
    if (body[property] !== servicePrincipal.id) {
      throw badRequest(`The ${property} '${body[property]}' is not the service principal '${servicePrincipal.id}'.`);
    }
    const assignment = assignAppRole(state, body);
    return reply.status(201).send(answerObject(api, request, assignment, state.appRoleAssignments, queryable));
  });

  routes.delete(`${path}/:assignment`, allow("writeAppRoleAssignments"), async (request, reply) => {
    state.appRoleAssignments.remove(requireOwned(parameter(request), parameter(request, "assignment")).id);
    return reply.status(204).send();
  });
}

const offeredRoles = z.array(
  z.object({ id: z.string(), isEnabled: z.boolean(), allowedMemberTypes: z.array(z.string()) }),
);

/** Gives a principal an application permission or role. @throws {GraphError} when Graph would refuse it. */
export function assignAppRole(
  state: TenantState,
  { appRoleId, principalId, resourceId }: z.output<typeof creation>,
): Entity {
  const resource = withOfferedRoles(state, state.servicePrincipals.require(resourceId));
  const principal = state.requireDirectoryObject(principalId);
  const kind = principal.collection === state.servicePrincipals ? "Application" : "User";
  const roles = offeredRoles.parse(resource.appRoles ?? []).filter(({ isEnabled }) => isEnabled);
  const role = roles.find(({ id }) => id === appRoleId);
  const offered = role === undefined ? appRoleId === defaultAccess && roles.length === 0 : true;
  if (!offered || role?.allowedMemberTypes.includes(kind) === false) {
    throw badRequest(`Permission being assigned was not found on application '${resource.appId}'.`);
  }
  const same = state.appRoleAssignments.where(
    (existing) =>
      existing.appRoleId === appRoleId && existing.principalId === principalId && existing.resourceId === resourceId,
  );
  if (same.length > 0) throw badRequest("Permission being assigned already exists on the object.");
  return state.appRoleAssignments.add({
    id: randomBytes(32).toString("base64url"),
    appRoleId,
    createdDateTime: new Date().toISOString(),
    deletedDateTime: null,
    principalDisplayName: principal.entity.displayName,
    principalId,
    principalType: principal.collection.resource,
    resourceDisplayName: resource.displayName,
    resourceId,
  });
}
