import {
  discoverEndpoints,
  signIn,
  type TenantSettings,
  type Token,
  tenantSettings,
  trustCertificateFile,
} from "./practice-tenant.ts";
import type { Values } from "./property-values.ts";

export interface StandInOptions {
  /** Version of the npm package whose requests are served. */
  readonly version: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Says something to whoever watches the run. */
  readonly log: (message: string) => Promise<void>;
}

/** The practice tenant as a stand-in enters it; nobody signs in before the first call of `signIn`. */
export class TenantAccess {
  readonly #plugin: string;
  readonly #options: StandInOptions;
  #settings: TenantSettings | undefined;

  constructor(plugin: string, options: StandInOptions) {
    this.#plugin = plugin;
    this.#options = options;
  }

  /** Takes the settings, and says plainly that the tenant is simulated. */
  async configure(configured: Values): Promise<void> {
    const { environment, log } = this.#options;
    this.#settings = tenantSettings(this.#plugin, configured, environment);
    trustCertificateFile(environment);
    await log(
      `${this.#plugin}: simulated tenant at ${this.#settings.metadataHost}; the stand-in of the practice environment is at work, not the released plugin.`,
    );
  }

  /** Secrets among the settings. */
  get confidential(): readonly string[] {
    return this.#settings === undefined ? [] : [this.#settings.clientSecret];
  }

  get settings(): TenantSettings {
    if (this.#settings === undefined) throw new Error("the provider has not been configured");
    return this.#settings;
  }

  /** A token for one of the tenant's services, and where that service is. */
  async signIn(service: "graph" | "resourceManager"): Promise<Token & { readonly base: string }> {
    const endpoints = await discoverEndpoints(this.#plugin, this.settings);
    return { base: endpoints[service], ...(await signIn(this.settings, endpoints, endpoints[service])) };
  }
}
