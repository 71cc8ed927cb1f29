/** Questions to Microsoft Graph, and what its refusals mean. */
import type { Client, Context } from "@microsoft/microsoft-graph-client";
import * as z from "zod";
import { type Cloud, resolveCloud } from "./cloud-endpoints.ts";
import { type Credential, createCredential } from "./credential.ts";
import type { Environment } from "./environment.ts";
import { type Answer, readAnswer } from "./graph-answer.ts";
import { failureOfProxy } from "./network-failure.ts";
import { NextLinks } from "./next-links.ts";
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
  /**
   * Whether Microsoft Graph can count the list. One that is empty, or whose last page is full, is then asked for again
   * with its count, and counts for nothing without it: an answer that was cut or blanked looks like an honest one.
   */
  readonly counted?: boolean;
  /** Given where the list is never empty: what every tenant has in it, as the rest of "Microsoft Graph did not show …". */
  readonly witness?: string;
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
  /** Who signed in. @throws {TenantError} */
  caller(): Promise<Caller>;
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

/** Longest wait that Microsoft Graph may ask for, in seconds; its documentation speaks of minutes at most. */
const longestRetryAfter = 60;

/** How many entries a page of Microsoft Graph holds where no other number is asked for. */
const defaultPageSize = 100;

/** What a token says about who signed in. */
export interface Caller {
  /** Object id; null where the token does not say. */
  readonly objectId: string | null;
  /** Application permissions; none for a person who signed in. */
  readonly permissions: readonly string[];
}

/** Signs in once, so that a wrong secret is told apart from a missing permission. @throws {TenantError} */
export async function connect(environment: Environment): Promise<WritingGraphConnection> {
  const cloud = await resolveCloud(environment);
  const identity = await createCredential(environment, cloud);
  await acquireToken(identity, cloud, environment);
  const client = await createClient(identity, cloud, environment);
  return {
    caller: async () => callerOf(await acquireToken(identity, cloud, environment)),
    list: (shape, question) => list({ client, caller: identity.subject, graph: cloud.graph }, shape, question),
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
    if (token === null) throw new TenantError(`${subject} did not get a token`, "Check how it signs in.");
    return token.token;
  } catch (error) {
    throw signInFailure(error, { subject, loginEndpoint: cloud.loginEndpoint, environment });
  }
}

const claims = z.object({ oid: z.string().nullish(), roles: z.array(z.string()).nullish() });

/** A token is for Microsoft Graph to check; here it only tells what must be visible to whoever holds it. */
function callerOf(token: string): Caller {
  try {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
    const { oid, roles } = claims.parse(JSON.parse(payload));
    return { objectId: oid ?? null, permissions: roles ?? [] };
  } catch {
    return { objectId: null, permissions: [] };
  }
}

async function createClient(identity: Credential, cloud: Cloud, environment: Environment): Promise<Client> {
  // Loaded when first needed, for the same reason as the sign-in library.
  const graph = await import("@microsoft/microsoft-graph-client");
  const authentication = { getAccessToken: () => acquireToken(identity, cloud, environment) };
  const mayRetry = (_delay: number, _attempt: number, _request: unknown, _options: unknown, response?: Response) => {
    const seconds = waitAskedFor(response);
    return seconds === null || seconds <= longestRetryAfter;
  };
  return graph.Client.initWithMiddleware({
    baseUrl: `${cloud.graph}/`,
    defaultVersion: "v1.0",
    // Without this the client sends its token to Microsoft's own hosts only.
    customHosts: new Set([new URL(cloud.graph).hostname.toLowerCase()]),
    middleware: [
      new graph.AuthenticationHandler(authentication),
      new graph.RetryHandler(new graph.RetryHandlerOptions(undefined, undefined, mayRetry)),
      new graph.TelemetryHandler(),
      { execute: fetchFor },
    ],
  });
}

/** What the proxy did to the request with this signal, which the library's own errors do not say. */
const proxyFailures = new WeakMap<AbortSignal, TenantError>();

async function fetchFor(context: Context): Promise<void> {
  try {
    context.response = await fetch(context.request, context.options);
  } catch (error) {
    const failure = failureOfProxy(error, "Microsoft Graph");
    const signal = context.options?.signal;
    if (failure && signal) proxyFailures.set(signal, failure);
    throw error;
  }
}

/** In seconds; null where nothing is asked for. Microsoft Graph gives seconds, HTTP allows a date. */
function waitAskedFor(response: Response | undefined): number | null {
  const value = response?.headers.get("retry-after");
  if (!value) return null;
  const seconds = Number(value);
  return Number.isFinite(seconds) ? seconds : (new Date(value).getTime() - Date.now()) / 1000;
}

interface Connected {
  readonly client: Client;
  /** Who asks, for messages. */
  readonly caller: string;
  /** Base address of Microsoft Graph. */
  readonly graph: string;
}

