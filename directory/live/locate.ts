import { resolveSrv, TIMEOUT } from "node:dns/promises";
import { domainToASCII } from "node:url";
import { DirectoryUnavailableError } from "../source.ts";
import { lookupTime } from "./limits.ts";
import { withinTime } from "./within-time.ts";

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
 * DNS has `patience` milliseconds.
 *
 * Only names inside the domain: an answer of DNS is signed by nobody, and whoever forges one has a valid certificate for
 * a name of their own. A domain controller with a name elsewhere (a disjoint namespace) must be named.
 *
 * Source: MS-ADTS 6.3.2.3, `_ldap._tcp.dc._msdcs.<domain>`.
 */
export async function locateDomainControllers(
  domain: string,
  resolveService: ResolveService = resolveSrv,
  setting: "domainController" | "domainControllers" = "domainController",
  patience = lookupTime,
): Promise<readonly [string, ...string[]]> {
  const query = `_ldap._tcp.dc._msdcs.${domain}`;
  const late = () => Object.assign(new Error(), { code: TIMEOUT });
  const records = await withinTime(resolveService(query), patience, late).catch((error: NodeJS.ErrnoException) => {
    throw new DirectoryUnavailableError(
      `DNS knows no domain controller of ${domain} (${query}: ${error.code ?? error.name})`,
      `Use a DNS server that knows the forest, or name one in forests[].directory.live.${setting}`,
    );
  });
  const ordered = records
    .toSorted((a, b) => a.priority - b.priority || b.weight - a.weight || (a.name < b.name ? -1 : 1))
    .map((record) => record.name.replace(/\.$/, ""));
  const listed = [...new Map(ordered.toReversed().map((name) => [name.toLowerCase(), name])).values()].toReversed();
  const [first, ...others] = listed.filter((name) => liesIn(name, domain));
  if (first !== undefined) return [first, ...others];
  if (listed.length > 0)
    throw new DirectoryUnavailableError(
      `DNS lists only domain controllers outside ${domain} (${query}: ${listed.slice(0, mostNamed).map(hostName).join(", ")}), so no password is sent there`,
      `If a domain controller has such a name (a disjoint namespace), name it in forests[].directory.live.${setting}; otherwise correct the records in DNS`,
    );
  throw new DirectoryUnavailableError(
    `DNS lists no domain controller of ${domain} (${query})`,
    `Name one in forests[].directory.live.${setting}`,
  );
}

/** How many names a sentence lists. */
const mostNamed = 3;

/** What a host name is made of. `domainToASCII` reads a name as a URL does, and drops what follows a `#`, `/`, `?` or `\\`. */
const hostCharacters = /^[\p{L}\p{M}\p{N}._-]+$/u;

/** Whether a host name is one of the domain's, whatever its case and script. */
function liesIn(host: string, domain: string): boolean {
  if (!hostCharacters.test(host)) return false;
  const suffix = domainToASCII(domain.replace(/\.$/, ""));
  return suffix !== "" && domainToASCII(host).endsWith(`.${suffix}`);
}

/** Of the name of a host only what a name can hold; DNS carries any bytes. */
function hostName(name: string): string {
  return name.replace(/[^\w.-]/g, "?");
}
