/** The token of an outside identity provider, such as the one of a pipeline, that stands in for a client secret. */
import * as z from "zod";
import { type Environment, readNamedLine, variable } from "./environment.ts";
import { networkFailure } from "./network-failure.ts";
import { TenantError } from "./tenant-error.ts";

/** The audience that Entra expects. Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation */
const audience = "api://AzureADTokenExchange";

const requestTimeout = 15_000;

/** @throws {TenantError} when no token can be had. */
export async function federatedToken(environment: Environment): Promise<string> {
  const token = variable(environment, "ARM_OIDC_TOKEN");
  if (token !== undefined) return token;
  const file = variable(environment, "ARM_OIDC_TOKEN_FILE_PATH");
  if (file !== undefined) return readNamedLine(file, "ARM_OIDC_TOKEN_FILE_PATH");
  const address = firstOf(environment, ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"]);
  const bearer = firstOf(environment, ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"]);
  if (address !== undefined && bearer !== undefined) return requestToken(address, bearer);
  throw new TenantError(
    "ARM_USE_OIDC is set, but there is no OIDC token",
    "Set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH; in a GitHub workflow, give the job the permission id-token: write.",
  );
}

async function requestToken(address: string, bearer: string): Promise<string> {
  const url = new URL(address);
  url.searchParams.set("audience", audience);
  const service = `the identity provider at ${url.host}`;
  const response = await ask(url, bearer, service);
  const answer = z.object({ value: z.string().min(1) }).safeParse(await response.json().catch(() => undefined));
  if (response.ok && answer.success) return answer.data.value;
  throw new TenantError(
    `${service} did not return an OIDC token (status ${response.status})`,
    "In a GitHub workflow, give the job the permission id-token: write; forks do not get it.",
  );
}

async function ask(url: URL, bearer: string, service: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { authorization: `Bearer ${bearer}`, accept: "application/json" },
      signal: AbortSignal.timeout(requestTimeout),
    });
  } catch (error) {
    throw networkFailure(error, service);
  }
}

function firstOf(environment: Environment, names: readonly string[]): string | undefined {
  return names.map((name) => variable(environment, name)).find((value) => value !== undefined);
}
