import { resolveSrv } from "node:dns/promises";
import { DirectoryUnavailableError } from "../source.ts";

/** One domain controller that DNS names. */
interface ServiceRecord {
  readonly name: string;
  readonly port: number;
  /** Lower values are tried first. */
  readonly priority: number;
  readonly weight: number;
}

export type ResolveService = (name: string) => Promise<readonly ServiceRecord[]>;

/**
 * The names of a domain's controllers, the ones to try first at the front. Within one priority the heavier come first
 * and then the alphabet decides, so that every run asks the same one: two domain controllers may differ for a while.
 *
 * Source: MS-ADTS 6.3.2.3, `_ldap._tcp.dc._msdcs.<domain>`.
 */
export async function locateDomainControllers(
  domain: string,
  resolveService: ResolveService = resolveSrv,
  setting: "domainController" | "domainControllers" = "domainController",
): Promise<readonly [string, ...string[]]> {
  const query = `_ldap._tcp.dc._msdcs.${domain}`;
  const records = await resolveService(query).catch((error: NodeJS.ErrnoException) => {
    throw new DirectoryUnavailableError(
      `DNS knows no domain controller of ${domain} (${query}: ${error.code ?? error.name})`,
      `Use a DNS server that knows the forest, or name one in forests[].directory.live.${setting}`,
    );
  });
  const [first, ...others] = records
    .toSorted((a, b) => a.priority - b.priority || b.weight - a.weight || (a.name < b.name ? -1 : 1))
    .map((record) => record.name.replace(/\.$/, ""));
  if (first !== undefined) return [first, ...others];
  throw new DirectoryUnavailableError(
    `DNS lists no domain controller of ${domain} (${query})`,
    `Name one in forests[].directory.live.${setting}`,
  );
}
