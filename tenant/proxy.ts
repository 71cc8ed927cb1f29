/**
 * The way out of a closed network. Node uses no proxy unless it is told to, neither its fetch, by which Microsoft Graph is
 * asked, nor the connections by which the sign-in library asks. The azuread provider takes the same variables by itself.
 */
import http from "node:http";
import * as z from "zod";
import { type Environment, variable } from "./environment.ts";
import { TenantError } from "./tenant-error.ts";

/** What is never asked through a proxy. Source: golang.org/x/net/http/httpproxy, by which the azuread provider goes. */
const loopback = ["localhost", "127.0.0.1", "[::1]", "::1"];

/** As Node was told. */
let inUse = "";

/** What https goes through. */
let proxyOfHttps: { readonly variable: string; readonly address: URL } | undefined;

/**
 * From now on, Node uses the proxy that HTTPS_PROXY or HTTP_PROXY names, in capitals or small letters, except for hosts in
 * NO_PROXY and this machine. Nothing changes without these variables, or with a Node that cannot do it (before 24.5).
 *
 * @throws {TenantError} for a proxy that is none; its address may hold a password, so it is not repeated
 */
export function useProxyOf(environment: Environment): void {
  const [https, plain] = [proxyIn(environment, "HTTPS_PROXY"), proxyIn(environment, "HTTP_PROXY")];
  const proxies = {
    ...(https ? { HTTPS_PROXY: https.address.href } : {}),
    ...(plain ? { HTTP_PROXY: plain.address.href } : {}),
  };
  if (Object.keys(proxies).length === 0) return;
  const exceptions = either(environment, "NO_PROXY")?.value.split(/[\s,]+/) ?? [];
  // Node takes a star by itself only.
  const direct = exceptions.includes("*") ? "*" : [...exceptions, ...loopback].filter((host) => host !== "").join(",");
  const settings = { ...proxies, NO_PROXY: direct };
  const wanted = JSON.stringify(settings);
  if (wanted === inUse) return;
  try {
    http.setGlobalProxyFromEnv?.(settings);
  } catch {
    // Node's own words repeat the address.
    throw noProxy(Object.keys(proxies).join(" or "));
  }
  inUse = wanted;
  proxyOfHttps = https;
}

/**
 * What a failed connection says of the proxy; undefined where it says nothing of it. The address may hold a password, so the
 * variable is named.
 *
 * @param chain the error, and what it was made from
 */
export function proxyFailure(chain: readonly Error[], service: string): TenantError | undefined {
  if (proxyOfHttps === undefined) return undefined;
  const { variable: name, address } = proxyOfHttps;
  const proxy = `the proxy that ${name} names`;
  const refused = chain.map(({ message }) => refusal.exec(message)).find((found) => found !== null);
  if (refused) {
    const status = refused[1] ?? refused[2];
    return new TenantError(
      `${service} cannot be reached: ${proxy} refused to connect to it (${status})`,
      status === "407"
        ? `Give the user and the password of the proxy in ${name}, as in http://user:password@proxy.contoso.example:3128.`
        : "Allow the connection at the proxy, or list the host in NO_PROXY when there is a direct way.",
    );
  }
  const [code] = chain.flatMap((each) => codeOfWay(each, address));
  if (code === undefined) return undefined;
  return new TenantError(
    `${service} cannot be reached: ${proxy} does not answer (${code})`,
    `Check ${name} and the way to the proxy, or list the host in NO_PROXY when there is a direct way.`,
  );
}

/** What Node's connections and its fetch say where a proxy answers CONNECT with another status than 200. */
const refusal = /^Failed to establish tunnel to .*: HTTP\/[\d.]+ (\d+)|^Proxy response \((\d+)\)/;

const failedWay = z.object({
  code: z.string(),
  port: z.number().optional(),
  hostname: z.string().optional(),
});

/** The code of a connection that was to end at this address. */
function codeOfWay(error: Error, { hostname, port, protocol }: URL): readonly string[] {
  const way = failedWay.safeParse(error).data;
  if (way === undefined) return [];
  const own = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  return way.port === own || way.hostname === hostname ? [way.code] : [];
}

function proxyIn(environment: Environment, name: "HTTPS_PROXY" | "HTTP_PROXY"): typeof proxyOfHttps {
  const found = either(environment, name);
  if (found === undefined) return undefined;
  // `proxy:3128` is what many write, and the provider takes it.
  const address = URL.parse(found.value.includes("://") ? found.value : `http://${found.value}`);
  if (address === null || !/^https?:$/.test(address.protocol)) throw noProxy(found.name);
  return { variable: found.name, address };
}

function noProxy(name: string): TenantError {
  return new TenantError(
    `${name} names no HTTP proxy`,
    `Set ${name} to an address such as http://proxy.contoso.example:3128, or unset it.`,
  );
}

/** Small letters first, as in most programs. */
function either(environment: Environment, name: string): { readonly name: string; readonly value: string } | undefined {
  return [name.toLowerCase(), name]
    .map((spelled) => ({ name: spelled, value: variable(environment, spelled) ?? "" }))
    .find(({ value }) => value !== "");
}
