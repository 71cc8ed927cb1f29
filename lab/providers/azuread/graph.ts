import { setTimeout } from "node:timers/promises";
import { reach } from "../practice-tenant.ts";

/** A JSON object of Microsoft Graph. */
export interface GraphObject {
  readonly id?: string;
  readonly [property: string]: unknown;
}

export type GraphVersion = "v1.0" | "beta";

/** Where Graph is and who calls it. */
export interface GraphSession {
  /** Without a version: `https://localhost:8443/graph`. */
  readonly base: string;
  readonly token: string;
  /** Object id of the caller. */
  readonly callerId: string;
}

/** An answer other than success, worded as the released provider words it. */
export class GraphError extends Error {
  override readonly name = "GraphError";
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, statusText: string, error: { code?: string; message?: string } | undefined) {
    const detail = error ? `error: ${error.code}: ${error.message}` : "an empty response";
    super(`unexpected status ${status} (${status} ${statusText}) with ${detail}`);
    this.status = status;
    this.code = error?.code;
  }

  static isNotFound(error: unknown): boolean {
    return error instanceof GraphError && error.status === 404;
  }
}

/** How often a request is made while Graph asks to come back later, or is down for a moment. */
const mostAttempts = 10;

/** As the plugin does: throttling, timeouts, and whatever the server says of itself except "not implemented". */
function isPassing(status: number): boolean {
  return [408, 424, 429].includes(status) || (status >= 500 && status !== 501);
}

/** The few calls of Microsoft Graph that resources are made of. Only what may pass by itself is tried again. */
export class Graph {
  readonly #session: () => Promise<GraphSession>;
  readonly version: GraphVersion;

  constructor(session: () => Promise<GraphSession>, version: GraphVersion = "v1.0") {
    this.#session = session;
    this.version = version;
  }

  /** The same, on the beta endpoint. */
  get beta(): Graph {
    return new Graph(this.#session, "beta");
  }

  async callerId(): Promise<string> {
    return (await this.#session()).callerId;
  }

  /** The URL by which a request refers to a user, group or service principal. */
  async directoryObject(id: string): Promise<string> {
    return `${(await this.#session()).base}/${this.version}/directoryObjects/${id}`;
  }

  async get(path: string, query: Readonly<Record<string, string>> = {}): Promise<GraphObject> {
    const parameters = new URLSearchParams(query).toString();
    return this.#call("GET", parameters === "" ? path : `${path}?${parameters}`);
  }

  /** Undefined for what is not there. */
  async find(path: string, query: Readonly<Record<string, string>> = {}): Promise<GraphObject | undefined> {
    try {
      return await this.get(path, query);
    } catch (error) {
      if (GraphError.isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Every item of a collection, page after page. */
  async list(path: string, query: Readonly<Record<string, string>> = {}): Promise<GraphObject[]> {
    const items: GraphObject[] = [];
    let page = await this.get(path, query);
    for (;;) {
      items.push(...((page.value as GraphObject[] | undefined) ?? []));
      const next = page["@odata.nextLink"];
      if (typeof next !== "string") return items;
      page = await this.#request("GET", next);
    }
  }

  async post(path: string, body: object): Promise<GraphObject> {
    return this.#call("POST", path, body);
  }

  async patch(path: string, body: object): Promise<void> {
    await this.#call("PATCH", path, body);
  }

  async put(path: string, body: object): Promise<void> {
    await this.#call("PUT", path, body);
  }

  async delete(path: string): Promise<void> {
    await this.#call("DELETE", path);
  }

  async #call(method: string, path: string, body?: object): Promise<GraphObject> {
    const { base } = await this.#session();
    return this.#request(method, `${base}/${this.version}${path}`, body);
  }

  async #request(method: string, url: string, body?: object): Promise<GraphObject> {
    let response = await this.#send(method, url, body);
    for (let attempt = 1; isPassing(response.status) && attempt < mostAttempts; attempt++) {
      await response.body?.cancel();
      await setTimeout(1000 * Number(response.headers.get("Retry-After") ?? 2 ** (attempt - 1)));
      response = await this.#send(method, url, body);
    }
    const text = await response.text();
    if (!response.ok) throw new GraphError(response.status, response.statusText, errorOf(text));
    return text === "" ? {} : (JSON.parse(text) as GraphObject);
  }

  async #send(method: string, url: string, body?: object): Promise<Response> {
    const { token } = await this.#session();
    return reach(url, {
      method,
      headers: {
        Accept: "application/json; charset=utf-8; IEEE754Compatible=false",
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json; charset=utf-8",
        "OData-Version": "4.0",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

function errorOf(text: string): { code?: string; message?: string } | undefined {
  try {
    return (JSON.parse(text) as { error?: { code?: string; message?: string } }).error;
  } catch {
    // Not Graph's own error body: the status says all there is to say.
    return undefined;
  }
}

/** The id of an object that Graph has just made. */
export function idOf(object: GraphObject): string {
  if (typeof object.id !== "string" || object.id === "") throw new Error("API error: the object returned has no id");
  return object.id;
}

/** A literal within a `$filter`. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Adds what was being done to an error's message, as the released provider does. */
export async function during<T>(what: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Milliseconds between two looks, and how many: the released provider takes seconds, and minutes. */
const pause = 100;
const mostLooks = 100;

/**
 * Waits until a change shows in several looks in a row, as the released provider does. It waits five seconds between them,
 * and here no replica is behind another one.
 *
 * @param inARow five where the provider waits for an object, three where it waits for an assignment
 */
export async function look(what: string, shows: () => Promise<boolean>, inARow = 5): Promise<void> {
  let seen = 0;
  for (let looks = 1; looks <= mostLooks; looks++) {
    seen = (await during(what, shows)) ? seen + 1 : 0;
    if (seen === inARow) return;
    if (seen === 0) await setTimeout(pause);
  }
  throw new Error(`${what}: the change does not show`);
}

/** Where the released provider tries again, too: what was made a moment ago may not be found yet. */
export async function onceFound<T>(operation: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      if (!GraphError.isNotFound(error) || attempt === mostLooks) throw error;
      await setTimeout(pause);
    }
  }
}
