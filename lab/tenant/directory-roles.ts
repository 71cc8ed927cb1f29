/** https://learn.microsoft.com/graph/api/resources/directoryrole and …/directoryroletemplate */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { Collection, type Entity } from "./collection.ts";
import { allow, answerList, answerObject, type GraphApi, parameter, readBody, withType } from "./graph-endpoints.ts";
import { badRequest, invalidValue, resourceNotFound } from "./graph-error.ts";
import type { Queryable } from "./query.ts";
import { findRoleTemplate, roleTemplates } from "./role-templates.ts";
import type { TenantState } from "./state.ts";

const activation = z.strictObject({ roleTemplateId: z.string() });

const templateQueryable: Queryable = {
  properties: ["id", "deletedDateTime", "description", "displayName"],
  filterable: [],
};

const roleQueryable: Queryable = {
  properties: ["id", "deletedDateTime", "description", "displayName", "roleTemplateId"],
  filterable: ["displayName", "id", "roleTemplateId"],
};

const templates = new Collection("microsoft.graph.directoryRoleTemplate");
for (const { actions: _, ...template } of roleTemplates) templates.add({ deletedDateTime: null, ...template });

export function directoryRoles(api: GraphApi): void {
  const { routes, state } = api;

  routes.get("/directoryRoleTemplates", allow("readRoles"), async (request) =>
    answerList(api, request, templates, templates, templateQueryable),
  );
  routes.get("/directoryRoleTemplates/:id", allow("readRoles"), async (request) =>
    answerObject(api, request, templates.require(parameter(request)), templates, templateQueryable),
  );

  routes.get("/directoryRoles", allow("readRoles"), async (request) =>
    answerList(api, request, state.directoryRoles, state.directoryRoles, roleQueryable),
  );
  routes.get("/directoryRoles/:id", allow("readRoles"), async (request) =>
    answerObject(api, request, requireRole(state, parameter(request)), state.directoryRoles, roleQueryable),
  );
  routes.get("/directoryRoles/:id/members", allow("readRoles"), async (request) => {
    const role = requireRole(state, parameter(request));
    return { value: membersOf(state, role) };
  });

  routes.post("/directoryRoles", allow("writeRoles"), async (request, reply) => {
    const { roleTemplateId } = readBody(activation, request.body, "DirectoryRole");
    if (findRoleTemplate(roleTemplateId) === undefined) throw invalidValue("roleTemplateId", "DirectoryRole");
    if (findActivated(state, roleTemplateId) !== undefined) {
      const message =
        "A conflicting object with one or more of the specified property values is present in the directory.";
      throw badRequest(message, [{ code: "ConflictingObjects", message, target: "roleTemplateId" }]);
    }
    const role = activate(state, roleTemplateId);
    return reply.status(201).send(answerObject(api, request, role, state.directoryRoles, roleQueryable));
  });
}

/** The activated role of a template, made when it is not there: giving a role to someone activates it, too. */
export function activate(state: TenantState, templateId: string): Entity {
  const template = findRoleTemplate(templateId);
  if (template === undefined) throw resourceNotFound(templateId);
  return (
    findActivated(state, templateId) ??
    state.directoryRoles.add({
      id: randomUUID(),
      deletedDateTime: null,
      description: template.description,
      displayName: template.displayName,
      roleTemplateId: template.id,
    })
  );
}

function findActivated(state: TenantState, templateId: string): Entity | undefined {
  return state.directoryRoles.where(({ roleTemplateId }) => roleTemplateId === templateId.toLowerCase())[0];
}

/** By object id, or as `roleTemplateId={id}`. */
function requireRole(state: TenantState, key: string): Entity {
  const role = key.startsWith("roleTemplateId=")
    ? findActivated(state, key.slice("roleTemplateId=".length))
    : state.directoryRoles.find(key);
  if (role === undefined) throw resourceNotFound(key);
  return role;
}

function membersOf(state: TenantState, role: Entity): Entity[] {
  return state.roleAssignments
    .where(
      ({ roleDefinitionId, directoryScopeId }) => roleDefinitionId === role.roleTemplateId && directoryScopeId === "/",
    )
    .map(({ principalId }) => state.requireDirectoryObject(String(principalId)))
    .map(({ entity, collection }) => withType(entity, collection));
}
