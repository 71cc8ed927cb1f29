/** https://learn.microsoft.com/graph/api/resources/ipnamedlocation, of which countries are left out */
import { randomUUID } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import * as z from "zod";
import type { Entity } from "./collection.ts";
import { allowConditionalAccess } from "./conditional-access-permission.ts";
import { answerList, answerObject, type GraphApi, parameter, readBody, withType } from "./graph-endpoints.ts";
import { GraphError } from "./graph-error.ts";
import type { Queryable } from "./query.ts";
import type { TenantState } from "./state.ts";

const range = z.strictObject({ cidrAddress: z.string().refine(isRange) });
const creation = z.strictObject({
  displayName: z.string().min(1).max(256),
  ipRanges: z.array(range).min(1).max(1200),
  isTrusted: z.boolean().nullish(),
});
const change = creation.partial();

const queryable: Queryable = {
  properties: ["id", "createdDateTime", "modifiedDateTime", "@odata.type", ...Object.keys(creation.shape)],
  filterable: ["displayName", "id"],
};

const path = "/identity/conditionalAccess/namedLocations";

export function namedLocations(api: GraphApi): void {
  const { routes, state } = api;
  const locations = state.namedLocations;
  const typed = (location: Entity) => withType(location, locations);

  routes.get(path, allowConditionalAccess(state, "read"), async (request) =>
    answerList(api, request, locations, locations, queryable, typed),
  );
  routes.get(`${path}/:id`, allowConditionalAccess(state, "read"), async (request) =>
    answerObject(api, request, typed(locations.require(parameter(request))), locations, queryable),
  );

  routes.post(path, allowConditionalAccess(state, "write"), async (request, reply) => {
    const location = addNamedLocation(state, readBody(creation, request.body, "NamedLocation"));
    return reply.status(201).send(answerObject(api, request, typed(location), locations, queryable));
  });

  routes.patch(`${path}/:id`, allowConditionalAccess(state, "write"), async (request, reply) => {
    const { id } = locations.require(parameter(request));
    const { ipRanges, ...rest } = readBody(change, request.body, "NamedLocation");
    const changes = { ...rest, ...(ipRanges ? { ipRanges: ipRanges.map(typedRange) } : {}) };
    locations.update(id, { ...changes, modifiedDateTime: new Date().toISOString() });
    return reply.status(204).send();
  });

  routes.delete(`${path}/:id`, allowConditionalAccess(state, "write"), async (request, reply) => {
    const location = locations.require(parameter(request));
    if (location.isTrusted === true) throw inUse("A trusted named location cannot be deleted.");
    const [user] = state.conditionalAccessPolicies.where((policy) => JSON.stringify(policy).includes(location.id));
    if (user) throw inUse("The named location is referenced by a Conditional Access policy.");
    locations.remove(location.id);
    return reply.status(204).send();
  });
}

export function addNamedLocation(state: TenantState, location: z.output<typeof creation>): Entity {
  const now = new Date().toISOString();
  return state.namedLocations.add({
    id: randomUUID(),
    createdDateTime: now,
    modifiedDateTime: now,
    displayName: location.displayName,
    isTrusted: location.isTrusted ?? false,
    ipRanges: location.ipRanges.map(typedRange),
  });
}

function typedRange({ cidrAddress }: z.output<typeof range>) {
  const type = cidrAddress.includes(":") ? "iPv6CidrRange" : "iPv4CidrRange";
  return { "@odata.type": `#microsoft.graph.${type}`, cidrAddress };
}

function isRange(text: string): boolean {
  const [address = "", length = "", ...rest] = text.split("/");
  const longest = isIPv4(address) ? 32 : isIPv6(address) && !address.includes("%") ? 128 : -1;
  return rest.length === 0 && /^(?:0|[1-9]\d*)$/.test(length) && Number(length) <= longest;
}

function inUse(message: string): GraphError {
  return new GraphError(400, "BadRequest", message);
}