async function list<S extends z.ZodType>(
  connected: Connected,
  shape: S,
  question: ListQuestion,
): Promise<z.output<S>[]> {
  const first = await readPages(connected, shape, question);
  const isSuspicious = first.found.length === 0 || first.lastPage >= (question.pageSize ?? defaultPageSize);
  const { found } = question.counted && isSuspicious ? await readCounted(connected, shape, question) : first;
  if (found.length === 0 && question.witness !== undefined) {
    throw new TenantError(
      `Microsoft Graph did not show ${question.witness}, so nothing is concluded about ${question.subject}`,
      `Check what ${connected.caller} may read, grant it the Microsoft Graph application permission ${question.permission}, and run the command again.`,
    );
  }
  return found;
}

/** The same list once more, this time with the number of its entries. */
async function readCounted<S extends z.ZodType>(connected: Connected, shape: S, question: ListQuestion) {
  const counted = await readPages(connected, shape, question, true);
  if (counted.count === counted.found.length) return counted;
  const told = counted.count === null ? "no count" : `a count of ${counted.count}`;
  throw new TenantError(
    `Microsoft Graph showed ${counted.found.length} entries for ${question.subject} with ${told}, so some may be missing`,
    "Run the command again. If the problem persists, report it with the version of this program.",
  );
}

async function readPages<S extends z.ZodType>(
  connected: Connected,
  shape: S,
  question: ListQuestion,
  withCount = false,
): Promise<{ readonly found: z.output<S>[]; readonly lastPage: number; readonly count: number | null }> {
  const page = z.object({
    value: z.array(shape),
    "@odata.nextLink": z.string().optional(),
    "@odata.count": z.number().optional(),
  });
  const links = new NextLinks(connected.graph, question.subject);
  const found: z.output<S>[] = [];
  let count: number | null = null;
  let lastPage = 0;
  let address: string | undefined = addressOf(question, withCount);
  while (address !== undefined) {
    const { body, size }: Answer = await get(connected, address, question, withCount);
    const answer: z.ZodSafeParseResult<z.output<typeof page>> = page.safeParse(body);
    if (!answer.success) {
      throw new TenantError(
        `Microsoft Graph answered for ${question.subject} in an unknown format`,
        "Run the command again. If the problem persists, report it with the version of this program.",
      );
    }
    lastPage = answer.data.value.length;
    for (const one of answer.data.value) found.push(one);
    // Only the first page has it.
    count ??= answer.data["@odata.count"] ?? null;
    address = links.follow(answer.data["@odata.nextLink"], { entries: lastPage, size });
  }
  return { found, lastPage, count };
}

function addressOf({ path, filter, expand, select, pageSize }: ListQuestion, withCount: boolean): string {
  const options: string[] = [];
  if (filter !== undefined) options.push(`$filter=${encodeURIComponent(filter)}`);
  if (expand !== undefined) options.push(`$expand=${expand}`);
  if (select !== undefined) options.push(`$select=${select.join(",")}`);
  if (pageSize !== undefined) options.push(`$top=${pageSize}`);
  if (withCount) options.push("$count=true");
  return options.length === 0 ? path : `${path}?${options.join("&")}`;
}

/** What is counted comes from another index of Microsoft Graph, which it uses when told that this may lag a little. */
async function get(
  { client, caller }: Connected,
  address: string,
  question: ListQuestion,
  withCount: boolean,
): Promise<Answer> {
  const { ResponseType } = await import("@microsoft/microsoft-graph-client");
  const signal = AbortSignal.timeout(pageTimeout);
  let answer: Answer;
  try {
    const request = client.api(address).responseType(ResponseType.RAW);
    if (withCount) request.header("ConsistencyLevel", "eventual");
    const response: Response = await request.options({ signal, redirect: "manual" }).get();
    answer = await readAnswer(response, question.subject);
  } catch (error) {
    throw proxyFailures.get(signal) ?? refusal(error, caller, "read", question);
  }
  if (answer.status === 200) return answer;
  throw refusal({ statusCode: answer.status, code: answer.code }, caller, "read", question);
}

async function post(client: Client, caller: string, { path, body, ...question }: WriteRequest): Promise<void> {
  const signal = AbortSignal.timeout(pageTimeout);
  try {
    await client.api(path).options({ signal }).post(body);
  } catch (error) {
    throw proxyFailures.get(signal) ?? refusal(error, caller, "change", question);
  }
}

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
      `${caller} is not allowed to ${verb} ${subject} (403 ${code})`,
      `Grant ${caller} the Microsoft Graph application permission ${permission}, with admin consent.`,
      code,
    );
  }
  if (code === premiumLicenceRequired) {
    return new TenantError(
      `The tenant has no license for Privileged Identity Management, so the program cannot ${verb} ${subject}`,
      "Buy Microsoft Entra ID P2 or Microsoft Entra ID Governance.",
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
      `Microsoft Graph kept asking the program to slow down, or to wait longer than ${longestRetryAfter} seconds, when asked to ${verb} ${subject} (429)`,
      "Run the command again in a few minutes.",
    );
  }
  if (status > 0) {
    return new TenantError(
      `Microsoft Graph could not ${verb} ${subject} (${status} ${code})`,
      "Run the command again. If the problem persists, look up the code in Microsoft Graph's list of errors.",
      code,
    );
  }
  return new TenantError(
    `Microsoft Graph did not answer when asked to ${verb} ${subject}`,
    "Check the network, the proxy and the name; run the command again when it answers.",
  );
}
