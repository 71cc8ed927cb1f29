/** A simulated Microsoft Entra tenant on loopback: what the azuread provider and the tenant reader talk to in the lab. */
import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from "fastify";
import type { CertificateAuthority } from "../certificate-authority.ts";
import { appRoleAssignments } from "./app-role-assignments.ts";
import { applications } from "./applications.ts";
import type { AzureResource } from "./azure/state.ts";
import type { Entity } from "./collection.ts";
import { conditionalAccessPolicies } from "./conditional-access-policies.ts";
import { deletedItems } from "./deleted-items.ts";
import { directoryObjects } from "./directory-objects.ts";
import { directoryRoles } from "./directory-roles.ts";
import type { GraphApi, Routes } from "./graph-endpoints.ts";
import { errorBody, GraphError, resourceNotFound } from "./graph-error.ts";
import type { GraphPermission } from "./graph-permissions.ts";
import { groupEligibility } from "./group-eligibility.ts";
import { groups } from "./groups.ts";
import { memberships } from "./memberships.ts";
import { metadata } from "./metadata.ts";
import { namedLocations } from "./named-locations.ts";
import { organization } from "./organization.ts";
import { isWrite, masked, type RecordedRequest } from "./request-log.ts";
import { resourceManager } from "./resource-manager.ts";
import { roleAssignments } from "./role-assignments.ts";
import { roleEligibility } from "./role-eligibility.ts";
import { roleSettings } from "./role-settings.ts";
import {
  type CallingApplication,
  defaultDomain,
  fill,
  grantGraphPermission,
  type Plants,
  plant,
  type TenantSeed,
} from "./seed.ts";
import { servicePrincipals } from "./service-principals.ts";
import { signIn } from "./sign-in.ts";
import { TenantState } from "./state.ts";
import { synchronization } from "./synchronization.ts";
import { TokenIssuer } from "./tokens.ts";
import { users } from "./users.ts";

export type { Entity } from "./collection.ts";
export type { RecordedRequest } from "./request-log.ts";
export type { TenantSeed } from "./seed.ts";

export interface PracticeTenantOptions {
  /** Issues the server's certificate, for 127.0.0.1 and the host name. */
  readonly authority: CertificateAuthority;
  /** By which the tenant calls itself, for whoever can find it; `localhost` when absent. */
  readonly hostName?: string;
  readonly seed?: TenantSeed;
  /** Seconds for which an access token counts; 3600 when absent. */
  readonly tokenLifetimeSeconds?: number;
}

export class PracticeTenant implements AsyncDisposable {
  /** `localhost:PORT`, or another host, for ARM_METADATA_HOSTNAME. */
  readonly metadataHost: string;
  readonly tenantId: string;
  /** The application in whose name `environment` signs in. */
  readonly caller: CallingApplication;
  /**
   * Variables that make the azuread and azure-native providers and the tenant reader talk to this tenant. The client
   * secret in it was made for this tenant and dies with it. Trusting the authority is up to the caller.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** A token of an outside identity provider with which the calling application may sign in, too. */
  readonly federatedToken: string;
  readonly #parts: Parts;

  private constructor(parts: Parts, metadataHost: string) {
    this.#parts = parts;
    this.metadataHost = metadataHost;
    this.tenantId = parts.state.tenantId;
    this.caller = parts.caller;
    this.federatedToken = parts.federatedToken;
    this.environment = {
      ARM_METADATA_HOSTNAME: this.metadataHost,
      ARM_ENVIRONMENT: "public",
      ARM_TENANT_ID: this.tenantId,
      ARM_CLIENT_ID: parts.caller.clientId,
      ARM_CLIENT_SECRET: addSecret(parts.state, parts.caller.applicationObjectId),
      ARM_SUBSCRIPTION_ID: parts.state.subscriptionId,
      // Whatever else the surroundings offer to sign in with must not reach this tenant.
      ARM_USE_CLI: "false",
      ARM_USE_MSI: "false",
      ARM_USE_OIDC: "false",
      ARM_CLIENT_CERTIFICATE_PATH: "",
    };
  }

