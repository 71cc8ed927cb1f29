/** Questions to Microsoft Graph, and what its refusals mean. */
import type { Client } from "@microsoft/microsoft-graph-client";
import * as z from "zod";
import { type Cloud, resolveCloud } from "./cloud.ts";
import { type Credential, createCredential } from "./credential.ts";
import type { Environment } from "./environment.ts";
import { signInFailure } from "./sign-in-failure.ts";
import { TenantError } from "./tenant-error.ts";

interface ListQuestion {
  /** Below the version, for example `/users`. */
  readonly path: string;
  readonly filter?: string;
  readonly expand?: string;
  readonly select?: readonly string[];
  /** What is read, for messages. */
  readonly subject: string;
  /** The least application permission that allows it. */
  readonly permission: string;
}

export interface GraphConnection {
  /** Every matching object, over as many pages as there are. @throws {TenantError} */
  list<S extends z.ZodType>(shape: S, question: ListQuestion): Promise<z.output<S>[]>;
}

/** Longest time for one page, waiting out throttling included, in milliseconds. */
const pageTimeout = 120_000;

/** Signs in once, so that a wrong secret is told apart from a missing permission. @throws {TenantError} */
export async function connect(environment: Environment): Promise<GraphConnection> {
  const cloud = await resolveCloud(environment);
  const identity = await createCredential(environment, cloud);
  await acquireToken(identity, cloud, environment);
  const client = await createClient(identity, cloud, environment);
  return { list: (shape, question) => list(client, identity.subject, shape, question) };
}

async function acquireToken(
  { credential, subject }: Credential,
  cloud: Cloud,
  environment: Environment,
): Promise<string> {
  try {
    const token = await credential.getToken(`${cloud.graph}/.default`);
    if (token === null) throw new TenantError(`${subject} got no token`, "Check how it signs in.");
    return token.token;
  } catch (error) {
    throw signInFailure(error, { subject, loginEndpoint: cloud.loginEndpoint, environment });
  }
}

async function createClient(identity: Credential, cloud: Cloud, environment: Environment): Promise<Client> {
  // Loaded when first needed, for the same reason as the sign-in library.
  const { Client } = await import("@microsoft/microsoft-graph-client");
  return Client.initWithMiddleware({
    baseUrl: `${cloud.graph}/`,
    defaultVersion: "v1.0",
    // Without this the client sends its token to Microsoft's own hosts only.
    customHosts: new Set([new URL(cloud.graph).hostname.toLowerCase()]),
    authProvider: { getAccessToken: () => acquireToken(identity, cloud, environment) },
  });
}

async function list<S extends z.ZodType>(
  client: Client,
  caller: string,
  shape: S,
  question: ListQuestion,
): Promise<z.output<S>[]> {
  const page = z.object({ value: z.array(shape), "@odata.nextLink": z.url().optional() });
  const options: string[] = [];
  if (question.filter !== undefined) options.push(`$filter=${encodeURIComponent(question.filter)}`);
  if (question.expand !== undefined) options.push(`$expand=${question.expand}`);
  if (question.select !== undefined) options.push(`$select=${question.select.join(",")}`);
  const found: z.output<S>[] = [];
  let address: string | undefined = options.length === 0 ? question.path : `${question.path}?${options.join("&")}`;
  while (address !== undefined) {
    const answer = page.safeParse(await get(client, caller, address, question));
    if (!answer.success) {
      throw new TenantError(
        `Microsoft Graph answered for ${question.subject} in a form that is not known`,
        "Preview again; if it stays so, report it with the version of this program.",
      );
    }
    found.push(...answer.data.value);
    address = answer.data["@odata.nextLink"];
  }
  return found;
}

async function get(client: Client, caller: string, address: string, question: ListQuestion): Promise<unknown> {
  try {
    return await client
      .api(address)
      .options({ signal: AbortSignal.timeout(pageTimeout) })
      .get();
  } catch (error) {
    throw refusal(error, caller, question);
  }
}

const graphError = z.object({ statusCode: z.number(), code: z.string().nullable() });

function refusal(error: unknown, caller: string, { subject, permission }: ListQuestion): TenantError {
  if (error instanceof TenantError) return error;
  const parsed = graphError.safeParse(error);
  const status = parsed.success ? parsed.data.statusCode : -1;
  const code = parsed.success ? (parsed.data.code ?? "no code") : "no code";
  if (status === 403) {
    return new TenantError(
      `${caller} may not read ${subject} (403 ${code})`,
      `Grant ${caller} the Microsoft Graph application permission ${permission}, with admin consent.`,
    );
  }
  if (status === 401) {
    return new TenantError(
      `Microsoft Graph does not accept the token of ${caller} (401 ${code})`,
      "Check that ARM_TENANT_ID and ARM_ENVIRONMENT name the tenant's own cloud, and sign in again.",
    );
  }
  if (status === 429) {
    return new TenantError(
      `Microsoft Graph kept asking to slow down while ${subject} was read (429)`,
      "Preview again in a few minutes.",
    );
  }
  if (status > 0) {
    return new TenantError(
      `Microsoft Graph could not read ${subject} (${status} ${code})`,
      "Preview again; if it stays so, look the code up in Microsoft Graph's list of errors.",
    );
  }
  return new TenantError(
    `Microsoft Graph did not answer when ${subject} was read`,
    "Check the network, the proxy and the name; preview again once it answers.",
  );
}
