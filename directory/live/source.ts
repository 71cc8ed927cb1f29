/** Facts straight from a domain controller. */
import type { Entry, EntryQuery } from "../entries.ts";
import { byText } from "../order.ts";
import type { ObjectReceiver, ObjectsRead } from "../secured-objects.ts";
import { encodeSid } from "../security/sid.ts";
import {
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
import { Connection, type ConnectionTarget, type Search } from "./connection.ts";
import { readDomain, readPartitions } from "./domains.ts";
import type { LdapEntry } from "./entry.ts";
import { AnswerTimeoutError, UnreachableError } from "./failure.ts";
import { equals, filterOf } from "./filters.ts";
import { readForest } from "./forest.ts";
import { findGroups } from "./group-closure.ts";
import { directoryObject, objectAttributes } from "./objects.ts";
import { type Root, readRoot } from "./root.ts";
import { readObjects } from "./scan/read-objects.ts";
import { readSchema } from "./schema.ts";

/**
 * One connection answers everything. When it is lost, what was asked is asked once more on a new one; when opening
 * fails, that stays the answer, so that a wrong password is sent once and locks nobody out.
 */
export class LiveDirectorySource implements DirectorySource {
  readonly #targets: () => Promise<readonly [ConnectionTarget, ...ConnectionTarget[]]>;
  #connection: Promise<Connection> | undefined;
  #root: Promise<Root> | undefined;
  #domains: Promise<readonly DomainFacts[]> | undefined;
  #forest: Promise<ForestFacts> | undefined;
  #schema: Promise<SchemaFacts> | undefined;

  /** `targets` names the domain controllers that may answer, the one to try first at the front. */
  constructor(targets: () => Promise<readonly [ConnectionTarget, ...ConnectionTarget[]]>) {
    this.#targets = targets;
  }

  async evidence(): Promise<SourceEvidence> {
    const { domainController, reader } = await this.#readRoot();
    return { source: "live", domainController, reader };
  }

  forest(): Promise<ForestFacts> {
    this.#forest ??= this.#readRoot().then((root) =>
      readForest(root, (base, search) => this.#search(base, search), this.#searchDomains),
    );
    return this.#forest;
  }

  schema(): Promise<SchemaFacts> {
    this.#schema ??= this.#readRoot().then((root) => readSchema(root, (base, search) => this.#search(base, search)));
    return this.#schema;
  }

  domains(): Promise<readonly DomainFacts[]> {
    this.#domains ??= this.#readDomains();
    return this.#domains;
  }

  async findAccounts(query: AccountQuery): Promise<readonly DirectoryObject[]> {
    const [root, domains] = await Promise.all([this.#readRoot(), this.domains()]);
    const held = domains.filter((domain) => root.holds(domain.distinguishedName));
    const spelledOut = query.by === "name" ? domainIn(query.name) : undefined;
    if (spelledOut !== undefined && !held.some((domain) => isNamed(domain, spelledOut)))
      throw domainNotSearched(spelledOut, domains);
    for (const attempt of lookupAttempts(query, held)) {
      const found = await this.#attempt(attempt);
      if (found.length > 0) return found;
    }
    if (held.length < domains.length && spelledOut === undefined)
      throw notEverywhere(domains.filter((domain) => !held.includes(domain)));
    return [];
  }

  async objectWithSid(sid: string): Promise<DirectoryObject | null> {
    const entries = await this.#searchDomains({
      scope: "sub",
      filter: equals("objectSid", encodeSid(sid)),
      attributes: objectAttributes,
    });
    return entries.map(directoryObject).toSorted(byText((object) => object.distinguishedName))[0] ?? null;
  }

  groupsOf(account: DirectoryObject): Promise<GroupClosure> {
    return findGroups(account, this.#searchDomains, (base, search) => this.#search(base, search));
  }

  async entries({ base, scope, where, attributes }: EntryQuery): Promise<readonly Entry[]> {
    await this.#readRoot();
    const filter = where === undefined ? {} : { filter: filterOf(where) };
    const found = await this.#search(base, { scope, ...filter, attributes });
    return found
      .map((entry) => ({ distinguishedName: entry.distinguishedName, attributes: entry.select(attributes) }))
      .toSorted(byText((entry) => entry.distinguishedName));
  }

  async readObjects<Receiver extends ObjectReceiver>(
    domain: string,
    begin: () => Receiver,
  ): Promise<ObjectsRead<Receiver>> {
    const { domainController, holds } = await this.#readRoot();
    if (holds(domain)) return readObjects(await this.#targets(), domain, begin);
    throw new DirectoryUnavailableError(
      `${domainController} holds no copy of ${domain}`,
      "Name a domain controller of that domain in forests[].directory.live.domainController",
    );
  }

  async close(): Promise<void> {
    // A connection that never came about has been reported to whoever asked, and there is nothing to give back.
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  #readRoot(): Promise<Root> {
    this.#root ??= this.#connect().then(({ peer }) => readRoot((base, search) => this.#search(base, search), peer));
    return this.#root;
  }

  async #readDomains(): Promise<readonly DomainFacts[]> {
    const root = await this.#readRoot();
    const search = (base: string, wanted: Search) => this.#search(base, wanted);
    const partitions = await readPartitions(root, search);
    const domains = await Promise.all(partitions.map((partition) => readDomain(root, partition, search)));
    return domains.toSorted(byText((domain) => domain.dnsName));
  }

  async #attempt({ scope, bases, filter }: LookupAttempt): Promise<readonly DirectoryObject[]> {
    const answers = await Promise.all(
      bases.map((base) => this.#search(base, { scope, filter, attributes: objectAttributes })),
    );
    return answers
      .flat()
      .map(directoryObject)
      .toSorted(byText((object) => object.distinguishedName));
  }

  readonly #searchDomains = async (search: Search): Promise<readonly LdapEntry[]> => {
    const { domainNamingContexts } = await this.#readRoot();
    const answers = await Promise.all(domainNamingContexts.map((base) => this.#search(base, search)));
    return answers.flat();
  };

  async #search(base: string, search: Search): Promise<readonly LdapEntry[]> {
    const connection = await this.#connect();
    try {
      return await connection.search(base, search);
    } catch (error) {
      if (!(error instanceof ConnectionLostError) || error instanceof AnswerTimeoutError) throw error;
      return (await this.#reconnect(connection)).search(base, search);
    }
  }

  #connect(): Promise<Connection> {
    this.#connection ??= this.#targets().then(openFirst);
    return this.#connection;
  }

  /** Several questions may notice the same loss: the first of them connects again, for all. */
  async #reconnect(lost: Connection): Promise<Connection> {
    if ((await this.#connect()) === lost) this.#connection = undefined;
    return this.#connect();
  }
}

/** Goes on to the next domain controller only while none has answered: the others would not take the password either. */
async function openFirst([first, ...others]: readonly [ConnectionTarget, ...ConnectionTarget[]]): Promise<Connection> {
  try {
    return await Connection.open(first);
  } catch (error) {
    const [next, ...rest] = others;
    if (next === undefined || !(error instanceof UnreachableError)) throw error;
    return openFirst([next, ...rest]);
  }
}

function domainNotSearched(domain: string, domains: readonly DomainFacts[]): DirectoryUnavailableError {
  return domains.some((known) => isNamed(known, domain))
    ? new DirectoryUnavailableError(
        `The domain controller that was asked holds no copy of the domain ${domain}`,
        "Name a domain controller of that domain in forests[].directory.live.domainController",
      )
    : new DirectoryUnavailableError(
        `The forest has no domain named ${domain}`,
        `Correct the name: the forest has ${domains.map((each) => `${each.netBiosName} (${each.dnsName})`).join(", ")}`,
      );
}

function notEverywhere(unseen: readonly DomainFacts[]): DirectoryUnavailableError {
  const names = unseen.map((domain) => domain.dnsName).join(", ");
  return new DirectoryUnavailableError(
    `No such account is in the domain that was asked, and ${names} could not be searched`,
    "Write DOMAIN\\name, and name a domain controller of that domain in forests[].directory.live.domainController",
  );
}
