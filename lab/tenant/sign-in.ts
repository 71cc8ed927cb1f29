/**
 * The endpoints through which an application signs in: OpenID configuration and the client credentials grant.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow and
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
import { randomUUID } from "node:crypto";
import type { FastifyRequest } from "fastify";
import * as z from "zod";
import { assertionProblem } from "./client-assertion.ts";
import type { Entity } from "./collection.ts";
import { microsoftGraph } from "./first-party-applications.ts";
import { parameter, type Routes } from "./graph-endpoints.ts";
import type { TenantState } from "./state.ts";
import type { TokenIssuer } from "./tokens.ts";

export interface SignIn {
  readonly routes: Routes;
  readonly state: TenantState;
  readonly tokens: TokenIssuer;
  /** `https://localhost:PORT` */
  readonly origin: () => string;
  /** Resources a token can be asked for. */
  readonly audiences: () => readonly string[];
  /** A token of an outside identity provider that the calling application trusts. */
  readonly federatedToken: string;
  readonly tokenLifetimeSeconds: number;
}

const tokenRequest = z.object({
  grant_type: z.string().optional(),
  client_id: z.string().optional(),
  scope: z.string().optional(),
  client_secret: z.string().optional(),
  client_assertion: z.string().optional(),
  client_assertion_type: z.string().optional(),
});
type TokenRequest = z.output<typeof tokenRequest>;

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** A refusal of the sign-in service, with its number. */
class SignInError extends Error {
  override readonly name = "SignInError";
  readonly status: number;
  readonly error: string;
  readonly number: number;

  constructor(status: number, error: string, number: number, message: string) {
    super(message);
    this.status = status;
    this.error = error;
    this.number = number;
  }
}

export function signIn(service: SignIn): void {
  const { routes, tokens } = service;

  routes.setErrorHandler(async (error, _request, reply) => {
    if (!(error instanceof SignInError)) throw error;
    return reply.status(error.status).send(errorBody(error, service.origin()));
  });

  routes.get("/:id/v2.0/.well-known/openid-configuration", async (request) => {
    checkTenant(service.state, parameter(request));
    return openIdConfiguration(service);
  });

  routes.get("/:id/discovery/v2.0/keys", async () => ({ keys: [tokens.publicKey()] }));

  routes.post("/:id/oauth2/v2.0/token", async (request, reply) => {
    checkTenant(service.state, parameter(request));
    const access_token = grant(service, readForm(request));
    const expires_in = service.tokenLifetimeSeconds;
    return reply
      .header("cache-control", "no-store, no-cache")
      .send({ token_type: "Bearer", expires_in, ext_expires_in: expires_in, access_token });
  });
}

