import { reach } from "../practice-tenant.ts";
import type { Values } from "../property-values.ts";

export interface ResourceManagerSession {
  /** `https://localhost:8443/arm`. */
  readonly base: string;
  readonly token: string;
}

/** An answer of Azure Resource Manager other than success, worded as the released plugin words it. */
export class ResourceManagerError extends Error {
  override readonly name = "ResourceManagerError";
  readonly status: number;

  constructor(status: number, error: { code?: string; message?: string } | undefined) {
    super(`Status=${status} Code="${error?.code ?? "Unknown"}" Message="${error?.message ?? ""}"`);
    this.status = status;
  }
}

/** GET, PUT and DELETE of one resource by its id. */
export class ResourceManager {
  readonly #session: () => Promise<ResourceManagerSession>;

  constructor(session: () => Promise<ResourceManagerSession>) {
    this.#session = session;
  }

  /** Undefined when there is no such resource. */
  async find(id: string, apiVersion: string): Promise<Values | undefined> {
    try {
      return await this.#call("GET", id, apiVersion);
    } catch (error) {
      if (error instanceof ResourceManagerError && error.status === 404) return undefined;
      throw error;
    }
  }

  async put(id: string, apiVersion: string, body: Values): Promise<Values> {
    return this.#call("PUT", id, apiVersion, body);
  }

  async delete(id: string, apiVersion: string): Promise<void> {
    try {
      await this.#call("DELETE", id, apiVersion);
    } catch (error) {
      // What is gone already needs no deleting: the released plugin sees it so, too.
      if (!(error instanceof ResourceManagerError && error.status === 404)) throw error;
    }
  }

  async #call(method: string, id: string, apiVersion: string, body?: Values): Promise<Values> {
    const { base, token } = await this.#session();
    const response = await reach(`${base}${id}?api-version=${apiVersion}`, {
      method,
      headers: { Accept: "application/json", Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new ResourceManagerError(response.status, errorOf(text));
    return text === "" ? {} : (JSON.parse(text) as Values);
  }
}

function errorOf(text: string): { code?: string; message?: string } | undefined {
  try {
    return (JSON.parse(text) as { error?: { code?: string; message?: string } }).error;
  } catch {
    // Not an error body of Azure's: the status says all there is to say.
    return undefined;
  }
}
