/**
 * The cloud's description, from which clients learn where to sign in and where Microsoft Graph is.
 *
 * Source: https://management.azure.com/metadata/endpoints?api-version=2022-09-01, whose shape this follows: one cloud
 * as an object since 2022-09-01, a list of clouds before.
 */
import type { Routes } from "./graph-endpoints.ts";
import { queryOf } from "./graph-endpoints.ts";

export interface Metadata {
  readonly routes: Routes;
  readonly origin: () => string;
  readonly graph: () => string;
  readonly resourceManager: () => string;
}

const asObject = ["2022-09-01"];
const asList = ["2018-05-01", "2019-05-01", "2019-10-01", "2020-06-01", "2021-01-01"];

export function metadata({ routes, origin, graph, resourceManager }: Metadata): void {
  routes.get("/metadata/endpoints", async (request, reply) => {
    const version = queryOf(request)["api-version"];
    if (version === undefined) {
      return reply
        .status(400)
        .send(problem("MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required."));
    }
    const cloud = describe(origin(), graph(), resourceManager());
    if (asObject.includes(version)) return cloud;
    if (asList.includes(version)) return [cloud];
    return reply.status(400).send(problem("InvalidApiVersionParameter", `The api-version '${version}' is invalid.`));
  });
}

function describe(origin: string, graph: string, resourceManager: string): Record<string, unknown> {
  return {
    name: "SimulatedTenant",
    portal: origin,
    authentication: {
      loginEndpoint: origin,
      audiences: [resourceManager],
      tenant: "common",
      identityProvider: "AAD",
    },
    resourceManager,
    microsoftGraphResourceId: graph,
    graph,
    graphAudience: graph,
    suffixes: { keyVaultDns: "vault.invalid", storage: "storage.invalid" },
  };
}

function problem(code: string, message: string): Record<string, unknown> {
  return { error: { code, message } };
}
