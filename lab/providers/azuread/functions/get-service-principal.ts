import type { Values } from "../../property-values.ts";
import { during, type Graph, GraphError, type GraphObject, idOf, quoted } from "../graph.ts";
import { servicePrincipalOutputs } from "../resources/service-principal.ts";
import { outputText, text } from "../values.ts";

export async function getServicePrincipal(graph: Graph, args: Values): Promise<Values> {
  const found = await find(graph, args);
  const id = `/servicePrincipals/${idOf(found)}`;
  const beta = await during(`Retrieving ${id} (beta API)`, () => graph.beta.get(id, { $select: "samlMetadataUrl" }));
  return {
    ...servicePrincipalOutputs(found),
    id,
    samlMetadataUrl: outputText(beta.samlMetadataUrl),
    samlSingleSignOns: [],
  };
}

async function find(graph: Graph, args: Values): Promise<GraphObject> {
  const objectId = text(args.objectId);
  if (objectId !== "") return findByObjectId(graph, objectId);
  const [field, value] =
    text(args.clientId) === ""
      ? (["displayName", text(args.displayName)] as const)
      : (["appId", text(args.clientId)] as const);
  if (value === "") throw new Error("One of `object_id`, `client_id` or `display_name` must be specified");
  const filter = `${field} eq ${quoted(value)}`;
  const candidates = await during(`Listing service principals for filter ${JSON.stringify(filter)}`, () =>
    graph.list("/servicePrincipals", { $filter: filter }),
  );
  const [found, ...others] = candidates.filter((candidate) => candidate[field] === value);
  if (found === undefined)
    throw new Error(
      `Service principal not found: No service principal found matching filter: ${JSON.stringify(filter)}`,
    );
  if (others.length > 0)
    throw new Error(
      `Service principal not found: Multiple service principals matched filter: ${JSON.stringify(filter)}`,
    );
  return found;
}

async function findByObjectId(graph: Graph, objectId: string): Promise<GraphObject> {
  const quotedId = JSON.stringify(objectId);
  try {
    return await graph.get(`/servicePrincipals/${objectId}`);
  } catch (error) {
    if (GraphError.isNotFound(error)) {
      throw new Error(`Service principal with object ID ${quotedId} was not found`, { cause: error });
    }
    return during(`Retrieving service principal with object ID ${quotedId}`, () => Promise.reject(error));
  }
}
