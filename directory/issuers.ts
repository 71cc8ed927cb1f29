/**
 * Which security identifiers the domains of this forest have issued. The last part of one tells what it stands for only
 * under the identifier of such a domain: `S-1-5-21-1-2-3-512` of nobody's domain is no Domain Admins.
 */
import { type Unobservable, unobservable } from "../catalogue/fact.ts";
import { factOf } from "./fact-of.ts";
import { builtinDomainSid } from "./security/well-known-sids.ts";
import type { DirectorySource, DomainFacts } from "./source.ts";

/** An account or group that domains have by nature, and which security identifier its last part follows. */
export interface WellKnownPlace {
  readonly relativeTo: "domain" | "forest root" | "builtin";
  readonly rid: number;
}

export class Issuers {
  readonly #bySid: ReadonlyMap<string, DomainFacts>;
  /** Domains whose own identifier could not be read. */
  readonly #hidden: readonly DomainFacts[];
  readonly #root: DomainFacts | undefined;

  constructor(domains: readonly DomainFacts[], rootDomain: string | null) {
    this.#bySid = new Map(
      domains.flatMap((domain) => ("observed" in domain.sid ? [[domain.sid.observed, domain] as const] : [])),
    );
    this.#hidden = domains.filter(({ sid }) => !("observed" in sid));
    this.#root = domains.find(({ dnsName }) => dnsName.toLowerCase() === rootDomain?.toLowerCase());
  }

  /** Throws DirectoryUnavailableError where the domains cannot be listed. */
  static async of(source: DirectorySource): Promise<Issuers> {
    const [domains, forest] = await Promise.all([source.domains(), factOf(() => source.forest())]);
    return new Issuers(domains, "observed" in forest ? forest.observed.rootDomain : null);
  }

  /** The domain that issued a security identifier; undefined for all others. */
  domainOf(sid: string): DomainFacts | undefined {
    return this.#bySid.get(issuerOf(sid) ?? "");
  }

  /** Whether `sid` stands there; null where that cannot be told, because {@link hidden the identifier of a domain is hidden}. */
  isAt(sid: string, { relativeTo, rid }: WellKnownPlace): boolean | null {
    if (relativeTo === "builtin") return sid === `${builtinDomainSid}-${rid}`;
    const issuer = issuerOf(sid);
    if (issuer === undefined || sid !== `${issuer}-${rid}`) return false;
    const domain = this.#bySid.get(issuer);
    if (relativeTo === "domain") return domain !== undefined || (this.#hidden.length > 0 ? null : false);
    if (domain !== undefined) return this.#root === undefined ? null : domain === this.#root;
    const rootIsHidden = this.#root === undefined || this.#hidden.includes(this.#root);
    return rootIsHidden ? null : false;
  }

  /** Why {@link isAt} cannot tell. */
  hidden(): Unobservable {
    const [domain] = this.#hidden;
    const sid = domain?.sid;
    if (domain === undefined || sid === undefined || "observed" in sid) {
      return unobservable(
        "the root domain of the forest is not visible, so its groups cannot be distinguished from those of other domains",
        "Let the read account read the partitions of the forest",
      ).unobservable;
    }
    const { distinguishedName } = domain;
    const why = "unobservable" in sid ? sid.unobservable : undefined;
    return {
      reason: `the security identifier of ${distinguishedName} could not be read, so its groups cannot be distinguished from those of another domain${why === undefined ? "" : ` (${why.reason})`}`,
      remedy: why?.remedy ?? `Grant the read account Read objectSid on ${distinguishedName}`,
    };
  }
}

/** `S-1-5-21-1-2-3` of `S-1-5-21-1-2-3-512`; undefined for what no domain issues. */
function issuerOf(sid: string): string | undefined {
  return /^(S-1-5-21-\d+-\d+-\d+)-\d+$/.exec(sid)?.[1];
}
