import { randomInt } from "node:crypto";
import type { Values } from "../../property-values.ts";
import { during, type Graph, type GraphObject, idOf, look, onceFound, quoted } from "../graph.ts";
import { addReferences, initialOwners, setReferences } from "../references.ts";
import { type AzureadResource, lastSegment, typed } from "../resource.ts";
import { temporaryName } from "../temporary-name.ts";
import { changed, flag, outputFlag, outputText, outputTexts, text, textOrNull, texts } from "../values.ts";

/** A group, through the beta endpoint as the released provider does it. Administrative units are left out. */
export const group: AzureadResource = {
  name: "Group",

  async create(graph, inputs, made) {
    refuseUnsupported(inputs);
    const beta = graph.beta;
    const displayName = text(inputs.displayName);
    if (flag(inputs.preventDuplicateNames)) await refuseDuplicate(beta, displayName);
    const declaredOwners = texts(inputs.owners);
    for (const owner of declaredOwners) {
      await during(`Could not retrieve owner principal object ${JSON.stringify(owner)}`, () =>
        graph.get(`/directoryObjects/${owner}`),
      );
    }
    const owners = await initialOwners(beta, declaredOwners);
    const created = await during(`Creating group ${JSON.stringify(displayName)}`, () =>
      beta.post("/groups", { ...newGroup(inputs), "owners@odata.bind": owners.bind }),
    );
    const id = `/groups/${idOf(created)}`;
    made(id);
    for (const name of [temporaryName(), displayName]) {
      await during(`Patching ${id} after creation`, () =>
        onceFound(() => beta.patch(id, { ...typed("group"), displayName: name })),
      );
    }
    await look(`Waiting for update of ${id}`, async () => (await beta.find(id))?.displayName === displayName);
    await addReferences(beta, { path: `${id}/owners`, title: `owners of ${id}` }, owners.later);
    await addReferences(beta, { path: `${id}/members`, title: `members of ${id}` }, texts(inputs.members));
  },

  async read(graph, id) {
    const beta = graph.beta;
    const found = await during(`Retrieving ${id}`, () => beta.find(id));
    if (found === undefined) return undefined;
    const ids = async (collection: string) =>
      (await during(`Could not retrieve ${collection} for ${id}`, () => beta.list(`${id}/${collection}`))).map(idOf);
    const owners = await ids("owners");
    const members = await ids("members");
    await ids("memberOf");
    return { ...outputs(found), members, owners };
  },

  async update(graph, id, state, inputs) {
    refuseUnsupported(inputs);
    const beta = graph.beta;
    await during(`Updating ${id}`, () =>
      beta.patch(id, {
        ...typed("group"),
        description: textOrNull(inputs.description),
        displayName: text(inputs.displayName),
        mailEnabled: flag(inputs.mailEnabled),
        securityEnabled: flag(inputs.securityEnabled),
        ...(text(inputs.visibility) === "" ? {} : { visibility: text(inputs.visibility) }),
      }),
    );
    for (const collection of ["members", "owners"] as const) {
      if (inputs[collection] === undefined || !changed(collection, state, inputs)) continue;
      await setReferences(
        beta,
        { path: `${id}/${collection}`, title: `${collection} of ${id}` },
        texts(inputs[collection]),
      );
    }
  },

  async delete(graph, id) {
    const beta = graph.beta;
    await during(`Retrieving ${id}`, () => beta.get(id));
    await during(`Deleting group with object ID ${JSON.stringify(lastSegment(id))}`, () => beta.delete(id));
    await look(`Waiting for deletion of ${id}`, async () => (await beta.find(id)) === undefined);
  },
};

/** What only Microsoft 365 groups and administrative units need, and the practice tenant does not have. */
const unsupported = [
  "administrativeUnitIds",
  "autoSubscribeNewMembers",
  "dynamicMembership",
  "externalSendersAllowed",
  "hideFromAddressLists",
  "hideFromOutlookClients",
  "onpremisesGroupType",
  "theme",
  "writebackEnabled",
];

function refuseUnsupported(inputs: Values): void {
  const given = unsupported.filter((property) => inputs[property] !== undefined);
  if (given.length === 0) return;
  throw new Error(
    `The azuread stand-in makes groups without ${given.join(", ")}: leave it out, or use the released plugin.`,
  );
}

async function refuseDuplicate(graph: Graph, displayName: string): Promise<void> {
  const [existing] = await during("Could not check for existing group(s)", () =>
    graph.list("/groups", { $filter: `displayName eq ${quoted(displayName)}` }),
  );
  if (existing === undefined) return;
  throw new Error(
    `Existing azuread_group with name ${JSON.stringify(displayName)} and object ID ${JSON.stringify(idOf(existing))} was found and preventDuplicateNames was specified`,
  );
}

function newGroup(inputs: Values): Record<string, unknown> {
  return {
    ...typed("group"),
    ...(text(inputs.description) === "" ? {} : { description: text(inputs.description) }),
    displayName: text(inputs.displayName),
    groupTypes: texts(inputs.types),
    isAssignableToRole: flag(inputs.assignableToRole),
    mailEnabled: flag(inputs.mailEnabled),
    mailNickname: text(inputs.mailNickname) || randomMailNickname(),
    resourceBehaviorOptions: texts(inputs.behaviors),
    resourceProvisioningOptions: texts(inputs.provisioningOptions),
    securityEnabled: flag(inputs.securityEnabled),
    ...(text(inputs.visibility) === "" ? {} : { visibility: text(inputs.visibility) }),
  };
}

/** Eight characters, a hyphen and one more, as Microsoft's portal makes them up. */
function randomMailNickname(): string {
  const digits = () => randomInt(16).toString(16);
  return `${Array.from({ length: 8 }, digits).join("")}-${digits()}`;
}

function outputs(found: GraphObject): Values {
  return {
    assignableToRole: outputFlag(found.isAssignableToRole),
    autoSubscribeNewMembers: false,
    behaviors: outputTexts(found.resourceBehaviorOptions),
    description: outputText(found.description),
    displayName: outputText(found.displayName),
    externalSendersAllowed: false,
    hideFromAddressLists: false,
    hideFromOutlookClients: false,
    mail: outputText(found.mail),
    mailEnabled: outputFlag(found.mailEnabled),
    mailNickname: outputText(found.mailNickname),
    objectId: idOf(found),
    onpremisesDomainName: outputText(found.onPremisesDomainName),
    onpremisesGroupType: "",
    onpremisesNetbiosName: outputText(found.onPremisesNetBiosName),
    onpremisesSamAccountName: outputText(found.onPremisesSamAccountName),
    onpremisesSecurityIdentifier: outputText(found.onPremisesSecurityIdentifier),
    onpremisesSyncEnabled: outputFlag(found.onPremisesSyncEnabled),
    preferredLanguage: outputText(found.preferredLanguage),
    provisioningOptions: outputTexts(found.resourceProvisioningOptions),
    proxyAddresses: outputTexts(found.proxyAddresses),
    securityEnabled: outputFlag(found.securityEnabled),
    types: outputTexts(found.groupTypes),
    visibility: outputText(found.visibility),
  };
}
