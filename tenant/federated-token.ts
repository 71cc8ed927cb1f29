/** The token of an outside identity provider, such as the one of a pipeline, that stands in for a client secret. */
import * as z from "zod";
import { type Environment, readNamedLine, variable } from "./environment.ts";
import { networkFailure } from "./network-failure.ts";
import { TenantError } from "./tenant-error.ts";

/** The audience that Entra expects. Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation */
const audience = "api://AzureADTokenExchange";

const requestTimeout = 15_000;

const token = z.string().min(1);

/** @throws {TenantError} when no token can be had. */
export async function federatedToken(environment: Environment): Promise<string> {
  const given = variable(environment, "ARM_OIDC_TOKEN");
  if (given !== undefined) return given;
  const file = variable(environment, "ARM_OIDC_TOKEN_FILE_PATH");
  if (file !== undefined) return readNamedLine(file, "ARM_OIDC_TOKEN_FILE_PATH");
  const address = firstOf(environment, [
    "ARM_OIDC_REQUEST_URL",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "SYSTEM_OIDCREQUESTURI",
  ]);
  const bearer = firstOf(environment, [
    "ARM_OIDC_REQUEST_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "SYSTEM_ACCESSTOKEN",
  ]);
  const connection = firstOf(environment, [
    "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
    "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
  ]);
  if (address !== undefined && bearer !== undefined) return requestToken(address, bearer, connection);
  throw new TenantError(
    "ARM_USE_OIDC is set, but there is no OIDC token",
    "Set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH; in a GitHub workflow, give the job the permission id-token: write; in Azure Pipelines, set ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID and map SYSTEM_ACCESSTOKEN to $(System.AccessToken).",
  );
}

/** Azure Pipelines issues the token of a service connection, and names it otherwise than GitHub. */
async function requestToken(address: string, bearer: string, connection: string | undefined): Promise<string> {
  const url = new URL(address);
  if (connection === undefined) url.searchParams.set("audience", audience);
  else {
    url.searchParams.set("api-version", "7.1");
    url.searchParams.set("serviceConnectionId", connection);
  }
  const service = `the identity provider at ${url.host}`;
  const response = await ask(url, { bearer, method: connection === undefined ? "GET" : "POST" }, service);
  const body: unknown = await response.json().catch(() => undefined);
  const answer = z.object({ [connection === undefined ? "value" : "oidcToken"]: token }).safeParse(body);
  const [found] = response.ok && answer.success ? Object.values(answer.data) : [];
  if (typeof found === "string") return found;
  throw new TenantError(
    `${service} did not return an OIDC token (status ${response.status})`,
    "In a GitHub workflow, give the job the permission id-token: write; forks do not get it. In Azure Pipelines, check the service connection.",
  );
}

async function ask(
  url: URL,
  { bearer, method }: { readonly bearer: string; readonly method: "GET" | "POST" },
  service: string,
): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        accept: "application/json",
        ...(method === "POST" ? { "content-type": "application/json" } : {}),
      },
      signal: AbortSignal.timeout(requestTimeout),
    });
  } catch (error) {
    throw networkFailure(error, service);
  }
}

function firstOf(environment: Environment, names: readonly string[]): string | undefined {
  return names.map((name) => variable(environment, name)).find((value) => value !== undefined);
}
