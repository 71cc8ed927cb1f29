import { isObject, type Value, type Values } from "../../property-values.ts";
import {
  expandAppRoles,
  expandPermissionScopes,
  flattenAppRoles,
  graphObjects,
  idsByValue,
  objects,
} from "../app-roles.ts";
import { during, type Graph, type GraphObject, idOf, look, onceFound, quoted } from "../graph.ts";
import { addReferences, initialOwners, removeReferences, setReferences } from "../references.ts";
import { type AzureadResource, typed } from "../resource.ts";
import { tagOutputs, tagsOf } from "../tags.ts";
import { temporaryName } from "../temporary-name.ts";
import { changed, flag, outputFlag, outputText, outputTexts, text, textOrNull, texts } from "../values.ts";

/** An application. Its blocks for APIs, claims and redirects are kept as declared: drift within them does not show. */
export const application: AzureadResource = {
  name: "Application",

  async create(graph, inputs, made) {
    refuseUnsupported(inputs);
    const displayName = text(inputs.displayName);
    if (flag(inputs.preventDuplicateNames)) await refuseDuplicate(graph, displayName);
    const owners = await initialOwners(graph, texts(inputs.owners));
    const created = await during("Could not create application", () =>
      graph.post("/applications", { ...properties(inputs), displayName, "owners@odata.bind": owners.bind }),
    );
    const id = `/applications/${idOf(created)}`;
    made(id);
    for (const name of [temporaryName(), displayName]) {
      await during(`Failed to patch ${id} after creating`, () =>
        onceFound(() => graph.patch(id, { ...typed("application"), displayName: name })),
      );
    }
    if (inputs.oauth2PostResponseRequired !== undefined) await requirePostResponse(graph, id, inputs);
    const collection = { path: `${id}/owners`, title: `owners of ${id}` };
    await addReferences(graph, collection, owners.later);
    if (!owners.callerStays) await removeReferences(graph, collection, [await graph.callerId()]);
  },

  async read(graph, id) {
    const found = await during(`Retrieving ${id}`, () => graph.find(id));
    if (found === undefined) return undefined;
    const beta = await during(`Retrieving ${id}`, () => graph.beta.get(id, { $select: "oauth2RequirePostResponse" }));
    const owners = await during(`Could not retrieve owners for ${id}`, () => graph.list(`${id}/owners`));
    return {
      ...outputs(found),
      oauth2PostResponseRequired: outputFlag(beta.oauth2RequirePostResponse),
      owners: owners.map(idOf),
    };
  },

  async update(graph, id, state, inputs) {
    refuseUnsupported(inputs);
    await during(`Could not update ${id}`, () =>
      graph.patch(id, { ...properties(inputs), displayName: text(inputs.displayName) }),
    );
    if (changed("oauth2PostResponseRequired", state, inputs) && inputs.oauth2PostResponseRequired !== undefined) {
      await requirePostResponse(graph, id, inputs);
    }
    if (inputs.owners === undefined || !changed("owners", state, inputs)) return;
    await setReferences(graph, { path: `${id}/owners`, title: `owners of ${id}` }, texts(inputs.owners));
  },

  async delete(graph, id) {
    await during(`Deleting ${id}`, () => graph.delete(id));
    await look(`Waiting for deletion of ${id}`, async () => (await graph.find(id)) === undefined);
  },
};

function refuseUnsupported(inputs: Values): void {
  const given = ["logoImage", "password", "templateId"].filter((property) => inputs[property] !== undefined);
  if (given.length === 0) return;
  throw new Error(
    `The azuread stand-in makes applications without ${given.join(", ")}: leave it out, or use the released plugin.`,
  );
}

async function refuseDuplicate(graph: Graph, displayName: string): Promise<void> {
  const [existing] = await during("Could not check for existing application(s)", () =>
    graph.list("/applications", { $filter: `displayName eq ${quoted(displayName)}` }),
  );
  if (existing === undefined) return;
  throw new Error(
    `Existing azuread_application with name ${JSON.stringify(displayName)} and object ID ${JSON.stringify(idOf(existing))} was found and preventDuplicateNames was specified`,
  );
}

async function requirePostResponse(graph: Graph, id: string, inputs: Values): Promise<void> {
  await during(`Could not update ${id}`, () =>
    graph.beta.patch(id, {
      ...typed("application"),
      oauth2RequirePostResponse: flag(inputs.oauth2PostResponseRequired),
    }),
  );
}

