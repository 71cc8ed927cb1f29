/** Azure Resource Manager: a place for its resource types; it holds none so far, and says so as the service does. */
import type { Routes } from "./graph-api.ts";
import type { TokenIssuer } from "./tokens.ts";

export interface ResourceManager {
  readonly routes: Routes;
  readonly tokens: TokenIssuer;
  /** `https://localhost:PORT/arm` */
  readonly audience: () => string;
}

export function resourceManager({ routes, tokens, audience }: ResourceManager): void {
  routes.addHook("onRequest", async (request, reply) => {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const verification = token === undefined ? undefined : tokens.verify(token, audience());
    if (verification !== undefined && "claims" in verification) {
      request.caller = verification.claims;
      return;
    }
    const expired = verification?.problem === "expired";
    return reply
      .status(401)
      .send(
        expired
          ? problem("ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than current UTC time.")
          : problem("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing or invalid."),
      );
  });

  routes.setNotFoundHandler(async (request, reply) => {
    const path = request.url.replace(/\?.*$/, "");
    return reply.status(404).send(problem("ResourceNotFound", `The Resource '${path}' was not found.`));
  });
}

function problem(code: string, message: string): Record<string, unknown> {
  return { error: { code, message } };
}
