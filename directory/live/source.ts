/** Facts straight from a domain controller. */

import { domainHolding } from "../../catalogue/distinguished-name.ts";
import type { Unobservable } from "../../catalogue/fact.ts";
import type { Entry, EntryQuery } from "../entries.ts";
import { byText } from "../order.ts";
import type { ObjectReceiver, ObjectsRead } from "../secured-objects.ts";
import { decodeGuid, guidLength } from "../security/guid.ts";
import { encodeSid } from "../security/sid.ts";
import {
  type AccountProbe,
  type AccountQuery,
  ConnectionLostError,
  type DirectoryObject,
  type DirectorySource,
  DirectoryUnavailableError,
  type DomainFacts,
  type ForestFacts,
  type GroupClosure,
  type SchemaFacts,
  type SourceEvidence,
} from "../source.ts";
import { domainIn, isNamed, type LookupAttempt, lookupAttempts } from "./account-lookup.ts";
import { type Partition, readDomain } from "./domains.ts";
import type { LdapEntry } from "./entry.ts";
import { equals, filterOf } from "./filters.ts";
import { readForest } from "./forest.ts";
import { type DomainWay, ForestConnections, type TargetsOf } from "./forest-connections.ts";
import { closureIn, unseenGroups } from "./group-closure.ts";
import { type GroupGraph, readGroupGraph } from "./group-graph.ts";
import { hiddenMembers } from "./local-groups.ts";
import { directoryObject, objectAttributes } from "./objects.ts";
import type { Search } from "./paging.ts";
import { probe } from "./probe.ts";
import type { Root } from "./root.ts";
import { readObjects } from "./scan/read-objects.ts";
import { readSchema } from "./schema.ts";

/**
 * Every domain is asked on a domain controller of its own. A domain that cannot be asked is missing with its reason, and
 * the others stand.
 */
export class LiveDirectorySource implements DirectorySource {
  readonly #connections: ForestConnections;
  #domains: Promise<readonly DomainFacts[]> | undefined;
  #forest: Promise<ForestFacts> | undefined;
  #schema: Promise<SchemaFacts> | undefined;
  /** By distinguished name of the account. */
  readonly #graphs = new Map<string, Promise<GroupGraph>>();
  /** Why the members of a domain's groups cannot be seen, if so. */
  readonly #hidden = new Map<string, Promise<Unobservable | null>>();

  /** By distinguished name of the account. */
  readonly #probes = new Map<string, Promise<AccountProbe>>();
  readonly #readProbeSecret: (() => Promise<string>) | undefined;

  /**
   * `targetsOf` names the domain controllers that may answer for a domain, the one to try first at the front;
   * `readProbeSecret` reads the password of the account that is probed.
   */
  constructor(targetsOf: TargetsOf, readProbeSecret?: () => Promise<string>) {
    this.#connections = new ForestConnections(targetsOf);
    this.#readProbeSecret = readProbeSecret;
  }

  async evidence(): Promise<SourceEvidence> {
    const { domainController, reader } = await this.#root();
    const domainControllers = await this.#connections.domainControllers();
    return {
      source: "live",
      domainController,
      reader,
      ...(domainControllers.length > 1 ? { domainControllers } : {}),
    };
  }

  forest(): Promise<ForestFacts> {
    this.#forest ??= this.#root().then((root) => readForest(root, this.#search, this.#searchEverywhere));
    return this.#forest;
  }

  schema(): Promise<SchemaFacts> {
    this.#schema ??= this.#root().then((root) => readSchema(root, this.#search));
    return this.#schema;
  }

  domains(): Promise<readonly DomainFacts[]> {
    this.#domains ??= this.#readDomains();
    return this.#domains;
  }

  async findAccounts(query: AccountQuery): Promise<readonly DirectoryObject[]> {
    const domains = await this.#connections.domains();
    const spelledOut = query.by === "name" ? domainIn(query.name) : undefined;
    if (spelledOut !== undefined && !domains.some((domain) => isNamed(domain, spelledOut)))
      throw noSuchDomain(spelledOut, domains);
    const unseen: DirectoryUnavailableError[] = [];
    for (const attempt of lookupAttempts(query, domains)) {
      const answer = await this.#attempt(attempt);
      if (answer.found.length > 0) return answer.found;
      for (const each of answer.unseen) unseen.push(each);
    }
    const [first] = unseen;
    if (first !== undefined) throw first;
    return [];
  }

