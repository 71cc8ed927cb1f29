import { isSameName } from "../../catalogue/distinguished-name.ts";
import type { Peer } from "./failure.ts";
import { forestOf, noDomainController } from "./forest-name.ts";
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
    throw noDomainController(attribute, peer);
  };
  const rootDomain = forestOf(text("rootDomainNamingContext"), peer);
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
