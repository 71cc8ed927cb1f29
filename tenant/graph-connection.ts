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
  /** How many a page may hold, where many are expected; up to Microsoft Graph when absent. */
  readonly pageSize?: number;
  /** What is read, for messages. */
  readonly subject: string;
  /** The least application permission that allows it. */
  readonly permission: string;
}

interface WriteRequest extends Pick<ListQuestion, "path" | "permission"> {
  readonly body: object;
  /** What is written, for messages: `the eligibility of …`. */
  readonly subject: string;
}

/** A connection that reads. */
export interface GraphConnection {
  /** Every matching object, over as many pages as there are. @throws {TenantError} */
  list<S extends z.ZodType>(shape: S, question: ListQuestion): Promise<z.output<S>[]>;
}

/** A connection that writes, too. */
export interface WritingGraphConnection extends GraphConnection {
  /** @throws {TenantError} with Graph's own code where Graph refused. */
  post(request: WriteRequest): Promise<void>;
}

/** Longest time for one page, waiting out throttling included, in milliseconds. */
const pageTimeout = 120_000;

/** Signs in once, so that a wrong secret is told apart from a missing permission. @throws {TenantError} */
export async function connect(environment: Environment): Promise<WritingGraphConnection> {
  const cloud = await resolveCloud(environment);
  const identity = await createCredential(environment, cloud);
  await acquireToken(identity, cloud, environment);
  const client = await createClient(identity, cloud, environment);
  return {
    list: (shape, question) => list(client, identity.subject, shape, question),
    post: (request) => post(client, identity.subject, request),
  };
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
  if (question.pageSize !== undefined) options.push(`$top=${question.pageSize}`);
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
    throw refusal(error, caller, "read", question);
  }
}

async function post(client: Client, caller: string, { path, body, ...question }: WriteRequest): Promise<void> {
  try {
    await client
      .api(path)
      .options({ signal: AbortSignal.timeout(pageTimeout) })
      .post(body);
  } catch (error) {
    throw refusal(error, caller, "change", question);
  }
}

const participles = { read: "read", change: "changed" } as const;

const graphError = z.object({ statusCode: z.number(), code: z.string().nullable() });

/** Graph's code for what a tenant has not paid for. */
export const premiumLicenceRequired = "AadPremiumLicenseRequired";

function refusal(
  error: unknown,
  caller: string,
  verb: "read" | "change",
  { subject, permission }: Pick<ListQuestion, "subject" | "permission">,
): TenantError {
  if (error instanceof TenantError) return error;
  const parsed = graphError.safeParse(error);
  const status = parsed.success ? parsed.data.statusCode : -1;
  const code = parsed.success ? (parsed.data.code ?? "no code") : "no code";
  if (status === 403) {
    return new TenantError(
      `${caller} may not ${verb} ${subject} (403 ${code})`,
      `Grant ${caller} the Microsoft Graph application permission ${permission}, with admin consent.`,
      code,
    );
  }
  if (code === premiumLicenceRequired) {
    return new TenantError(
      `The tenant has no licence for Privileged Identity Management, without which ${subject} cannot be ${participles[verb]}`,
      "Get Microsoft Entra ID P2 or Microsoft Entra ID Governance.",
      code,
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
      `Microsoft Graph kept asking to slow down while ${subject} was ${participles[verb]} (429)`,
      "Preview again in a few minutes.",
    );
  }
  if (status > 0) {
    return new TenantError(
      `Microsoft Graph could not ${verb} ${subject} (${status} ${code})`,
      "Preview again; if it stays so, look the code up in Microsoft Graph's list of errors.",
      code,
    );
  }
  return new TenantError(
    `Microsoft Graph did not answer when ${subject} was ${participles[verb]}`,
    "Check the network, the proxy and the name; preview again once it answers.",
  );
}