  async objectWithSid(sid: string): Promise<DirectoryObject | null> {
    const asked = await this.#domainsThatMayHold(sid);
    const { entries, unseen } = await this.#connections.searchDomains(asked, {
      scope: "sub",
      filter: equals("objectSid", encodeSid(sid)),
      attributes: objectAttributes,
    });
    const [found] = entries.map(directoryObject).toSorted(byText((object) => object.distinguishedName));
    if (found !== undefined) return found;
    const [first] = unseen;
    if (first !== undefined) throw first.error;
    return null;
  }

  async groupsOf(account: DirectoryObject, domain: string): Promise<GroupClosure> {
    const [{ reader }, ways, graph] = await Promise.all([
      this.#root(),
      this.#connections.domains(),
      this.#groupGraph(account),
    ]);
    const target = ways.find(({ dnsName }) => dnsName === domain);
    if (target === undefined) throw noSuchDomain(domain, ways);
    // What cannot be asked lists nobody, and so would look as if it held no group.
    await target.connection.root();
    const domainOf = (name: string) => domainHolding(name, ways)?.dnsName;
    const closure = closureIn(graph, domain, domainOf);
    if (domainOf(account.distinguishedName) === domain) return { ...closure, token: graph.told.all };
    const [unseen] = unseenGroups(graph, account);
    const gap =
      unseen === undefined ? await this.#hiddenMembers(target, reader) : throughUnseen(unseen, account, domain);
    return { ...closure, token: graph.told.globalAndUniversal, ...(gap === null ? {} : { gap }) };
  }

  async objectGuid(distinguishedName: string): Promise<string | null> {
    if ((await this.#connections.domainOf(distinguishedName)) === undefined) return null;
    const [found] = await this.#search(distinguishedName, { scope: "base", attributes: ["objectGUID"] });
    const [guid] = found?.allBytes("objectGUID") ?? [];
    return guid?.length === guidLength ? decodeGuid(guid) : null;
  }

  async entries({ base, scope, where, attributes }: EntryQuery): Promise<readonly Entry[]> {
    const filter = where === undefined ? {} : { filter: filterOf(where) };
    const found = await this.#search(base, { scope, ...filter, attributes });
    return found
      .map((entry) => ({ distinguishedName: entry.distinguishedName, attributes: entry.select(attributes) }))
      .toSorted(byText((entry) => entry.distinguishedName));
  }

  /** Reading page after page keeps a connection busy, so it has one of its own. */
  async readObjects<Receiver extends ObjectReceiver>(
    domain: string,
    begin: () => Receiver,
  ): Promise<ObjectsRead<Receiver>> {
    const way = await this.#connections.domainOf(domain);
    return (way?.connection ?? this.#connections.home).runAlone((connection) =>
      readObjects(connection, domain, begin()),
    );
  }

  #groupGraph(account: DirectoryObject): Promise<GroupGraph> {
    const name = account.distinguishedName;
    const known = this.#graphs.get(name);
    if (known !== undefined) return known;
    const searchForest = async (search: Search) =>
      this.#connections.searchDomains(await this.#connections.domains(), search);
    const graph = readGroupGraph(account, searchForest, this.#search);
    this.#graphs.set(name, graph);
    return graph;
  }

  #hiddenMembers({ dnsName, distinguishedName, connection }: DomainWay, reader: string): Promise<Unobservable | null> {
    const known = this.#hidden.get(dnsName);
    if (known !== undefined) return known;
    const hidden = hiddenMembers(dnsName, reader, (search) => connection.searchDomain(distinguishedName, search));
    this.#hidden.set(dnsName, hidden);
    return hidden;
  }

  async probe(account: DirectoryObject): Promise<AccountProbe | null> {
    const readSecret = this.#readProbeSecret;
    if (readSecret === undefined) return null;
    const { distinguishedName } = account;
    const known = this.#probes.get(distinguishedName);
    if (known !== undefined) return known;
    const asked = this.#probe(distinguishedName, readSecret);
    this.#probes.set(distinguishedName, asked);
    return asked;
  }

  async #probe(account: string, readSecret: () => Promise<string>): Promise<AccountProbe> {
    const domain = await this.#connections.domainOf(account);
    const facts = (await this.domains()).find(({ dnsName }) => dnsName === domain?.dnsName);
    if (domain === undefined || facts === undefined) throw noSuchDomain(account, await this.#connections.domains());
    return probe(
      () => domain.connection.openAs({ reader: account, readSecret, secretSetting: "connectorAccountSecret" }),
      facts,
    );
  }

  close(): Promise<void> {
    return this.#connections.close();
  }

  #root(): Promise<Root> {
    return this.#connections.home.root();
  }

  async #readDomains(): Promise<readonly DomainFacts[]> {
    const [{ reader }, domains] = await Promise.all([this.#root(), this.#connections.domains()]);
    return Promise.all(domains.map((domain) => readDomain(reader, domain, this.#search)));
  }

  async #attempt({ scope, bases, filter }: LookupAttempt) {
    const unseen: DirectoryUnavailableError[] = [];
    const answers = await Promise.all(
      bases.map((base) =>
        this.#search(base, { scope, filter, attributes: objectAttributes }).catch((error: unknown) => {
          if (error instanceof ConnectionLostError || !(error instanceof DirectoryUnavailableError)) throw error;
          unseen.push(error);
          return [];
        }),
      ),
    );
    const found = answers
      .flat()
      .map(directoryObject)
      .toSorted(byText((object) => object.distinguishedName));
    return { found, unseen };
  }

  /** The domain whose security identifier it begins with; all of them when there is none, as with BUILTIN. */
  async #domainsThatMayHold(sid: string): Promise<readonly DomainWay[]> {
    const [ways, facts] = await Promise.all([this.#connections.domains(), this.domains()]);
    const issuer = facts.find((domain) => "observed" in domain.sid && sid.startsWith(`${domain.sid.observed}-`));
    return issuer === undefined ? ways : ways.filter(({ dnsName }) => dnsName === issuer.dnsName);
  }

  readonly #search = (base: string, search: Search): Promise<readonly LdapEntry[]> =>
    this.#connections.searchHolder(base, search);

  readonly #searchEverywhere = async (search: Search): Promise<readonly LdapEntry[]> => {
    const { entries, unseen } = await this.#connections.searchDomains(await this.#connections.domains(), search);
    const [first] = unseen;
    if (first !== undefined) throw first.error;
    return entries;
  };
}

function throughUnseen(sid: string, account: DirectoryObject, domain: string): Unobservable {
  return {
    reason: `${account.distinguishedName} is in the group ${sid}, which the read account cannot see, and may be in more groups of ${domain} through that group`,
    remedy: "Let the read account see that group, and let the program ask every domain of the forest",
  };
}

function noSuchDomain(domain: string, domains: readonly Partition[]): DirectoryUnavailableError {
  return new DirectoryUnavailableError(
    `The forest has no domain named ${domain}`,
    `Correct the name: the forest has ${domains.map((each) => `${each.netBiosName} (${each.dnsName})`).join(", ")}`,
  );
}
