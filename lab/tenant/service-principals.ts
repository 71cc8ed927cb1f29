/** https://learn.microsoft.com/graph/api/resources/serviceprincipal */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { owners } from "./application-roles.ts";
import type { Entity } from "./collection.ts";
import { findFirstPartyApplication } from "./first-party-applications.ts";
import { allow, answerList, answerObject, type GraphApi, parameter, queryOf, readBody } from "./graph-endpoints.ts";
import { badRequest, GraphError } from "./graph-error.ts";
import { addFirstPartyApplication } from "./new-service-principal.ts";
import type { Queryable } from "./query.ts";
import type { TenantState } from "./state.ts";

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
const settings = z.record(z.string(), z.unknown()).nullish();

const optionalProperties = {
  accountEnabled: z.boolean().nullish(),
  alternativeNames: texts,
  appRoleAssignmentRequired: z.boolean().nullish(),
  description: text,
  displayName: text,
  homepage: text,
  info: settings,
  loginUrl: text,
  logoutUrl: text,
  notes: text,
  notificationEmailAddresses: texts,
  preferredSingleSignOnMode: text,
  preferredTokenSigningKeyThumbprint: text,
  replyUrls: texts,
  samlMetadataUrl: text,
  samlSingleSignOnSettings: settings,
  servicePrincipalNames: texts,
  tags: texts,
  tokenEncryptionKeyId: text,
};

const creation = z.strictObject({ ...optionalProperties, appId: z.guid(), "owners@odata.bind": owners });
const change = z.strictObject({ ...optionalProperties, id: z.string().optional() });

const queryable: Queryable = {
  properties: [
    "id",
    "appDescription",
    "appDisplayName",
    "appId",
    "appOwnerOrganizationId",
    "appRoles",
    "applicationTemplateId",
    "createdDateTime",
    "deletedDateTime",
    "disabledByMicrosoftStatus",
    "keyCredentials",
    "oauth2PermissionScopes",
    "passwordCredentials",
    "publishedPermissionScopes",
    "resourceSpecificApplicationPermissions",
    "servicePrincipalType",
    "signInAudience",
    "verifiedPublisher",
    ...Object.keys(optionalProperties),
  ],
  filterable: [
    "accountEnabled",
    "appId",
    "applicationTemplateId",
    "appOwnerOrganizationId",
    "displayName",
    "id",
    "servicePrincipalType",
    "tags",
  ],
};

export function servicePrincipals(api: GraphApi): void {
  const { routes, state } = api;
  const present = (servicePrincipal: Entity) => withOfferedRoles(state, servicePrincipal);

  routes.get("/servicePrincipals", allow("readApplications"), async (request) => {
    const expand = expansion(state, queryOf(request).$expand);
    const shown = (servicePrincipal: Entity) => expand(present(servicePrincipal));
    return answerList(api, request, state.servicePrincipals, state.servicePrincipals, queryable, shown);
  });
  routes.get("/servicePrincipals/:id", allow("readApplications"), async (request) => {
    const servicePrincipal = present(state.servicePrincipals.require(parameter(request)));
    return answerObject(api, request, servicePrincipal, state.servicePrincipals, queryable);
  });

  routes.post("/servicePrincipals", allow("writeApplications"), async (request, reply) => {
    const { "owners@odata.bind": ownerIds, ...properties } = readBody(creation, request.body, "ServicePrincipal");
    const found = ownerIds.map((owner) => state.requireDirectoryObject(owner).entity.id);
    const servicePrincipal = state.servicePrincipals.update(newServicePrincipal(state, properties.appId), properties);
    for (const id of found) state.owners.add(servicePrincipal.id, id);
    return reply
      .status(201)
      .send(answerObject(api, request, present(servicePrincipal), state.servicePrincipals, queryable));
  });

  routes.patch("/servicePrincipals/:id", allow("writeApplications"), async (request, reply) => {
    const servicePrincipal = state.servicePrincipals.require(parameter(request));
    const { id, ...properties } = readBody(change, request.body, "ServicePrincipal");
    if (id !== undefined && id !== servicePrincipal.id)
      throw badRequest("Property 'id' is read-only and cannot be set.");
    state.servicePrincipals.update(servicePrincipal.id, properties);
    return reply.status(204).send();
  });

  routes.delete("/servicePrincipals/:id", allow("writeApplications"), async (request, reply) => {
    state.removeDirectoryObject(state.servicePrincipals.require(parameter(request)).id);
    return reply.status(204).send();
  });
}

/** Graph shows no more of what is expanded. Source: https://learn.microsoft.com/graph/query-parameters#expand-parameter */
const mostExpanded = 20;

/** What `$expand` adds. @throws {GraphError} 400 for what cannot be expanded. */
function expansion(state: TenantState, option: string | undefined): (servicePrincipal: Entity) => Entity {
  if (option === undefined) return (servicePrincipal) => servicePrincipal;
  if (option !== "appRoleAssignedTo") {
    throw new GraphError(400, "BadRequest", `Parsing OData Select and Expand failed: '${option}' cannot be expanded.`);
  }
  return (servicePrincipal) => ({
    ...servicePrincipal,
    appRoleAssignedTo: state.appRoleAssignments
      .where(({ resourceId }) => resourceId === servicePrincipal.id)
      .slice(0, mostExpanded),
  });
}

/** Adds a service principal of an application of this tenant, or of Microsoft's own; its object id. */
function newServicePrincipal(state: TenantState, appId: string): string {
  const sameApplication = (entity: Entity) => String(entity.appId).toLowerCase() === appId.toLowerCase();
  if (state.servicePrincipals.where(sameApplication).length > 0) {
    throw new GraphError(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
    );
  }
  const [application] = state.applications.where(sameApplication);
  if (application !== undefined) return addOfApplication(state, application);
  const firstParty = findFirstPartyApplication(appId);
  if (firstParty !== undefined) return addFirstPartyApplication(state, firstParty);
  throw new GraphError(
    400,
    "NoBackingApplicationObject",
    `The appId '${appId}' of the service principal does not reference a valid application object.`,
  );
}

function addOfApplication(state: TenantState, application: Entity): string {
  return state.servicePrincipals.add({
    id: randomUUID(),
    accountEnabled: true,
    appDisplayName: application.displayName,
    appId: application.appId,
    appOwnerOrganizationId: state.tenantId,
    keyCredentials: [],
    passwordCredentials: [],
    appRoleAssignmentRequired: false,
    createdDateTime: new Date().toISOString(),
    displayName: application.displayName,
    servicePrincipalNames: [application.appId],
    servicePrincipalType: "Application",
    signInAudience: application.signInAudience,
    tags: [],
  }).id;
}

/** A service principal offers what its application offers, where that is registered in this tenant. */
export function withOfferedRoles(state: TenantState, servicePrincipal: Entity): Entity {
  const [application] = state.applications.where(({ appId }) => appId === servicePrincipal.appId);
  return application === undefined ? servicePrincipal : { ...servicePrincipal, appRoles: application.appRoles };
}
