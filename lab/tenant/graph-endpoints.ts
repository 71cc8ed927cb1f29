/** What every family of Graph endpoints needs: the caller's permissions, reading bodies, and answering. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import * as z from "zod";
import type { Collection, Entity } from "./collection.ts";
import { badRequest, GraphError, invalidValue, requestDenied, valueRequired } from "./graph-error.ts";
import { type PermittedOperation, permissionsFor } from "./graph-permissions.ts";
import { checkOptions, filter, page, type Query, type Queryable, select } from "./query.ts";
import type { TenantState } from "./state.ts";
import type { Claims } from "./tokens.ts";

export type Routes = FastifyInstance;

export interface GraphApi {
  readonly routes: Routes;
  readonly state: TenantState;
  readonly version: "v1.0" | "beta";
  /** `https://localhost:PORT/graph/v1.0` */
  readonly baseUrl: () => string;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Null outside the services that ask for a token. */
    caller: Claims | null;
  }
}

/** Route options that let only callers with one of the operation's permissions through. */
export function allow(operation: PermittedOperation) {
  const sufficient: readonly string[] = permissionsFor[operation];
  return {
    preHandler: async (request: FastifyRequest): Promise<void> => {
      const granted = request.caller?.roles ?? [];
      if (!granted.some((permission) => sufficient.includes(permission))) throw requestDenied();
    },
  };
}

/** The `{id}` in the path, or another parameter of it. */
export function parameter(request: FastifyRequest, name = "id"): string {
  return z.record(z.string(), z.string()).parse(request.params)[name] ?? "";
}

export function queryOf(request: FastifyRequest): Query {
  const query: Record<string, string> = {};
  for (const [option, value] of Object.entries(request.query as Record<string, string | string[]>)) {
    query[option] = Array.isArray(value) ? value.join(",") : value;
  }
  return query;
}

/** A page of the entities as asked for, with the link to the next one. */
export function answerList(
  api: GraphApi,
  request: FastifyRequest,
  entities: Iterable<Entity>,
  collection: Collection,
  queryable: Queryable,
  present: (entity: Entity) => Entity = (entity) => entity,
): Record<string, unknown> {
  const query = queryOf(request);
  checkOptions(query);
  const presented = [...entities].filter(({ id }) => !api.state.replication.isHidden(id)).map(present);
  const matching = filter(presented, query, collection, queryable);
  const result = page(matching, query);
  // Graph counts on the first page only.
  const counts = query.$count === "true" && query.$skiptoken === undefined;
  const address = new URL(`${api.baseUrl()}${pathWithin(api, request)}`);
  for (const [option, value] of Object.entries(query)) address.searchParams.set(option, value);
  if (result.next !== undefined) address.searchParams.set("$skiptoken", result.next);
  return {
    "@odata.context": `${api.baseUrl()}/$metadata#${pathWithin(api, request).slice(1)}`,
    ...(counts ? { "@odata.count": matching.length } : {}),
    ...(result.next === undefined ? {} : { "@odata.nextLink": address.href }),
    value: result.entities.map((entity) => select(entity, query, collection.type, queryable)),
  };
}

/** One entity as asked for. */
export function answerObject(
  api: GraphApi,
  request: FastifyRequest,
  entity: Entity,
  collection: Collection,
  queryable: Queryable,
): Record<string, unknown> {
  const query = queryOf(request);
  checkOptions(query);
  return {
    "@odata.context": `${api.baseUrl()}/$metadata#${pathWithin(api, request).slice(1)}/$entity`,
    ...select(entity, query, collection.type, queryable),
  };
}

/** An object whose type the reader cannot know beforehand carries its type. */
export function withType(entity: Entity, collection: Collection): Entity {
  return { "@odata.type": `#${collection.type}`, ...entity };
}

/**
 * Reads a request's body, refusing what Graph refuses in Graph's words. Annotations such as `@odata.type` say nothing
 * new about a body whose place is known, and are dropped; bindings (`owners@odata.bind`) stay.
 *
 * @throws {GraphError} 400 for an unknown property, a missing one or a wrong value.
 */
export function readBody<S extends z.ZodType>(schema: S, body: unknown, resource: string): z.output<S> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new GraphError(400, "BadRequest", "Empty Payload. JSON content expected.");
  }
  const content = withoutAnnotations(body);
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue === undefined) throw result.error;
  if (issue.code === "unrecognized_keys") {
    throw badRequest(
      `Property '${issue.keys[0]}' does not exist as a declared property or extension property.`,
      issue.keys.map((target) => ({ code: "UnknownProperty", message: "The property is unknown.", target })),
    );
  }
  const property = issue.path.join("/");
  if (valueAt(content, issue.path) === undefined) throw valueRequired(property, resource);
  throw invalidValue(property, resource);
}

/** Ids at the end of references such as `https://…/v1.0/directoryObjects/{id}`. */
export function referencedId(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

const reference = z.strictObject({ "@odata.id": z.string().min(1) });

/** Reads the body of a `$ref` request: the id of the object referred to. */
export function readReference(body: unknown): string {
  const result = reference.safeParse(body);
  if (!result.success) throw new GraphError(400, "Request_BadRequest", "Invalid URL specified for operation.");
  return referencedId(result.data["@odata.id"]);
}

function withoutAnnotations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAnnotations);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !/@odata\.(?!bind$)/.test(name))
      .map(([name, content]) => [name, withoutAnnotations(content)]),
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (current, key) =>
      typeof current === "object" && current !== null ? (current as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

function pathWithin(api: GraphApi, request: FastifyRequest): string {
  const prefix = new URL(api.baseUrl()).pathname;
  return new URL(request.url, api.baseUrl()).pathname.slice(prefix.length);
}
