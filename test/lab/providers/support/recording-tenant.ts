import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { CertificateAuthority } from "../../../../lab/certificate-authority.ts";

export interface RecordedRequest {
  /** `POST v1.0 /users`; for Azure Resource Manager `PUT arm /subscriptions/…`. */
  readonly line: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

type Item = { id: string; [property: string]: unknown };

/** The object id in every token that the tenant hands out. */
export const callerId = "11111111-1111-4111-8111-111111111111";

/**
 * The least that a plugin can be pointed at: metadata, tokens, and a store of JSON objects by path that knows nothing of
 * Microsoft Graph. What matters is what was asked of it.
 */
export class RecordingTenant {
  /** Requests to Graph and Azure Resource Manager, in order. */
  readonly requests: RecordedRequest[] = [];
  /** Requests for metadata and tokens. */
  readonly bootstrap: string[] = [];
  readonly host: string;
  readonly #server: Server;
  readonly #objects = new Map<string, Item>();
  readonly #collections = new Map<string, Item[]>();
  readonly #answers = new Map<string, { status: number; body: unknown }>();

  private constructor(server: Server) {
    this.#server = server;
    this.host = `localhost:${(server.address() as AddressInfo).port}`;
  }

  static async start(authority: CertificateAuthority): Promise<RecordingTenant> {
    const { certificate, privateKey } = await authority.issue({ commonName: "localhost", dnsNames: ["localhost"] });
    const server = createServer({ cert: certificate, key: privateKey });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const tenant = new RecordingTenant(server);
    server.on("request", (request, response) => void tenant.#serve(request, response));
    return tenant;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  get environment(): Record<string, string> {
    return {
      ARM_METADATA_HOSTNAME: this.host,
      ARM_TENANT_ID: "22222222-2222-4222-8222-222222222222",
      ARM_CLIENT_ID: "33333333-3333-4333-8333-333333333333",
      ARM_CLIENT_SECRET: clientSecret,
    };
  }

  /** Forgets what was asked so far. */
  forget(): void {
    this.requests.length = 0;
  }

  put(path: string, item: Item): void {
    this.#objects.set(path, item);
  }

  remove(path: string): void {
    this.#objects.delete(path);
  }

  collection(path: string, items: Item[]): void {
    this.#collections.set(path, items);
  }

  /** Answers every such request so from now on: `answer("POST /users", 400, …)`. */
  answer(methodAndPath: string, status: number, body: unknown): void {
    this.#answers.set(methodAndPath, { status, body });
  }

  get lines(): string[] {
    return this.requests.map(({ line }) => line);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", `https://${this.host}`);
    const send = (status: number, body?: unknown) => {
      response.writeHead(status, { "Content-Type": "application/json" });
      response.end(body === undefined ? "" : JSON.stringify(body));
    };
    if (url.pathname === "/metadata/endpoints") {
      this.bootstrap.push("metadata");
      return send(200, metadata(`https://${this.host}`));
    }
    if (url.pathname.endsWith("/oauth2/v2.0/token")) {
      this.bootstrap.push("token");
      return send(200, { token_type: "Bearer", expires_in: 3600, access_token: token() });
    }
    const text = Buffer.concat(chunks).toString("utf8");
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const { area, path } = split(url.pathname);
    const method = request.method ?? "GET";
    const query = Object.fromEntries(url.searchParams);
    this.requests.push({ line: `${method} ${area} ${path}`, query, body, headers: request.headers });
    const scripted = this.#answers.get(`${method} ${path}`);
    if (scripted !== undefined) return send(scripted.status, scripted.body);
    const answer = this.#answer(method, path, (body ?? {}) as Record<string, unknown>);
    return send(answer.status, answer.body);
  }

  #answer(method: string, path: string, body: Record<string, unknown>): { status: number; body?: unknown } {
    switch (method) {
      case "GET":
        return this.#get(path);
      case "POST":
        return this.#post(path, body);
      case "PUT":
        if (!path.endsWith("/$ref")) this.#objects.set(path, { id: path, ...body });
        return path.endsWith("/$ref") ? { status: 204 } : { status: 201, body: this.#objects.get(path) };
      case "PATCH":
        this.#objects.set(path, { ...(this.#objects.get(path) ?? { id: "" }), ...body, id: lastSegment(path) });
        return { status: 204 };
      default:
        return this.#delete(path);
    }
  }

  #get(path: string): { status: number; body: unknown } {
    const item = this.#objects.get(path);
    if (item !== undefined) return { status: 200, body: item };
    const listed = this.#collections.get(path);
    if (listed !== undefined) return { status: 200, body: { value: listed } };
    return {
      status: 404,
      body: { error: { code: "Request_ResourceNotFound", message: `Resource '${path}' does not exist.` } },
    };
  }

  #post(path: string, body: Record<string, unknown>): { status: number; body?: unknown } {
    if (path.endsWith("/$ref")) {
      const collection = path.slice(0, -"/$ref".length);
      const id = lastSegment(String(body["@odata.id"]));
      this.#collections.set(collection, [...(this.#collections.get(collection) ?? []), { id }]);
      return { status: 204 };
    }
    const item = { ...body, id: randomUUID() };
    this.#objects.set(`${path}/${item.id}`, item);
    for (const name of ["owners", "members", "memberOf"]) this.#collections.set(`${path}/${item.id}/${name}`, []);
    return { status: 201, body: item };
  }

  #delete(path: string): { status: number } {
    const reference = /^(.*)\/([^/]+)\/\$ref$/.exec(path);
    const [, collection = "", id] = reference ?? [];
    this.#collections.set(
      collection,
      (this.#collections.get(collection) ?? []).filter((item) => item.id !== id),
    );
    this.#objects.delete(path);
    return { status: 204 };
  }
}

export const clientSecret = "client-secret-of-the-recording-tenant";

function metadata(origin: string): unknown {
  return {
    name: "Recording",
    portal: origin,
    authentication: { loginEndpoint: origin, audiences: [origin], tenant: "common", identityProvider: "AAD" },
    resourceManager: `${origin}/arm/`,
    microsoftGraphResourceId: `${origin}/graph`,
    suffixes: {},
  };
}

function token(): string {
  const part = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");
  return [part({ alg: "none", typ: "JWT" }), part({ oid: callerId, roles: [] }), "signature"].join(".");
}

/** `/graph/beta/users` is `/users` of the area `beta`; `/arm/…` belongs to the area `arm`. */
function split(pathname: string): { area: string; path: string } {
  const [, first = "", second = "", ...rest] = pathname.split("/");
  return first === "graph"
    ? { area: second, path: `/${rest.join("/")}` }
    : { area: first, path: `/${[second, ...rest].join("/")}` };
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
