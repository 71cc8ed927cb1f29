/**
 * Azure Resource Manager: resources by their ids, written, read and deleted, with what Azure refuses.
 *
 * Source: https://learn.microsoft.com/rest/api/resources/resources
 */
import type { FastifyRequest } from "fastify";
import { checkWrite } from "./azure/checks.ts";
import { AzureError } from "./azure/refusal.ts";
import { parseResourceId, type ResourceId } from "./azure/resource-id.ts";
import type { AzureResource } from "./azure/state.ts";
import type { Routes } from "./graph-endpoints.ts";
import { queryOf } from "./graph-endpoints.ts";
import type { TenantState } from "./state.ts";
import type { TokenIssuer } from "./tokens.ts";

export interface ResourceManager {
  readonly routes: Routes;
  readonly tokens: TokenIssuer;
  readonly state: TenantState;
  /** `https://localhost:PORT/arm` */
  readonly audience: () => string;
}

export function resourceManager({ routes, tokens, state, audience }: ResourceManager): void {
  const { azure } = state;
  routes.addHook("onRequest", async (request) => {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const verification = token === undefined ? undefined : tokens.verify(token, audience());
    if (verification === undefined || "problem" in verification)
      throw unauthorized(verification?.problem === "expired");
    request.caller = verification.claims;
  });
  routes.setErrorHandler(async (error: Error, _request, reply) => {
    const { status, code } = error instanceof AzureError ? error : { status: 500, code: "InternalServerError" };
    return reply.status(status).send({ error: { code, message: error.message } });
  });
  routes.setNotFoundHandler(async (request) => {
    throw notFound(pathOf(request));
  });

  routes.get("/subscriptions/:id/providers/Microsoft.KeyVault/deletedVaults", async () => ({
    value: azure.deletedVaults,
  }));
  routes.get("/*", async (request) => {
    const found = azure.find(idOf(request).key);
    if (found === undefined) throw notFound(pathOf(request));
    return found;
  });
  routes.put("/*", async (request, reply) => {
    const id = idOf(request);
    requireRight(state, request, id, "write");
    const body = (request.body ?? {}) as AzureResource;
    checkWrite(id, body, azure, state);
    const isNew = azure.find(id.key) === undefined;
    return reply.status(isNew ? 201 : 200).send(azure.put(id, body));
  });
  routes.delete("/*", async (request, reply) => {
    const id = idOf(request);
    requireRight(state, request, id, "delete");
    if (azure.find(id.key) === undefined) return reply.status(204).send();
    requireUnlocked(state, id);
    azure.remove(id);
    return reply.status(200).send();
  });
}

function idOf(request: FastifyRequest): ResourceId {
  if (queryOf(request)["api-version"] === undefined) {
    throw new AzureError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  const id = parseResourceId(pathOf(request));
  if (id === undefined) throw notFound(pathOf(request));
  return id;
}

/** The path below `/arm`. */
function pathOf(request: FastifyRequest): string {
  return request.url.replace(/\?.*$/, "").replace(/^\/arm/, "");
}

/** Azure roles of the caller are not modelled one by one: it may do everything, or only look. */
function requireRight(state: TenantState, request: FastifyRequest, { text, type }: ResourceId, action: string): void {
  if (state.mayChangeAzure) return;
  const { appid, oid } = request.caller ?? { appid: "", oid: "" };
  throw new AzureError(
    403,
    "AuthorizationFailed",
    `The client '${appid}' with object id '${oid}' does not have authorization to perform action '${type}/${action}' over scope '${text}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

/** A lock holds for the resource, for everything below it, and so for everything above it, too. */
function requireUnlocked({ azure }: TenantState, { key, text, type }: ResourceId): void {
  const lockType = "microsoft.authorization/locks";
  if (type === lockType) return;
  const locked = azure.resources
    .map(({ id }) => String(id).toLowerCase())
    .filter((id) => id.includes(`/providers/${lockType}/`))
    .map((id) => id.slice(0, id.indexOf(`/providers/${lockType}/`)))
    .find((scope) => key === scope || key.startsWith(`${scope}/`) || scope.startsWith(`${key}/`));
  if (locked === undefined) return;
  throw new AzureError(
    409,
    "ScopeLocked",
    `The scope '${text}' cannot perform delete operation because following scope(s) are locked: '${locked}'. Please remove the lock and try again.`,
  );
}

function unauthorized(expired: boolean): AzureError {
  return expired
    ? new AzureError(
        401,
        "ExpiredAuthenticationToken",
        "The access token expiry UTC time is earlier than current UTC time.",
      )
    : new AzureError(
        401,
        "AuthenticationFailed",
        "Authentication failed. The 'Authorization' header is missing or invalid.",
      );
}

function notFound(path: string): AzureError {
  return new AzureError(404, "ResourceNotFound", `The Resource '${path}' was not found.`);
}
