/** https://learn.microsoft.com/graph/api/resources/unifiedroleassignment and …/unifiedroledefinition */
import { randomBytes, randomUUID } from "node:crypto";
import * as z from "zod";
import { Collection, type Entity } from "./collection.ts";
import { activate } from "./directory-roles.ts";
import {
  allow,
  answerList,
  answerObject,
  type GraphApi,
  parameter,
  queryOf,
  readBody,
  withType,
} from "./graph-endpoints.ts";
import { badRequest, GraphError, invalidValue, valueRequired } from "./graph-error.ts";
import type { Queryable } from "./query.ts";
import { roleTemplates } from "./role-templates.ts";
import type { TenantState } from "./state.ts";

const creation = z.strictObject({
  roleDefinitionId: z.string().min(1),
  principalId: z.string().min(1),
  directoryScopeId: z.string().nullish(),
  appScopeId: z.string().nullish(),
});

const assignmentQueryable: Queryable = {
  properties: [
    "id",
    "principalId",
    "roleDefinitionId",
    "directoryScopeId",
    "appScopeId",
    "principal",
    "roleDefinition",
  ],
  filterable: ["principalId", "roleDefinitionId", "directoryScopeId"],
};

const definitionQueryable: Queryable = {
  properties: [
    "id",
    "templateId",
    "displayName",
    "description",
    "isBuiltIn",
    "isEnabled",
    "resourceScopes",
    "rolePermissions",
    "version",
  ],
  filterable: ["displayName", "id", "isBuiltIn", "templateId"],
};

const builtInDefinitions = new Collection("microsoft.graph.unifiedRoleDefinition");
for (const { id, displayName, description, actions } of roleTemplates) {
  builtInDefinitions.add({
    id,
    templateId: id,
    displayName,
    description,
    isBuiltIn: true,
    isEnabled: true,
    resourceScopes: ["/"],
    rolePermissions: [{ allowedResourceActions: actions, condition: null }],
    version: "1",
  });
}

/** A role of the tenant's own. @throws {GraphError} when Graph would refuse it. */
export function addCustomRole(
  state: TenantState,
  { displayName, actions }: { readonly displayName: string; readonly actions: readonly string[] },
): Entity {
  const unknown = actions.find((action) => !/^microsoft\.directory\/[\w.]+(?:\/[\w.]+){1,2}$/.test(action));
  if (unknown !== undefined) throw invalidValue("rolePermissions", "RoleDefinition");
  const id = randomUUID();
  return state.customRoles.add({
    id,
    templateId: id,
    displayName,
    description: null,
    isBuiltIn: false,
    isEnabled: true,
    resourceScopes: ["/"],
    rolePermissions: [{ allowedResourceActions: actions, condition: null }],
    version: null,
  });
}

/** By the id of the definition, which for a built-in role is that of its template. */
export function findRoleDefinition(state: TenantState, id: string): Entity | undefined {
  return builtInDefinitions.find(id) ?? state.customRoles.find(id);
}

const base = "/roleManagement/directory";

export function roleAssignments(api: GraphApi): void {
  const { routes, state } = api;

  routes.get(`${base}/roleDefinitions`, allow("readRoles"), async (request) =>
    answerList(api, request, [...builtInDefinitions, ...state.customRoles], state.customRoles, definitionQueryable),
  );
  routes.get(`${base}/roleDefinitions/:id`, allow("readRoles"), async (request) => {
    const found = findRoleDefinition(state, parameter(request)) ?? state.customRoles.require(parameter(request));
    return answerObject(api, request, found, state.customRoles, definitionQueryable);
  });

  routes.get(`${base}/roleAssignments`, allow("readRoles"), async (request) => {
    const expand = expansion(state, queryOf(request).$expand);
    return answerList(api, request, state.roleAssignments, state.roleAssignments, assignmentQueryable, expand);
  });
  routes.get(`${base}/roleAssignments/:id`, allow("readRoles"), async (request) => {
    const expand = expansion(state, queryOf(request).$expand);
    const assignment = state.roleAssignments.require(parameter(request));
    return answerObject(api, request, expand(assignment), state.roleAssignments, assignmentQueryable);
  });

  routes.post(`${base}/roleAssignments`, allow("writeRoles"), async (request, reply) => {
    const assignment = assignRole(state, readBody(creation, request.body, "RoleAssignment"));
    return reply.status(201).send(answerObject(api, request, assignment, state.roleAssignments, assignmentQueryable));
  });

  routes.delete(`${base}/roleAssignments/:id`, allow("writeRoles"), async (request, reply) => {
    state.roleAssignments.remove(parameter(request));
    return reply.status(204).send();
  });
}

