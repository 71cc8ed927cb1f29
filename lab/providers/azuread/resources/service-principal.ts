import { isObject, type Values } from "../../property-values.ts";
import { flattenAppRoles, flattenPermissionScopes, idsByValue } from "../app-roles.ts";
import { during, type Graph, type GraphObject, idOf, look, quoted } from "../graph.ts";
import { addReferences, initialOwners, removeReferences, setReferences } from "../references.ts";
import { type AzureadResource, typed } from "../resource.ts";
import { tagOutputs, tagsOf } from "../tags.ts";
import { temporaryName } from "../temporary-name.ts";
import { flag, outputFlag, outputText, outputTexts, text, textOrNull, texts } from "../values.ts";

export const servicePrincipal: AzureadResource = {
  name: "ServicePrincipal",

  async create(graph, inputs, made) {
    const clientId = text(inputs.clientId);
    const [existing] = await during("Could not list existing service principals", () =>
      graph.list("/servicePrincipals", { $filter: `appId eq ${quoted(clientId)}` }),
    );
    if (existing !== undefined) return adopt(graph, existing, inputs, made);
    const owners = await initialOwners(graph, texts(inputs.owners));
    const created = await during("Could not create service principal", () =>
      graph.post("/servicePrincipals", {
        ...properties(inputs),
        appId: clientId,
        description: temporaryName(),
        "owners@odata.bind": owners.bind,
      }),
    );
    const id = `/servicePrincipals/${idOf(created)}`;
    made(id);
    // Not tried again where it is not found yet: the plugin fails here, and leaves the caller as owner.
    await during(`Patching description for ${id}`, () =>
      graph.patch(id, { ...typed("servicePrincipal"), description: textOrNull(inputs.description) }),
    );
    const collection = { path: `${id}/owners`, title: `owners of ${id}` };
    await addReferences(graph, collection, owners.later);
    if (!owners.callerStays) await removeReferences(graph, collection, [await graph.callerId()]);
  },

  async read(graph, id) {
    const found = await during(`Retrieving ${id}`, () => graph.find(id));
    if (found === undefined) return undefined;
    const beta = await during(`Retrieving ${id}`, () => graph.beta.get(id, { $select: "samlMetadataUrl" }));
    const owners = await during(`Could not retrieve owners for ${id}`, () => graph.list(`${id}/owners`));
    return {
      ...servicePrincipalOutputs(found),
      owners: owners.map(idOf),
      samlMetadataUrl: outputText(beta.samlMetadataUrl),
    };
  },

  async update(graph, id, state, inputs) {
    await change(graph, id, state, inputs);
  },

  async delete(graph, id, state) {
    // One of Microsoft's own cannot be deleted, and whoever took it over does not insist.
    if (flag(state.useExisting)) return graph.delete(id).catch(() => undefined);
    await during(`Deleting ${id}`, () => graph.delete(id));
    await look(`Waiting for deletion of ${id}`, async () => (await graph.find(id)) === undefined);
  },
};

async function adopt(graph: Graph, existing: GraphObject, inputs: Values, made: (id: string) => void): Promise<void> {
  const id = `/servicePrincipals/${idOf(existing)}`;
  if (!flag(inputs.useExisting)) {
    throw new Error(
      `A resource with the ID ${JSON.stringify(id)} already exists - to be managed by this program it needs to be imported, or declared with useExisting`,
    );
  }
  made(id);
  await change(graph, id, {}, inputs);
}

async function change(graph: Graph, id: string, state: Values, inputs: Values): Promise<void> {
  await during(`Updating ${id}`, () =>
    graph.patch(id, { ...properties(inputs), description: textOrNull(inputs.description) }),
  );
  if (sameIds(texts(state.owners), texts(inputs.owners))) return;
  await setReferences(graph, { path: `${id}/owners`, title: `owners of ${id}` }, texts(inputs.owners));
}

/** In whatever order. */
function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join() === b.toSorted().join();
}

function properties(inputs: Values): Record<string, unknown> {
  const saml = inputs.samlSingleSignOn;
  return {
    ...typed("servicePrincipal"),
    accountEnabled: flag(inputs.accountEnabled),
    alternativeNames: texts(inputs.alternativeNames),
    appRoleAssignmentRequired: flag(inputs.appRoleAssignmentRequired),
    loginUrl: textOrNull(inputs.loginUrl),
    notes: textOrNull(inputs.notes),
    notificationEmailAddresses: texts(inputs.notificationEmailAddresses),
    preferredSingleSignOnMode: textOrNull(inputs.preferredSingleSignOnMode),
    samlSingleSignOnSettings: isObject(saml) ? { relayState: textOrNull(saml.relayState) } : null,
    tags: tagsOf(inputs),
  };
}

/** What the resource and the data source have in common. */
export function servicePrincipalOutputs(found: GraphObject): Values {
  return {
    accountEnabled: outputFlag(found.accountEnabled),
    alternativeNames: outputTexts(found.alternativeNames),
    appRoleAssignmentRequired: outputFlag(found.appRoleAssignmentRequired),
    appRoleIds: idsByValue(found.appRoles),
    appRoles: flattenAppRoles(found.appRoles),
    applicationTenantId: outputText(found.appOwnerOrganizationId),
    clientId: outputText(found.appId),
    description: outputText(found.description),
    displayName: outputText(found.displayName),
    features: [],
    homepageUrl: outputText(found.homepage),
    loginUrl: outputText(found.loginUrl),
    logoutUrl: outputText(found.logoutUrl),
    notes: outputText(found.notes),
    notificationEmailAddresses: outputTexts(found.notificationEmailAddresses),
    oauth2PermissionScopeIds: idsByValue(found.oauth2PermissionScopes),
    oauth2PermissionScopes: flattenPermissionScopes(found.oauth2PermissionScopes),
    objectId: idOf(found),
    preferredSingleSignOnMode: outputText(found.preferredSingleSignOnMode),
    redirectUris: outputTexts(found.replyUrls),
    servicePrincipalNames: outputTexts(found.servicePrincipalNames),
    signInAudience: outputText(found.signInAudience),
    type: outputText(found.servicePrincipalType),
    ...tagOutputs(found.tags),
  };
}
