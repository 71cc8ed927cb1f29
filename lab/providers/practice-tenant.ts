import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Values } from "./property-values.ts";

/** How a stand-in finds and enters the practice tenant; the same settings and variables as the released plugins take. */
export interface TenantSettings {
  /** `localhost:8443`; `metadataHost` or `ARM_METADATA_HOSTNAME`. */
  readonly metadataHost: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Where the practice tenant serves what. */
export interface Endpoints {
  readonly login: string;
  /** Base of Microsoft Graph, and the resource that tokens for it are asked for. */
  readonly graph: string;
  readonly resourceManager: string;
}

/** What a token says about who holds it. */
export interface Token {
  readonly value: string;
  /** Object id of the service principal that signed in. */
  readonly objectId: string;
}

/** A setting of the stand-in that cannot work. */
export class TenantSettingsError extends Error {
  override readonly name = "TenantSettingsError";
}

/** Reads the settings; a stand-in talks to nothing but a tenant on this machine, and says so otherwise. */
export function tenantSettings(plugin: string, configured: Values, environment: NodeJS.ProcessEnv): TenantSettings {
  const setting = (name: string, variable: string): string => {
    const value = configured[name];
    return typeof value === "string" && value !== "" ? value : (environment[variable] ?? "");
  };
  const metadataHost = setting("metadataHost", "ARM_METADATA_HOSTNAME");
  if (metadataHost === "") {
    throw new TenantSettingsError(
      `This is a stand-in for the ${plugin} plugin and serves the practice tenant only, and no metadata host is set: start it through npm start, or install the released plugin for a real tenant (pulumi plugin install resource ${plugin}).`,
    );
  }
  requireLoopback(plugin, `https://${metadataHost}`, metadataHost);
  return {
    metadataHost,
    tenantId: setting("tenantId", "ARM_TENANT_ID"),
    clientId: setting("clientId", "ARM_CLIENT_ID"),
    clientSecret: setting("clientSecret", "ARM_CLIENT_SECRET"),
  };
}

function requireLoopback(plugin: string, url: string, shown: string): void {
  if (URL.canParse(url) && isLoopback(new URL(url).hostname)) return;
  throw new TenantSettingsError(
    `This is a stand-in for the ${plugin} plugin and serves a practice tenant on this machine only, not ${JSON.stringify(shown)}: install the released plugin for a real tenant (pulumi plugin install resource ${plugin}).`,
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Lets Node trust the authorities of `SSL_CERT_FILE`, as the released plugins do; `NODE_EXTRA_CA_CERTS` it reads itself. */
export function trustCertificateFile(environment: NodeJS.ProcessEnv): void {
  const file = environment.SSL_CERT_FILE;
  if (file === undefined || file === "") return;
  setDefaultCACertificates([...getCACertificates("default"), readFileSync(file, "utf8")]);
}

/** Asks the metadata host where everything is, as the released plugins do when they start. */
export async function discoverEndpoints(plugin: string, settings: TenantSettings): Promise<Endpoints> {
  const url = `https://${settings.metadataHost}/metadata/endpoints?api-version=2022-09-01`;
  const response = await reach(url, { headers: { Accept: "application/json" } });
  if (!response.ok)
    throw new Error(`The metadata host answered ${response.status} ${response.statusText} to GET ${url}.`);
  const metadata = (await response.json()) as Partial<Metadata>;
  const endpoint = (name: string, value: string | undefined): string => {
    if (value === undefined) throw new Error(`The metadata of ${settings.metadataHost} names no ${name}.`);
    requireLoopback(plugin, value, value);
    return value.replace(/\/+$/, "");
  };
  return {
    login: endpoint("authentication.loginEndpoint", metadata.authentication?.loginEndpoint),
    graph: endpoint("microsoftGraphResourceId", metadata.microsoftGraphResourceId),
    resourceManager: endpoint("resourceManager", metadata.resourceManager),
  };
}

interface Metadata {
  readonly authentication: { readonly loginEndpoint?: string };
  readonly resourceManager: string;
  readonly microsoftGraphResourceId: string;
}

/** Signs in with the client secret. */
export async function signIn(settings: TenantSettings, endpoints: Endpoints, resource: string): Promise<Token> {
  const url = `${endpoints.login}/${encodeURIComponent(settings.tenantId)}/oauth2/v2.0/token`;
  const response = await reach(url, {
    method: "POST",
    body: new URLSearchParams({
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
      grant_type: "client_credentials",
      scope: `${resource}/.default`,
    }),
  });
  if (!response.ok) {
    // As the plugin's library says it, on one line.
    const body = (await response.text()).replace(/\s+/g, " ");
    throw new Error(
      `unable to obtain access token: clientCredentialsToken: received HTTP status ${response.status} with response: ${body}`,
    );
  }
  const { access_token: value } = (await response.json()) as { access_token?: string };
  const payload = value?.split(".")[1];
  if (value === undefined || payload === undefined) throw new Error(`${url} answered without a usable access token.`);
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as { oid?: string };
  return { value, objectId: claims.oid ?? "" };
}

/** `fetch`, but the reason of a failed connection is in the message. */
export async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`The practice tenant cannot be reached at ${new URL(url).origin}: ${reason}`, { cause: error });
  }
}

/** Runs an operation when its result is first asked for, and again only after it failed. */
export function once<T>(operation: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= operation().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}
