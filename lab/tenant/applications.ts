/** https://learn.microsoft.com/graph/api/resources/application */
import { randomBytes, randomUUID } from "node:crypto";
import * as z from "zod";
import { checkAppRoles, owners } from "./application-roles.ts";
import type { Entity } from "./collection.ts";
import { allow, answerList, answerObject, type GraphApi, parameter, queryOf, readBody } from "./graph-endpoints.ts";
import { badRequest, objectConflict } from "./graph-error.ts";
import { acceptKeyCredentials, keyCredentials, withoutKeys } from "./key-credentials.ts";
import type { Queryable } from "./query.ts";
import type { TenantState } from "./state.ts";

const text = z.string().nullish();
const settings = z.record(z.string(), z.unknown()).nullish();

const appRole = z.strictObject({
  id: z.guid(),
  allowedMemberTypes: z.array(z.enum(["User", "Application"])).min(1),
  description: text,
  displayName: z.string(),
  isEnabled: z.boolean(),
  origin: text,
  value: text,
});

const optionalProperties = {
  api: settings,
  appRoles: z.array(appRole).nullish(),
  authenticationBehaviors: settings,
  defaultRedirectUri: text,
  description: text,
  groupMembershipClaims: text,
  identifierUris: z.array(z.string()).nullish(),
  info: settings,
  isDeviceOnlyAuthSupported: z.boolean().nullish(),
  isFallbackPublicClient: z.boolean().nullish(),
  keyCredentials: keyCredentials.nullish(),
  nativeAuthenticationApisEnabled: text,
  notes: text,
  oauth2RequirePostResponse: z.boolean().nullish(),
  optionalClaims: settings,
  parentalControlSettings: settings,
  publicClient: settings,
  requestSignatureVerification: settings,
  requiredResourceAccess: z
    .array(
      z.strictObject({
        resourceAppId: z.string(),
        resourceAccess: z.array(z.strictObject({ id: z.guid(), type: z.enum(["Role", "Scope"]) })),
      }),
    )
    .nullish(),
  samlMetadataUrl: text,
  serviceManagementReference: text,
  servicePrincipalLockConfiguration: settings,
  signInAudience: z
    .enum(["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"])
    .nullish(),
  spa: settings,
  tags: z.array(z.string()).nullish(),
  tokenEncryptionKeyId: text,
  uniqueName: text,
  web: settings,
};

const displayName = z.string().min(1).max(256);
const creation = z.strictObject({ ...optionalProperties, displayName, "owners@odata.bind": owners });
// The azuread provider repeats the object id in the body of its changes.
const change = z.strictObject({
  ...optionalProperties,
  displayName: displayName.optional(),
  id: z.string().optional(),
});

const queryable: Queryable = {
  properties: [
    "id",
    "appId",
    "applicationTemplateId",
    "certification",
    "createdDateTime",
    "deletedDateTime",
    "disabledByMicrosoftStatus",
    "displayName",
    "passwordCredentials",
    "publisherDomain",
    "verifiedPublisher",
    ...Object.keys(optionalProperties),
  ],
  filterable: ["appId", "displayName", "id", "identifierUris", "signInAudience", "tags", "uniqueName"],
};

const passwordCredential = z.strictObject({
  displayName: text,
  startDateTime: z.iso.datetime({ offset: true }).nullish(),
  endDateTime: z.iso.datetime({ offset: true }).nullish(),
});

