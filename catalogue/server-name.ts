/** Names of servers as people write them: `SYNC01`, `sync01.contoso.example`, `CONTOSO\SYNC01$` or `CN=SYNC01,…`. */
import { firstValue } from "./distinguished-name.ts";

/** Without the domain before it, the `$` of its account and its container: `SYNC01` or `sync01.contoso.example`. */
export function serverName(text: string): string {
  return firstValue(text) ?? text.trim().replace(/^.*\\/, "").replace(/\$$/, "");
}

/** `SYNC01`: that without the domain of a DNS name. */
export function hostName(text: string): string {
  return serverName(text).replace(/\..*$/, "");
}

/** {@link hostName} in small letters: equal for names of one server. */
export function bareServerName(text: string): string {
  return hostName(text).toLowerCase();
}
