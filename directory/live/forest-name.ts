import { dnsNameOfDomain } from "../../catalogue/distinguished-name.ts";
import { type Peer, UnusableControllerError } from "./failure.ts";

/** DNS name of the forest that a domain controller says to serve. Throws UnusableControllerError unless it is the peer's. */
export function forestOf(rootDomainNamingContext: string | undefined, peer: Peer): string {
  if (rootDomainNamingContext === undefined) throw noDomainController("rootDomainNamingContext", peer);
  const rootDomain = dnsNameOfDomain(rootDomainNamingContext) ?? rootDomainNamingContext;
  if (rootDomain.toLowerCase() === peer.forest.toLowerCase()) return rootDomain;
  throw new UnusableControllerError(
    `${peer.host}:${peer.port} belongs to the forest ${rootDomain}, not to ${peer.forest}`,
    "Correct forests[].name, which is the DNS name of the forest's root domain, or name another domain controller",
  );
}

/** For a host that does not say what every domain controller says to anyone. */
export function noDomainController(attribute: string, { host, port }: Peer): UnusableControllerError {
  return new UnusableControllerError(
    `${host}:${port} does not show its ${attribute}, so it is not an Active Directory domain controller`,
    "Name a domain controller in forests[].directory.live.domainController",
  );
}