/** Assigns a role, active and for good. @throws {GraphError} when Graph would refuse it. */
export function assignRole(state: TenantState, request: z.output<typeof creation>): Entity {
  const scope = request.directoryScopeId ?? null;
  const applicationScope = request.appScopeId ?? null;
  if (scope === null && applicationScope === null) throw valueRequired("directoryScopeId", "RoleAssignment");
  const role = findRoleDefinition(state, request.roleDefinitionId);
  if (role === undefined) {
    throw new GraphError(404, "NotFound", `The role definition '${request.roleDefinitionId}' was not found.`);
  }
  const principalId = requirePrincipal(state, request.principalId);
  checkScope(state, scope ?? applicationScope ?? "/");
  const same = state.roleAssignments.where(
    (existing) =>
      existing.principalId === principalId &&
      existing.roleDefinitionId === role.id &&
      existing.directoryScopeId === scope &&
      existing.appScopeId === applicationScope,
  );
  if (same.length > 0) throw roleAssignmentExists();
  if (role.isBuiltIn === true) activate(state, role.id);
  return state.roleAssignments.add({
    // Not a GUID: Graph makes these up out of role, principal and scope, 43 characters and longer.
    id: randomBytes(32).toString("base64url"),
    principalId,
    roleDefinitionId: role.id,
    directoryScopeId: scope,
    appScopeId: applicationScope,
  });
}

export function roleAssignmentExists(): GraphError {
  return new GraphError(400, "RoleAssignmentExists", "The Role assignment already exists.");
}

/** The object id of a user, a service principal or a role-assignable group. */
function requirePrincipal(state: TenantState, id: string): string {
  const { collection, entity } = state.requireDirectoryObject(id);
  if (collection === state.users || collection === state.servicePrincipals) return entity.id;
  if (collection !== state.groups) throw invalidValue("principalId", "RoleAssignment");
  if (entity.isAssignableToRole === true) return entity.id;
  throw badRequest(`The group '${id}' cannot be assigned to a role: isAssignableToRole is not set on it.`);
}

function checkScope(state: TenantState, scope: string): void {
  if (scope === "/") return;
  const match = /^\/(?:administrativeUnits\/)?([^/]+)$/.exec(scope);
  if (match?.[1] === undefined) throw invalidValue("directoryScopeId", "RoleAssignment");
  state.requireDirectoryObject(match[1]);
}

/** What `$expand` adds to an assignment or a schedule. @throws {GraphError} 400 for what cannot be expanded. */
export function expansion(state: TenantState, option: string | undefined): (assignment: Entity) => Entity {
  if (option === undefined) return (assignment) => assignment;
  if (option !== "principal" && option !== "roleDefinition") {
    throw new GraphError(400, "BadRequest", `Parsing OData Select and Expand failed: '${option}' cannot be expanded.`);
  }
  return (assignment) => {
    if (option === "roleDefinition") {
      return { ...assignment, roleDefinition: findRoleDefinition(state, String(assignment.roleDefinitionId)) };
    }
    const { collection, entity } = state.requireDirectoryObject(String(assignment.principalId));
    return { ...assignment, principal: withType(entity, collection) };
  };
}
