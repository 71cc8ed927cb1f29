import type { Values } from "../property-values.ts";
import type { Graph } from "./graph.ts";

/** How one azuread resource type is made of calls to Microsoft Graph: the same, in the same order, as the released one makes. */
export interface AzureadResource {
  /** `User` of `azuread:index/user:User`. */
  readonly name: string;
  /** Calls `made` with the id as soon as there is something to remember, even when what follows fails. */
  create(graph: Graph, inputs: Values, made: (id: string) => void): Promise<void>;
  /** What Graph says, to be laid over what is known already; undefined when the resource is gone. */
  read(graph: Graph, id: string, known: Values): Promise<Values | undefined>;
  /** Absent where every change recreates the resource. */
  update?(graph: Graph, id: string, state: Values, inputs: Values): Promise<void>;
  delete(graph: Graph, id: string, state: Values): Promise<void>;
}

/** What the plugin's library puts into the body of every object that it sends. */
export function typed(type: string): { readonly "@odata.type": string } {
  return { "@odata.type": `#microsoft.graph.${type}` };
}

/** The last segment of an id such as `/users/<uuid>`. */
export function lastSegment(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}
