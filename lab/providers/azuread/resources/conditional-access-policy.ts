import { isObject, type Value, type Values } from "../../property-values.ts";
import { during, type GraphObject, idOf, look } from "../graph.ts";
import { type AzureadResource, lastSegment, typed } from "../resource.ts";
import { outputText, outputTexts, text, texts } from "../values.ts";

const path = "/identity/conditionalAccess/policies";

/**
 * A Conditional Access policy: whom and what it is about, from where, and what it demands. Conditions on devices, risk
 * and authentication flows are left out, as are session controls.
 */
export const conditionalAccessPolicy: AzureadResource = {
  name: "ConditionalAccessPolicy",

  async create(graph, inputs, made) {
    const created = await during("Could not create conditional access policy", () => graph.post(path, body(inputs)));
    const id = `${path}/${idOf(created)}`;
    made(id);
    await look(`Waiting for creation of ${id}`, async () => (await graph.find(id)) !== undefined);
  },

  async read(graph, id) {
    const found = await during(`Retrieving ${id}`, () => graph.find(id));
    return found && outputs(found, lastSegment(id));
  },

  async update(graph, id, _state, inputs) {
    await during(`Updating ${id}`, () => graph.patch(id, body(inputs)));
    await look(`Waiting for update of ${id}`, async () => {
      const found = await graph.find(id);
      return found?.displayName === text(inputs.displayName) && found.state === text(inputs.state);
    });
  },

  async delete(graph, id) {
    await during(`Retrieving ${id}`, () => graph.get(id));
    await during(`Deleting ${id}`, () => graph.delete(id));
    await look(`Waiting for deletion of ${id}`, async () => (await graph.find(id)) === undefined);
  },
};

/** The blocks of conditions that are lists of names, as the program calls them and as Graph does. */
const blocks = {
  applications: {
    excludedApplications: "excludeApplications",
    includedApplications: "includeApplications",
    includedUserActions: "includeUserActions",
  },
  clientApplications: {
    excludedServicePrincipals: "excludeServicePrincipals",
    includedServicePrincipals: "includeServicePrincipals",
  },
  locations: { excludedLocations: "excludeLocations", includedLocations: "includeLocations" },
  platforms: { excludedPlatforms: "excludePlatforms", includedPlatforms: "includePlatforms" },
  users: {
    excludedGroups: "excludeGroups",
    excludedRoles: "excludeRoles",
    excludedUsers: "excludeUsers",
    includedGroups: "includeGroups",
    includedRoles: "includeRoles",
    includedUsers: "includeUsers",
  },
} as const;

const controls = {
  builtInControls: "builtInControls",
  customAuthenticationFactors: "customAuthenticationFactors",
  termsOfUses: "termsOfUse",
} as const;

const supported = new Set(["clientAppTypes", ...Object.keys(blocks)]);

function body(inputs: Values): object {
  const conditions = isObject(inputs.conditions) ? inputs.conditions : {};
  const beyond = Object.keys(conditions).filter((key) => !supported.has(key));
  if (inputs.sessionControls) beyond.push("sessionControls");
  if (beyond.length > 0) {
    throw new Error(`the azuread stand-in does not provide ${beyond.join(", ")} of a conditional access policy`);
  }
  const given = Object.entries(blocks).filter(([block]) => isObject(conditions[block]));
  return {
    ...typed("conditionalAccessPolicy"),
    displayName: text(inputs.displayName),
    state: text(inputs.state),
    conditions: {
      servicePrincipalRiskLevels: [],
      signInRiskLevels: [],
      userRiskLevels: [],
      clientAppTypes: texts(conditions.clientAppTypes),
      ...Object.fromEntries(given.map(([block, names]) => [block, toGraph(conditions[block], names)])),
    },
    ...(isObject(inputs.grantControls)
      ? {
          grantControls: {
            operator: text(inputs.grantControls.operator),
            ...toGraph(inputs.grantControls, controls),
          },
        }
      : {}),
  };
}

function toGraph(block: Value | undefined, names: Readonly<Record<string, string>>): Record<string, string[]> {
  const values = isObject(block ?? null) ? (block as Values) : {};
  return Object.fromEntries(Object.entries(names).map(([input, property]) => [property, texts(values[input])]));
}

function outputs(found: GraphObject, objectId: string): Values {
  const conditions = (found.conditions ?? {}) as Record<string, Record<string, unknown> | null>;
  const present = Object.entries(blocks).filter(([block]) => conditions[block]);
  const granted = found.grantControls as Record<string, unknown> | null;
  return {
    conditions: {
      clientAppTypes: outputTexts(conditions.clientAppTypes),
      ...Object.fromEntries(present.map(([block, names]) => [block, fromGraph(conditions[block] ?? {}, names)])),
    },
    displayName: outputText(found.displayName),
    ...(granted ? { grantControls: { operator: outputText(granted.operator), ...fromGraph(granted, controls) } } : {}),
    objectId,
    state: outputText(found.state),
  };
}

function fromGraph(block: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>): Values {
  return Object.fromEntries(Object.entries(names).map(([output, property]) => [output, outputTexts(block[property])]));
}
