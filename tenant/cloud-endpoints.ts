/** Where to sign in and where Microsoft Graph is, per cloud. */
import * as z from "zod";
import { cloudNamed, cloudNames, clouds } from "../catalogue/clouds.ts";
import { type Environment, variable } from "./environment.ts";
import { networkFailure } from "./network-failure.ts";
import { useProxyOf } from "./proxy.ts";
import { TenantError } from "./tenant-error.ts";

export interface Cloud {
  /** `https://login.microsoftonline.com` */
  readonly loginEndpoint: string;
  /** Base address of Microsoft Graph and, with `/.default`, the scope of its tokens; no slash at the end. */
  readonly graph: string;
  /** Base address of Azure Resource Manager and, with `/.default`, the scope of its tokens; no slash at the end. */
  readonly resourceManager: string;
  /** Known to Microsoft's sign-in libraries; a cloud read from a metadata host is not. */
  readonly wellKnown: boolean;
}

/** How long a metadata host may take to answer, in milliseconds. */
const metadataTimeout = 15_000;

const metadata = z.object({
  microsoftGraphResourceId: z.url(),
  resourceManager: z.url(),
  authentication: z.object({ loginEndpoint: z.url() }),
});

/** The cloud of ARM_METADATA_HOSTNAME, else of ARM_ENVIRONMENT, else the public one. @throws {TenantError} */
export async function resolveCloud(environment: Environment): Promise<Cloud> {
  // Before the first question to any service.
  useProxyOf(environment);
  const host = variable(environment, "ARM_METADATA_HOSTNAME");
  if (host !== undefined) return readMetadata(host);
  const name = variable(environment, "ARM_ENVIRONMENT") ?? "public";
  const cloud = cloudNamed(name);
  if (cloud !== undefined) {
    const { loginEndpoint, graph, resourceManager } = clouds[cloud];
    return { loginEndpoint, graph, resourceManager, wellKnown: true };
  }
  throw new TenantError(
    `ARM_ENVIRONMENT names the cloud "${name}", which is not known`,
    `Set it to one of ${cloudNames.join(", ")}.`,
  );
}

async function readMetadata(host: string): Promise<Cloud> {
  const response = await ask(host);
  if (!response.ok) throw unusable(host, `it answered with status ${response.status}`);
  const answer = metadata.safeParse(await response.json().catch(() => undefined));
  if (!answer.success)
    throw unusable(host, "its answer names no sign-in endpoint, no Microsoft Graph or no Azure Resource Manager");
  return {
    loginEndpoint: withoutSlash(answer.data.authentication.loginEndpoint),
    graph: withoutSlash(answer.data.microsoftGraphResourceId),
    resourceManager: withoutSlash(answer.data.resourceManager),
    wellKnown: false,
  };
}

async function ask(host: string): Promise<Response> {
  try {
    return await fetch(`https://${host}/metadata/endpoints?api-version=2022-09-01`, {
      signal: AbortSignal.timeout(metadataTimeout),
    });
  } catch (error) {
    throw networkFailure(error, `the metadata host ${host}`);
  }
}

function unusable(host: string, fact: string): TenantError {
  return new TenantError(
    `the metadata host ${host} describes no cloud: ${fact}`,
    "Check ARM_METADATA_HOSTNAME, or unset it to use the cloud that ARM_ENVIRONMENT names.",
  );
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, "");
}