  static async start(options: PracticeTenantOptions): Promise<PracticeTenant> {
    const parts = await createParts(options);
    await parts.server.listen({ host: "127.0.0.1", port: 0 });
    return new PracticeTenant(parts, `${options.hostName ?? "localhost"}:${portOf(parts.server)}`);
  }

  /** Every request so far, oldest first, secrets masked. */
  get requests(): readonly RecordedRequest[] {
    return this.#parts.requests;
  }

  /** The requests that were meant to change something. */
  writes(): readonly RecordedRequest[] {
    return this.requests.filter(isWrite);
  }

  users(): readonly Entity[] {
    return [...this.#parts.state.users];
  }

  groups(): readonly Entity[] {
    return [...this.#parts.state.groups];
  }

  applications(): readonly Entity[] {
    return [...this.#parts.state.applications];
  }

  servicePrincipals(): readonly Entity[] {
    return [...this.#parts.state.servicePrincipals];
  }

  /** Activated directory roles. */
  directoryRoles(): readonly Entity[] {
    return [...this.#parts.state.directoryRoles];
  }

  /** Those of the calling application left out. */
  roleAssignments(): readonly Entity[] {
    return this.#parts.state.roleAssignments.where(({ principalId }) => principalId !== this.caller.servicePrincipalId);
  }

  roleEligibilitySchedules(): readonly Entity[] {
    return [...this.#parts.state.eligibilitySchedules];
  }

  appRoleAssignments(): readonly Entity[] {
    return [...this.#parts.state.appRoleAssignments];
  }

  namedLocations(): readonly Entity[] {
    return [...this.#parts.state.namedLocations];
  }

  /** What the subscriptions hold. */
  azureResources(): readonly AzureResource[] {
    return this.#parts.state.azure.resources;
  }

  /** Names of vaults that were deleted and still hold their name. */
  deletedVaults(): readonly string[] {
    return this.#parts.state.azure.deletedVaults.map(({ name }) => name);
  }

  conditionalAccessPolicies(): readonly Entity[] {
    return [...this.#parts.state.conditionalAccessPolicies];
  }

  /** Object ids of a group's direct members. */
  membersOf(groupId: string): readonly string[] {
    return this.#parts.state.members.targets(groupId);
  }

  /** Adds objects behind the back of whoever manages the tenant. */
  plant(seed: Plants): void {
    plant(this.#parts.state, seed);
  }

  /** Grants the calling application a permission that it lacked. */
  allow(permission: GraphPermission): void {
    const { state, caller } = this.#parts;
    const [principal] = state.servicePrincipals.where(({ id }) => id === caller.servicePrincipalId);
    if (principal) grantGraphPermission(state, principal, permission);
  }

  /** Ends every eligibility behind the back of whoever manages the tenant. */
  endEligibilities(): void {
    const { eligibilitySchedules } = this.#parts.state;
    for (const { id } of [...eligibilitySchedules]) eligibilitySchedules.remove(id);
  }

  /** Moves the tenant's clock ahead, so that it forgets what it keeps for some time only. */
  advance(time: { readonly days: number }): void {
    this.#parts.state.clock.advance(time);
  }

  /** Answers the next Graph requests with 429, asking to come back after the given seconds. */
  throttle({ requests, retryAfterSeconds }: { requests: number; retryAfterSeconds: number }): void {
    Object.assign(this.#parts.throttling, { remaining: requests, retryAfterSeconds, status: 429 });
  }

  /** Answers the next Graph requests as a service does that is down for a moment. */
  falter({ requests, status }: { requests: number; status: 503 | 504 }): void {
    Object.assign(this.#parts.throttling, { remaining: requests, retryAfterSeconds: 0, status });
  }

  /** Lets objects that are made from now on be found only after so many milliseconds; 0 ends it. */
  delayReplication(milliseconds: number): void {
    this.#parts.state.replication.delay = milliseconds;
  }

  async stop(): Promise<void> {
    await this.#parts.server.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Starts a tenant on a free loopback port. */
export function startPracticeTenant(options: PracticeTenantOptions): Promise<PracticeTenant> {
  return PracticeTenant.start(options);
}

interface Throttling {
  remaining: number;
  retryAfterSeconds: number;
  status: 429 | 503 | 504;
}

const refusals = {
  429: "TooManyRequests",
  503: "ServiceUnavailable",
  504: "GatewayTimeout",
} as const;

interface Parts {
  readonly server: Routes;
  readonly state: TenantState;
  readonly caller: CallingApplication;
  readonly federatedToken: string;
  readonly requests: RecordedRequest[];
  readonly throttling: Throttling;
}

async function createParts({
  authority,
  hostName = "localhost",
  seed = {},
  tokenLifetimeSeconds = 3600,
}: PracticeTenantOptions) {
  const state = new TenantState(seed.domains ?? [defaultDomain]);
  const caller = fill(state, seed);
  const tokens = new TokenIssuer();
  const federatedToken = randomBytes(48).toString("base64url");
  const throttling: Throttling = { remaining: 0, retryAfterSeconds: 0, status: 429 };
  const server = await createTlsServer(authority, hostName);
  const requests = recordRequests(server);
  acceptBodies(server);
  answerUnhandled(server);
  server.decorateRequest("caller", null);

  const origin = () => `https://${hostName}:${portOf(server)}`;
  const graph = () => `${origin()}/graph`;
  const arm = () => `${origin()}/arm`;
  await server.register(async (routes) => metadata({ routes, origin, graph, resourceManager: arm }));
  await server.register(async (routes) =>
    signIn({
      routes,
      state,
      tokens,
      origin,
      audiences: () => [graph(), arm()],
      federatedToken,
      tokenLifetimeSeconds,
    }),
  );
  await server.register(async (routes) => resourceManager({ routes, tokens, state, audience: arm }), {
    prefix: "/arm",
  });
  for (const version of ["v1.0", "beta"] as const) {
    const prefix = `/graph/${version}`;
    await server.register(
      async (routes) => {
        requireToken(routes, tokens, graph, throttling);
        delayNewObjects(routes, state);
        microsoftGraph({ routes, state, version, baseUrl: () => `${origin()}${prefix}` });
      },
      { prefix },
    );
  }
  return { server, state, caller, federatedToken, requests, throttling };
}

/** Microsoft Graph, one family of endpoints after the other. */
function microsoftGraph(api: GraphApi): void {
  users(api);
  deletedItems(api);
  groups(api);
  memberships(api);
  directoryRoles(api);
  roleAssignments(api);
  roleEligibility(api);
  groupEligibility(api);
  roleSettings(api);
  applications(api);
  servicePrincipals(api);
  appRoleAssignments(api);
  namedLocations(api);
  conditionalAccessPolicies(api);
  directoryObjects(api);
  organization(api);
  synchronization(api);
}

async function createTlsServer(authority: CertificateAuthority, hostName: string): Promise<Routes> {
  const { certificate, privateKey } = await authority.issue({
    commonName: hostName,
    dnsNames: [hostName],
    addresses: ["127.0.0.1"],
  });
  return fastify({
    serverFactory: (handler) => createServer({ cert: certificate, key: privateKey }, handler),
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => sendError(request, reply, asGraphError(error)),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
  });
}

function requireToken(routes: Routes, tokens: TokenIssuer, audience: () => string, throttling: Throttling): void {
  routes.addHook("onRequest", async (request, reply) => {
    if (throttling.remaining > 0) {
      throttling.remaining -= 1;
      if (throttling.status === 429) reply.header("retry-after", throttling.retryAfterSeconds);
      throw new GraphError(throttling.status, refusals[throttling.status], "Try again later.");
    }
    const token = /^Bearer\s+(.*)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (!token) throw invalidToken("Access token is empty.");
    const verification = tokens.verify(token, audience());
    if ("problem" in verification) throw invalidToken(tokenProblems[verification.problem]);
    request.caller = verification.claims;
  });
}

/** Hides what was just made from whoever reads or changes it by its id; lists leave it out by themselves. */
function delayNewObjects(routes: Routes, { replication }: TenantState): void {
  routes.addHook("onRequest", async (request) => {
    const hidden = request.url
      .replace(/\?.*$/, "")
      .split("/")
      .find((segment) => replication.isHidden(decodeURIComponent(segment)));
    if (["GET", "PATCH"].includes(request.method) && hidden !== undefined) throw resourceNotFound(hidden);
  });
  routes.addHook("onSend", async (request, reply, payload) => {
    if (request.method === "POST" && reply.statusCode === 201 && replication.delay > 0) {
      const { id } = JSON.parse(String(payload));
      if (typeof id === "string") replication.made(id);
    }
    return payload;
  });
}

const tokenProblems = {
  malformed: "IDX14100: JWT is not well formed.",
  "wrong signature": "Access token validation failure. Signature verification failed.",
  expired: "Lifetime validation failed, the token is expired.",
  "wrong audience": "Access token validation failure. Invalid audience.",
} as const;

function invalidToken(message: string): GraphError {
  return new GraphError(401, "InvalidAuthenticationToken", message);
}

function recordRequests(server: Routes): RecordedRequest[] {
  const requests: RecordedRequest[] = [];
  // Before the answer leaves, so that whoever has the answer also finds the request here.
  server.addHook("onSend", async (request, reply, payload) => {
    const { pathname, searchParams } = new URL(request.url, "https://localhost");
    requests.push({
      method: request.method,
      path: decodeURIComponent(pathname),
      query: Object.fromEntries(searchParams),
      body: masked(request.body),
      status: reply.statusCode,
    });
    return payload;
  });
  return requests;
}

function acceptBodies(server: Routes): void {
  server.removeAllContentTypeParsers();
  // Providers send the JSON content type with bodiless requests, too.
  server.addContentTypeParser("application/json", { parseAs: "string" }, (_request, text, done) => {
    try {
      done(null, text === "" ? null : JSON.parse(String(text)));
    } catch {
      done(
        new GraphError(
          400,
          "BadRequest",
          "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
        ),
      );
    }
  });
  server.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, text, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(text)))),
  );
}

/** Whatever no route answers, or a route refuses, is answered with a body of Graph's kind. */
function answerUnhandled(server: Routes): void {
  server.setErrorHandler(async (error: FastifyError | GraphError, request, reply) =>
    sendError(request, reply, error instanceof GraphError ? error : asGraphError(error)),
  );
  server.setNotFoundHandler(async (request, reply) =>
    sendError(
      request,
      reply,
      new GraphError(404, "BadRequest", `Resource not found for the segment '${request.url.replace(/\?.*$/, "")}'.`),
    ),
  );
}

function sendError(request: FastifyRequest, reply: FastifyReply, error: GraphError): FastifyReply {
  return reply.status(error.status).send(errorBody(error, request.headers["client-request-id"]?.toString()));
}

/** Refusals of the web server itself, such as an unknown content type. Anything else is a defect of the lab: 500. */
function asGraphError(error: FastifyError): GraphError {
  const status = error.statusCode ?? 500;
  return new GraphError(status, status < 500 ? "BadRequest" : "InternalServerError", error.message);
}

function portOf(server: Routes): number {
  return (server.server.address() as AddressInfo).port;
}

function addSecret(state: TenantState, applicationObjectId: string): string {
  const secret = randomBytes(30).toString("base64url");
  const keyId = randomUUID();
  state.keepSecret(keyId, secret);
  state.applications.update(applicationObjectId, {
    passwordCredentials: [{ keyId, displayName: "practice", hint: secret.slice(0, 3) }],
  });
  return secret;
}