function openIdConfiguration({ origin, state }: SignIn): Record<string, unknown> {
  const tenant = `${origin()}/${state.tenantId}`;
  return {
    issuer: `${tenant}/v2.0`,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${tenant}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${tenant}/oauth2/v2.0/logout`,
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
    response_modes_supported: ["query", "fragment", "form_post"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    id_token_signing_alg_values_supported: ["ES256"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    subject_types_supported: ["pairwise"],
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "tid", "oid"],
    tenant_region_scope: null,
    cloud_instance_name: new URL(origin()).host,
  };
}

/** @throws {SignInError} when the request must not get a token. */
function grant(service: SignIn, request: TokenRequest): string {
  if (request.grant_type !== "client_credentials") {
    throw new SignInError(
      400,
      "unsupported_grant_type",
      70003,
      `The app requested an unsupported grant type '${request.grant_type ?? ""}'.`,
    );
  }
  const application = requireApplication(service.state, request.client_id);
  authenticate(service, application, request);
  const audience = requireAudience(service, request.scope);
  const servicePrincipal = requireServicePrincipal(service.state, application);
  return service.tokens.issue(
    {
      aud: audience,
      appid: String(application.appId),
      oid: servicePrincipal.id,
      tid: service.state.tenantId,
      roles: grantedPermissions(service.state, servicePrincipal),
      exp: Math.floor(Date.now() / 1000) + service.tokenLifetimeSeconds,
    },
    `${service.origin()}/${service.state.tenantId}/`,
  );
}

function authenticate(service: SignIn, application: Entity, request: TokenRequest): void {
  if (request.client_secret !== undefined) {
    checkSecret(service.state, application, request.client_secret);
    return;
  }
  if (request.client_assertion !== undefined && request.client_assertion_type === assertionType) {
    const problem = assertionProblem(request.client_assertion, {
      application,
      federatedToken: service.federatedToken,
      audience: `${service.origin()}/${service.state.tenantId}/`,
    });
    if (problem === null) return;
    throw new SignInError(401, "invalid_client", problem.number, problem.message);
  }
  throw new SignInError(
    401,
    "invalid_client",
    7000216,
    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  );
}

const passwordCredentials = z.array(z.object({ keyId: z.string() }));

function checkSecret(state: TenantState, application: Entity, secret: string): void {
  const credentials = passwordCredentials.parse(application.passwordCredentials ?? []);
  if (credentials.some(({ keyId }) => state.isSecret(keyId, secret))) return;
  throw new SignInError(
    401,
    "invalid_client",
    7000215,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the " +
      `client secret ID, for a secret added to app '${application.appId}'.`,
  );
}

function requireApplication(state: TenantState, clientId: string | undefined): Entity {
  if (clientId === undefined) {
    throw new SignInError(
      400,
      "invalid_request",
      900144,
      "The request body must contain the following parameter: 'client_id'.",
    );
  }
  const [application] = state.applications.where(({ appId }) => appId === clientId);
  if (application !== undefined) return application;
  throw new SignInError(
    400,
    "unauthorized_client",
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${state.displayName}'. This can happen if ` +
      "the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.",
  );
}

function requireServicePrincipal(state: TenantState, application: Entity): Entity {
  const [servicePrincipal] = state.servicePrincipals.where(({ appId }) => appId === application.appId);
  if (servicePrincipal?.accountEnabled === true) return servicePrincipal;
  throw new SignInError(
    400,
    "unauthorized_client",
    7000112,
    `Application '${application.appId}'(${application.displayName}) is disabled.`,
  );
}

function requireAudience({ audiences }: SignIn, scope: string | undefined): string {
  if (scope === undefined) {
    throw new SignInError(
      400,
      "invalid_request",
      900144,
      "The request body must contain the following parameter: 'scope'.",
    );
  }
  const suffix = "/.default";
  if (!scope.endsWith(suffix)) {
    throw new SignInError(
      400,
      "invalid_scope",
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default ` +
        "suffixed to the resource identifier (application ID URI).",
    );
  }
  const audience = scope.slice(0, -suffix.length).replace(/\/+$/, "");
  if (audiences().includes(audience)) return audience;
  throw new SignInError(
    400,
    "invalid_resource",
    500011,
    `The resource principal named ${audience} was not found in the tenant.`,
  );
}

/** Values of the Graph permissions which the service principal holds as app role assignments. */
function grantedPermissions(state: TenantState, servicePrincipal: Entity): string[] {
  const byId = new Map(Object.entries(microsoftGraph.appRoles).map(([value, id]) => [id, value]));
  const graph = state.servicePrincipals.where(({ appId }) => appId === microsoftGraph.appId)[0];
  return state.appRoleAssignments
    .where(({ principalId, resourceId }) => principalId === servicePrincipal.id && resourceId === graph?.id)
    .flatMap(({ appRoleId }) => byId.get(String(appRoleId)) ?? []);
}

/** By id, or by one of its domains. */
function checkTenant(state: TenantState, tenant: string): void {
  if (tenant === state.tenantId || state.domains.includes(tenant)) return;
  throw new SignInError(
    400,
    "invalid_request",
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  );
}

function readForm(request: FastifyRequest): TokenRequest {
  const result = tokenRequest.safeParse(request.body);
  if (result.success) return result.data;
  throw new SignInError(400, "invalid_request", 900144, "The request body must be a form.");
}

function errorBody({ error, number, message }: SignInError, origin: string): Record<string, unknown> {
  const timestamp = `${new Date().toISOString().slice(0, 19).replace("T", " ")}Z`;
  const trace = randomUUID();
  const correlation = randomUUID();
  return {
    error,
    error_description: `AADSTS${number}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [number],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `${origin}/error?code=${number}`,
  };
}