function properties(inputs: Values): Record<string, unknown> {
  return {
    ...typed("application"),
    api: api(block(inputs.api)),
    appRoles: expandAppRoles(inputs.appRoles),
    ...(inputs.description === undefined ? {} : { description: textOrNull(inputs.description) }),
    groupMembershipClaims: texts(inputs.groupMembershipClaims).join(",") || null,
    identifierUris: texts(inputs.identifierUris),
    info: {
      marketingUrl: textOrNull(inputs.marketingUrl),
      privacyStatementUrl: textOrNull(inputs.privacyStatementUrl),
      supportUrl: textOrNull(inputs.supportUrl),
      termsOfServiceUrl: textOrNull(inputs.termsOfServiceUrl),
    },
    isDeviceOnlyAuthSupported: flag(inputs.deviceOnlyAuthEnabled),
    isFallbackPublicClient: flag(inputs.fallbackPublicClientEnabled),
    notes: textOrNull(inputs.notes),
    optionalClaims: optionalClaims(block(inputs.optionalClaims)),
    publicClient: { redirectUris: texts(block(inputs.publicClient).redirectUris) },
    requiredResourceAccess: expandRequiredResourceAccess(inputs.requiredResourceAccesses),
    serviceManagementReference: textOrNull(inputs.serviceManagementReference),
    signInAudience: text(inputs.signInAudience),
    spa: { redirectUris: texts(block(inputs.singlePageApplication).redirectUris) },
    tags: tagsOf(inputs),
    web: web(block(inputs.web)),
  };
}

function block(value: Value | undefined): Values {
  return isObject(value) ? value : {};
}

function api(inputs: Values): Record<string, unknown> {
  return {
    acceptMappedClaims: flag(inputs.mappedClaimsEnabled),
    knownClientApplications: texts(inputs.knownClientApplications),
    oauth2PermissionScopes: expandPermissionScopes(inputs.oauth2PermissionScopes),
    requestedAccessTokenVersion:
      typeof inputs.requestedAccessTokenVersion === "number" ? inputs.requestedAccessTokenVersion : 1,
  };
}

function optionalClaims(inputs: Values): Record<string, unknown> {
  const claims = (value: Value | undefined) =>
    objects(value).map((claim) => ({
      additionalProperties: texts(claim.additionalProperties),
      essential: flag(claim.essential),
      name: text(claim.name),
      source: textOrNull(claim.source),
    }));
  return {
    accessToken: claims(inputs.accessTokens),
    idToken: claims(inputs.idTokens),
    saml2Token: claims(inputs.saml2Tokens),
  };
}

function web(inputs: Values): Record<string, unknown> {
  const implicitGrant = block(inputs.implicitGrant);
  return {
    homePageUrl: textOrNull(inputs.homepageUrl),
    implicitGrantSettings: {
      enableAccessTokenIssuance: flag(implicitGrant.accessTokenIssuanceEnabled),
      enableIdTokenIssuance: flag(implicitGrant.idTokenIssuanceEnabled),
    },
    logoutUrl: textOrNull(inputs.logoutUrl),
    redirectUris: texts(inputs.redirectUris),
  };
}

function expandRequiredResourceAccess(blocks: Value | undefined): Record<string, unknown>[] {
  return objects(blocks).map((required) => ({
    resourceAccess: objects(required.resourceAccesses).map(({ id, type }) => ({ id: text(id), type: text(type) })),
    resourceAppId: text(required.resourceAppId),
  }));
}

function flattenRequiredResourceAccess(accesses: unknown): Values[] {
  return graphObjects(accesses).map((required) => ({
    resourceAccesses: graphObjects(required.resourceAccess).map((access) => ({
      id: outputText(access.id),
      type: outputText(access.type),
    })),
    resourceAppId: outputText(required.resourceAppId),
  }));
}

function outputs(found: GraphObject): Values {
  const info = (found.info ?? {}) as Record<string, unknown>;
  const { oauth2PermissionScopes } = (found.api ?? {}) as Record<string, unknown>;
  return {
    appRoleIds: idsByValue(found.appRoles),
    appRoles: flattenAppRoles(found.appRoles),
    clientId: outputText(found.appId),
    description: outputText(found.description),
    deviceOnlyAuthEnabled: outputFlag(found.isDeviceOnlyAuthSupported),
    disabledByMicrosoft: outputText(found.disabledByMicrosoftStatus),
    displayName: outputText(found.displayName),
    fallbackPublicClientEnabled: outputFlag(found.isFallbackPublicClient),
    groupMembershipClaims: outputText(found.groupMembershipClaims).split(",").filter(Boolean),
    identifierUris: outputTexts(found.identifierUris),
    logoUrl: outputText(info.logoUrl),
    marketingUrl: outputText(info.marketingUrl),
    notes: outputText(found.notes),
    oauth2PermissionScopeIds: idsByValue(oauth2PermissionScopes),
    objectId: idOf(found),
    privacyStatementUrl: outputText(info.privacyStatementUrl),
    publisherDomain: outputText(found.publisherDomain),
    requiredResourceAccesses: flattenRequiredResourceAccess(found.requiredResourceAccess),
    serviceManagementReference: outputText(found.serviceManagementReference),
    signInAudience: outputText(found.signInAudience),
    supportUrl: outputText(info.supportUrl),
    templateId: outputText(found.applicationTemplateId),
    termsOfServiceUrl: outputText(info.termsOfServiceUrl),
    ...tagOutputs(found.tags),
  };
}