export function applications(api: GraphApi): void {
  const { routes, state } = api;

  routes.get("/applications", allow("readApplications"), async (request) =>
    answerList(api, request, state.applications, state.applications, queryable, withoutKeys),
  );
  routes.get("/applications/:id", allow("readApplications"), async (request) => {
    const application = state.applications.require(parameter(request));
    // Graph shows the keys themselves only to someone who selects keyCredentials of one application.
    const keysAsked = queryOf(request).$select?.split(",").includes("keyCredentials") ?? false;
    const shown = keysAsked ? application : withoutKeys(application);
    return answerObject(api, request, shown, state.applications, queryable);
  });

  routes.post("/applications", allow("writeApplications"), async (request, reply) => {
    const { "owners@odata.bind": ownerIds, ...properties } = readBody(creation, request.body, "Application");
    checkAppRoles(properties.appRoles ?? []);
    checkIdentifiers(state, properties.identifierUris ?? []);
    const found = ownerIds.map((owner) => state.requireDirectoryObject(owner).entity.id);
    const application = state.applications.add({
      ...newApplication(state),
      ...properties,
      keyCredentials: acceptKeyCredentials(properties.keyCredentials ?? [], undefined),
    });
    for (const id of found) state.owners.add(application.id, id);
    return reply.status(201).send(answerObject(api, request, withoutKeys(application), state.applications, queryable));
  });

  routes.patch("/applications/:id", allow("writeApplications"), async (request, reply) => {
    const application = state.applications.require(parameter(request));
    const { id, ...properties } = readBody(change, request.body, "Application");
    if (id !== undefined && id !== application.id) throw badRequest("Property 'id' is read-only and cannot be set.");
    checkAppRoles(properties.appRoles ?? []);
    checkIdentifiers(state, properties.identifierUris ?? [], application.id);
    state.applications.update(application.id, {
      ...properties,
      ...(properties.keyCredentials
        ? { keyCredentials: acceptKeyCredentials(properties.keyCredentials, application) }
        : {}),
    });
    return reply.status(204).send();
  });

  routes.delete("/applications/:id", allow("writeApplications"), async (request, reply) => {
    state.removeDirectoryObject(state.applications.require(parameter(request)).id);
    return reply.status(204).send();
  });

  passwords(api);
}

function passwords({ routes, state }: GraphApi): void {
  routes.post("/applications/:id/addPassword", allow("writeApplications"), async (request) => {
    const application = state.applications.require(parameter(request));
    const body = z.strictObject({ passwordCredential: passwordCredential.optional() });
    const { passwordCredential: wanted = {} } = readBody(body, request.body ?? {}, "Application");
    const secretText = randomBytes(30).toString("base64url");
    const credential = {
      keyId: randomUUID(),
      displayName: wanted.displayName ?? null,
      startDateTime: wanted.startDateTime ?? new Date().toISOString(),
      endDateTime: wanted.endDateTime ?? twoYearsFromNow(),
      hint: secretText.slice(0, 3),
      customKeyIdentifier: null,
      secretText: null,
    };
    state.keepSecret(credential.keyId, secretText);
    const others = passwordsOf(application);
    state.applications.update(application.id, { passwordCredentials: [...others, credential] });
    return { ...credential, secretText };
  });

  routes.post("/applications/:id/removePassword", allow("writeApplications"), async (request, reply) => {
    const application = state.applications.require(parameter(request));
    const { keyId } = readBody(z.strictObject({ keyId: z.guid() }), request.body, "Application");
    const credentials = passwordsOf(application);
    const kept = credentials.filter((credential) => credential.keyId !== keyId);
    if (kept.length === credentials.length) throw badRequest("No password credential found with keyId.");
    state.applications.update(application.id, { passwordCredentials: kept });
    return reply.status(204).send();
  });
}

function passwordsOf(application: Entity): readonly { readonly keyId: string }[] {
  return z.array(z.looseObject({ keyId: z.string() })).parse(application.passwordCredentials ?? []);
}

function newApplication(state: TenantState): Entity {
  return {
    id: randomUUID(),
    appId: randomUUID(),
    api: { acceptMappedClaims: null, knownClientApplications: [], oauth2PermissionScopes: [] },
    appRoles: [],
    createdDateTime: new Date().toISOString(),
    identifierUris: [],
    passwordCredentials: [],
    publisherDomain: state.domains[0] ?? null,
    requiredResourceAccess: [],
    signInAudience: "AzureADMyOrg",
    tags: [],
  };
}

function checkIdentifiers(state: TenantState, uris: readonly string[], self?: string): void {
  for (const application of state.applications) {
    if (application.id === self) continue;
    const taken = z.array(z.string()).parse(application.identifierUris ?? []);
    if (uris.some((uri) => taken.includes(uri))) throw objectConflict("identifierUris");
  }
}

function twoYearsFromNow(): string {
  const end = new Date();
  end.setUTCFullYear(end.getUTCFullYear() + 2);
  return end.toISOString();
}
