import { ConnectionLostError, DirectoryUnavailableError } from "../source.ts";
import { Connection, type ConnectionTarget, type Search } from "./connection.ts";
import type { Partition } from "./domains.ts";
import type { LdapEntry } from "./entry.ts";
import { AnswerTimeoutError, OverloadedError, UnreachableError } from "./failure.ts";
import type { Logons } from "./logons.ts";
import { type Root, readRoot } from "./root.ts";

export type Targets = readonly [ConnectionTarget, ...ConnectionTarget[]];

interface Opened {
  readonly connection: Connection;
  readonly root: Root;
  readonly target: ConnectionTarget;
}

/**
 * The way to one domain: a connection with one of its domain controllers, opened with the first question. When opening
 * fails, that stays the answer, so that a wrong password is sent once and locks nobody out.
 */
export class DomainConnection {
  readonly #targets: () => Promise<Targets>;
  readonly #domain: Partition | undefined;
  readonly #logons: Logons;
  #opened: Promise<Opened> | undefined;
  readonly #answered = new Set<string>();
  readonly #connections: Connection[] = [];

  /** Without `domain`, it is the domain that the domain controller turns out to hold. */
  constructor(targets: () => Promise<Targets>, logons: Logons, domain?: Partition) {
    this.#targets = targets;
    this.#logons = logons;
    this.#domain = domain;
  }

  /** What the domain controller says about itself. */
  async root(): Promise<Root> {
    return (await this.#open()).root;
  }

  /** DNS names of the domain controllers that have answered so far, the first one at the front. */
  async domainControllers(): Promise<readonly string[]> {
    await this.root();
    return [...this.#answered];
  }

  search(base: string, search: Search): Promise<readonly LdapEntry[]> {
    return this.run((connection) => connection.search(base, search));
  }

  /**
   * Does `work` on the connection. When that is lost on the way, all of `work` is done once more, on another domain
   * controller of the domain if there is one: no half of an answer may come from the one and half from the other, and
   * cookies of paged searches are worth nothing elsewhere. So `work` starts from nothing each time that it is called.
   */
  async run<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const opened = await this.#open();
    try {
      return await work(opened.connection);
    } catch (error) {
      const next = await this.#after(opened, error);
      if (next === undefined) throw this.#named(error);
      return await work(next.connection).catch((again: unknown) => {
        throw this.#named(again);
      });
    }
  }

  async close(): Promise<void> {
    // A connection that never came about has been reported to whoever asked, and there is nothing to give back.
    await this.#opened?.catch(() => undefined);
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }

  #open(): Promise<Opened> {
    this.#opened ??= this.#openAny(this.#targets());
    return this.#opened;
  }

  /** Where to ask once more. Several questions may notice the same loss: the first of them connects again, for all. */
  async #after(lost: Opened, error: unknown): Promise<Opened | undefined> {
    const slow = error instanceof AnswerTimeoutError || error instanceof OverloadedError;
    if (!slow && !(error instanceof ConnectionLostError)) return undefined;
    if ((await this.#open()) !== lost) return this.#open();
    const targets = await this.#targets();
    const at = targets.findIndex(({ host, port }) => host === lost.target.host && port === lost.target.port);
    const others = [...targets.slice(at + 1), ...targets.slice(0, at)];
    // Asking the same one again would only mean to wait as long again.
    const [first, ...rest] = slow ? others : [...others, lost.target];
    if (first === undefined) return undefined;
    if (await this.#isCurrent(lost)) {
      const next = this.#openAny(Promise.resolve([first, ...rest]));
      this.#opened = error instanceof OverloadedError ? next.catch(() => lost) : next;
    }
    return this.#open();
  }

  async #openAny(targets: Promise<Targets>): Promise<Opened> {
    try {
      return await this.#openFirst(await targets);
    } catch (error) {
      throw error instanceof DirectoryUnavailableError ? this.#cutOff(error) : error;
    }
  }

  async #isCurrent(opened: Opened): Promise<boolean> {
    return (await this.#open()) === opened;
  }

  /** Goes on to the next domain controller only while none has answered: the others would not take the password either. */
  async #openFirst([first, ...others]: Targets): Promise<Opened> {
    try {
      return await this.#openOne(first);
    } catch (error) {
      const [next, ...rest] = others;
      if (next === undefined || !(error instanceof UnreachableError)) throw error;
      return this.#openFirst([next, ...rest]);
    }
  }

  async #openOne(target: ConnectionTarget): Promise<Opened> {
    const connection = await Connection.open(target, this.#logons);
    this.#connections.push(connection);
    const root = await readRoot((base, search) => connection.search(base, search), connection.peer);
    if (this.#domain !== undefined && !root.holds(this.#domain.distinguishedName))
      throw otherDomain(root, target, this.#domain);
    this.#answered.add(root.domainController);
    return { connection, root, target };
  }

  #named(error: unknown): unknown {
    return error instanceof ConnectionLostError ? this.#cutOff(error) : error;
  }

  /** That one domain cannot be asked says nothing about the others, unless it is the one that tells of them. */
  #cutOff(error: DirectoryUnavailableError): DirectoryUnavailableError {
    if (this.#domain === undefined) return error;
    const { dnsName } = this.#domain;
    return new DirectoryUnavailableError(`The domain ${dnsName} cannot be observed: ${error.reason}`, error.remedy);
  }
}

function otherDomain({ domainController }: Root, { host, port }: ConnectionTarget, { dnsName }: Partition) {
  return new DirectoryUnavailableError(
    `${host}:${port} is ${domainController}, which holds no copy of that domain`,
    `Name a domain controller of ${dnsName} in forests[].directory.live.domainControllers`,
  );
}
