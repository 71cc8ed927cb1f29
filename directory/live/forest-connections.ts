/** The ways to every domain of a forest, and which of them a question takes. */
import { domainHolding, isWithin } from "../../catalogue/distinguished-name.ts";
import type { DomainControllers } from "../facts/evidence.ts";
import { byText } from "../order.ts";
import { ConnectionLostError, DirectoryUnavailableError } from "../source.ts";
import { DomainConnection, type Targets } from "./domain-connection.ts";
import { checkReferences, type Partition, readPartitions } from "./domains.ts";
import type { LdapEntry } from "./entry.ts";
import { equals } from "./filters.ts";
import { Logons } from "./logons.ts";
import type { Search } from "./paging.ts";
import type { Root } from "./root.ts";
import type { SearchBase } from "./search.ts";

/** The domain controllers to try for a domain, by DNS name; null for the one that tells which domains there are. */
export type TargetsOf = (domain: string | null) => Promise<Targets>;

/** A domain of the forest and the way to it. */
export interface DomainWay extends Partition {
  readonly connection: DomainConnection;
}

/** What all domains answered together; `unseen` says why some could not be asked. */
export interface ForestAnswer {
  readonly entries: readonly LdapEntry[];
  readonly unseen: readonly { readonly domain: Partition; readonly error: DirectoryUnavailableError }[];
}

/**
 * A domain is asked on a domain controller of its own, never on one that a referral names: credentials go to hosts that
 * the configuration or the domain's own DNS records name, and to no others.
 */
export class ForestConnections {
  readonly #targetsOf: TargetsOf;
  readonly #logons = new Logons();
  readonly #home: DomainConnection;
  #domains: Promise<readonly DomainWay[]> | undefined;

  constructor(targetsOf: TargetsOf) {
    this.#targetsOf = targetsOf;
    this.#home = new DomainConnection(() => targetsOf(null), this.#logons);
  }

  /** The way to what every domain controller holds: the configuration and the schema of the forest. */
  get home(): DomainConnection {
    return this.#home;
  }

  /** Every domain of the forest, ordered by DNS name. Throws DirectoryUnavailableError. */
  domains(): Promise<readonly DomainWay[]> {
    this.#domains ??= this.#readDomains();
    return this.#domains;
  }

  /** The domain that an object lies in; undefined for what lies in none. */
  async domainOf(distinguishedName: string): Promise<DomainWay | undefined> {
    const { configuration } = await this.#home.root();
    if (isWithin(distinguishedName, configuration)) return undefined;
    return domainHolding(distinguishedName, await this.domains());
  }

  /** Asks whoever holds `base`; empty when there is no such object. Throws DirectoryUnavailableError. */
  async searchHolder(base: string, search: Search): Promise<readonly LdapEntry[]> {
    const domain = await this.domainOf(base);
    return (domain?.connection ?? this.#home).searchDomain(base, search);
  }

  /** Asks the same in all of these domains. */
  async searchDomains(domains: readonly DomainWay[], search: Search): Promise<ForestAnswer> {
    const unseen: { domain: Partition; error: DirectoryUnavailableError }[] = [];
    const answers = await Promise.all(
      domains.map((domain) =>
        domain.connection.searchDomain(domain.distinguishedName, search).catch((error: unknown) => {
          if (error instanceof ConnectionLostError || !(error instanceof DirectoryUnavailableError)) throw error;
          unseen.push({ domain, error });
          return [];
        }),
      ),
    );
    return { entries: answers.flat(), unseen: unseen.toSorted(byText(({ domain }) => domain.dnsName)) };
  }

  /** Who has answered for each domain; nobody where a domain cannot be asked, or the domains are hidden. */
  async domainControllers(): Promise<DomainControllers> {
    const domains = await this.domains().catch(none);
    return Promise.all(
      domains.map(async ({ dnsName, connection }) => ({
        domain: dnsName,
        names: await connection.domainControllers().catch(none),
      })),
    );
  }

  async close(): Promise<void> {
    const domains = (await this.#domains?.catch(() => [])) ?? [];
    await Promise.all([this.#home, ...domains.map(({ connection }) => connection)].map((each) => each.close()));
  }

  async #readDomains(): Promise<readonly DomainWay[]> {
    const root = await this.#home.root();
    const search: SearchBase = (base, wanted) => this.#home.searchDomain(base, wanted);
    const partitions = await readPartitions(root, search);
    // Any search of the whole domain is answered with references to the domains below it.
    const itself = equals("distinguishedName", root.domain);
    await search(root.domain, { scope: "sub", filter: itself, attributes: ["objectClass"] });
    await checkReferences(root, this.#home.references(), search);
    return partitions
      .map((partition) => ({ ...partition, connection: this.#wayTo(partition, root) }))
      .toSorted(byText(({ dnsName }) => dnsName));
  }

  #wayTo(partition: Partition, root: Root): DomainConnection {
    if (root.holds(partition.distinguishedName)) return this.#home;
    return new DomainConnection(() => this.#targetsOf(partition.dnsName), this.#logons, partition);
  }
}

/** The reason is reported with the facts that are missing for it. */
function none(error: unknown): readonly [] {
  if (error instanceof ConnectionLostError || !(error instanceof DirectoryUnavailableError)) throw error;
  return [];
}
