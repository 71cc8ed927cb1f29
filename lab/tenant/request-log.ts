/** One request that reached the tenant, with secrets masked. */
export interface RecordedRequest {
  readonly method: string;
  /** With the part that tells the services apart: `/graph/v1.0/users`, `/graph/beta/groups`, `/metadata/endpoints`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON or form fields; null without a body. */
  readonly body: unknown;
  readonly status: number;
}

const mask = "***";

/** Fields whose text would let someone sign in. Headers are never recorded. */
const secretFields = new Set([
  "password",
  "client_secret",
  "client_assertion",
  "assertion",
  "access_token",
  "refresh_token",
  "id_token",
  "code",
  "secrettext",
]);

/** A copy of a body in which nothing secret is left. */
export function masked(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(masked);
  if (typeof body !== "object" || body === null) return body ?? null;
  const isPrivateKey = "usage" in body && body.usage === "Sign";
  return Object.fromEntries(
    Object.entries(body).map(([field, value]) => {
      const secret = secretFields.has(field.toLowerCase()) || (isPrivateKey && field === "key");
      return [field, secret && value !== null && value !== undefined ? mask : masked(value)];
    }),
  );
}

/** Whether a request was meant to change something in the tenant; asking for a token is not. */
export function isWrite({ method, path }: RecordedRequest): boolean {
  return method !== "GET" && method !== "HEAD" && !path.endsWith("/oauth2/v2.0/token") && !path.endsWith("/getByIds");
}
