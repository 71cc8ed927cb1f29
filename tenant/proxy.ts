/**
 * The way out of a closed network. Node's own fetch, by which Microsoft Graph is asked, uses no proxy unless it is told to;
 * the sign-in library and the azuread provider take the same variables by themselves.
 */
import http from "node:http";
import { type Environment, variable } from "./environment.ts";
import { TenantError } from "./tenant-error.ts";

/** What is never asked through a proxy. Source: golang.org/x/net/http/httpproxy, by which the azuread provider goes. */
const loopback = ["localhost", "127.0.0.1", "[::1]", "::1"];

let inUse = "";

/**
 * From now on, fetch uses the proxy that HTTPS_PROXY or HTTP_PROXY names, in capitals or small letters, except for hosts in
 * NO_PROXY and this machine. Nothing changes without these variables, or with a Node that cannot do it (before 24.5).
 *
 * @throws {TenantError} for a proxy that is none; its address may hold a password, so it is not repeated
 */
export function useProxyOf(environment: Environment): void {
  const proxies = { ...proxyIn(environment, "HTTPS_PROXY"), ...proxyIn(environment, "HTTP_PROXY") };
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
}

function proxyIn(environment: Environment, name: "HTTPS_PROXY" | "HTTP_PROXY"): Readonly<Record<string, string>> {
  const found = either(environment, name);
  if (found === undefined) return {};
  // `proxy:3128` is what many write, and the provider takes it.
  const address = found.value.includes("://") ? found.value : `http://${found.value}`;
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? "")) throw noProxy(found.name);
  return { [name]: address };
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
