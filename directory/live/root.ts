import { dnsNameOfDomain, isSameName } from "../distinguished-name.ts";
import { DirectoryUnavailableError } from "../source.ts";
import type { Peer } from "./failure.ts";
import type { SearchBase } from "./search.ts";

/** What a domain controller says about itself. Source: MS-ADTS 3.1.1.3.2. */
export interface Root {
  /** DNS name of the domain controller. */
  readonly domainController: string;
  readonly reader: string;
  readonly rootDomain: string;
  readonly configuration: string;
  readonly schema: string;
  /** Distinguished name of the domain of which it holds a full copy. */
  readonly domain: string;
  holds(domain: string): boolean;
}

/** Throws DirectoryUnavailableError, also when the domain controller belongs to another forest than `peer.forest`. */
export async function readRoot(search: SearchBase, peer: Peer): Promise<Root> {
  const [entry] = await search("", {
    scope: "base",
    attributes: [
      "dnsHostName",
      "defaultNamingContext",
      "rootDomainNamingContext",
      "configurationNamingContext",
      "schemaNamingContext",
    ],
  });
  const text = (attribute: string): string => {
    const value = entry?.text(attribute);
    if (value) return value;
    throw new DirectoryUnavailableError(
      `${peer.host}:${peer.port} does not say its ${attribute}, so it is no Active Directory domain controller`,
      "Name a domain controller in forests[].directory.live.domainController",
    );
  };
  const rootDomain = dnsNameOfDomain(text("rootDomainNamingContext")) ?? "";
  if (rootDomain.toLowerCase() !== peer.forest.toLowerCase())
    throw new DirectoryUnavailableError(
      `${peer.host}:${peer.port} belongs to the forest ${rootDomain}, not to ${peer.forest}`,
      "Correct forests[].name, which is the DNS name of the forest's root domain, or name another domain controller",
    );
  const domain = text("defaultNamingContext");
  return {
    domainController: entry?.text("dnsHostName") ?? peer.host,
    reader: peer.reader,
    rootDomain,
    configuration: text("configurationNamingContext"),
    schema: text("schemaNamingContext"),
    domain,
    holds: (other) => isSameName(other, domain),
  };
}
