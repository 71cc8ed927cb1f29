import { isBelow } from "../../catalogue/distinguished-name.ts";
import { ConnectionLostError, DirectoryUnavailableError } from "../source.ts";
import { mayDoBetterElsewhere, noneUsable, reachFirst } from "./candidates.ts";
import { Connection, type ConnectionTarget, type Reached } from "./connection.ts";
import type { Partition } from "./domains.ts";
import type { LdapEntry } from "./entry.ts";
import { AnswerTimeoutError, EndlessAnswerError, OverloadedError, UnusableControllerError } from "./failure.ts";
import { boundsOf } from "./limits.ts";
import type { Logons } from "./logons.ts";
import type { Search } from "./paging.ts";
import { type Root, readRoot } from "./root.ts";

export type Targets = readonly [ConnectionTarget, ...ConnectionTarget[]];

interface Opened {
  readonly connection: Connection;
  readonly root: Root;
  readonly target: ConnectionTarget;
  /** Those that could have been opened, this one included. */
  readonly targets: Targets;
}

/**
 * The way to one domain: a connection with one of its domain controllers, opened with the first question. When opening
 * fails, that stays the answer, so that a wrong password is sent once and locks nobody out.
 */
export class DomainConnection {
  readonly #targets: () => Promise<Targets>;
  readonly #domain: Partition | undefined;
  readonly #logons: Logons;
  /** Distinguished name of the domain: every domain controller that is asked holds it. */
  #held: string | undefined;
  #opened: Promise<Opened> | undefined;
  readonly #answered = new Set<string>();
  readonly #connections: Connection[] = [];
  /** What took the place of a connection that failed. */
  readonly #successors = new Map<Opened, Promise<Opened>>();

  /** Without `domain`, it is the domain that the domain controller turns out to hold. */
  constructor(targets: () => Promise<Targets>, logons: Logons, domain?: Partition) {
    this.#targets = targets;
    this.#logons = logons;
    this.#domain = domain;
    this.#held = domain?.distinguishedName;
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

  /** URLs of what the answers so far say to lie elsewhere. */
  references(): readonly string[] {
    return this.#connections.flatMap((connection) => [...connection.references]);
  }

  searchDomain(base: string, search: Search): Promise<readonly LdapEntry[]> {
    return this.run((connection) => connection.searchController(base, search));
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
      const same = next?.connection === opened.connection;
      if (next === undefined || (same && error instanceof EndlessAnswerError)) throw this.#named(error);
      return await work(next.connection).catch((again: unknown) => {
        throw this.#named(again);
      });
    }
  }

  /**
   * The same on a connection of its own, which ends with it: for work that keeps a connection busy. It begins on the
   * domain controller that answers everything else, or where that one cannot be reached any more, on another one.
   */
  async runAlone<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const opened = await this.#open();
    const alone = new DomainConnection(async () => [opened.target, ...othersThan(opened)], this.#logons, this.#domain);
    try {
      const answer = await alone.run(work);
      for (const name of await alone.domainControllers()) this.#answered.add(name);
      return answer;
    } finally {
      await alone.close();
    }
  }

  /** A connection with the same domain controller for another account, which the caller closes. */
  async openAs(account: Pick<ConnectionTarget, "reader" | "readSecret" | "secretSetting">): Promise<Connection> {
    const { target } = await this.#open();
    return Connection.open({ ...target, ...account });
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
  #after(lost: Opened, error: unknown): Promise<Opened> | undefined {
    const slow = [AnswerTimeoutError, EndlessAnswerError, OverloadedError].some((kind) => error instanceof kind);
    if (!slow && !(error instanceof ConnectionLostError)) return undefined;
    const known = this.#successors.get(lost);
    if (known !== undefined) return known;
    // Asking the same one again would only mean to wait as long again.
    const [first, ...rest] = slow ? othersThan(lost) : [...othersThan(lost), lost.target];
    if (first === undefined) return undefined;
    const opening = this.#openAny(Promise.resolve([first, ...rest]));
    const stays = error instanceof OverloadedError || error instanceof EndlessAnswerError;
    const next = stays ? opening.catch(() => lost) : opening;
    this.#successors.set(lost, next);
    this.#opened = next;
    return next;
  }

  async #openAny(targets: Promise<Targets>): Promise<Opened> {
    try {
      const all = await targets;
      return { ...(await this.#openFirst(all)), targets: all };
    } catch (error) {
      throw error instanceof DirectoryUnavailableError ? this.#cutOff(error) : error;
    }
  }

  /** Goes on to the next domain controller until one has answered or refused the password: the others would refuse it too. */
  async #openFirst(all: Targets): Promise<Omit<Opened, "targets">> {
    const [first] = all;
    if (this.#domain !== undefined) refuseForeignName(first, this.#domain);
    const { finding, now } = boundsOf(first);
    const end = now() + finding;
    const failures = new Map<ConnectionTarget, DirectoryUnavailableError>();
    for (;;) {
      const left = all.filter((target) => !failures.has(target));
      const reached = failures.size === 0 || now() < end ? await reachFirst(left, failures) : undefined;
      if (reached === undefined) throw noneUsable(all, failures);
      try {
        return await this.#use(reached);
      } catch (error) {
        if (!mayDoBetterElsewhere(error)) throw error;
        failures.set(reached.target, error);
      }
    }
  }

  async #use({ target, logOn }: Reached): Promise<Omit<Opened, "targets">> {
    const connection = await logOn(this.#logons);
    this.#connections.push(connection);
    const root = await readRoot((base, search) => connection.searchController(base, search), connection.peer);
    this.#held ??= root.domain;
    if (!root.holds(this.#held)) throw otherDomain(root, target, this.#held);
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

/** The next ones first, and those before it last. */
function othersThan({ target, targets }: Opened): readonly ConnectionTarget[] {
  const at = targets.findIndex(({ host, port }) => host === target.host && port === target.port);
  return [...targets.slice(at + 1), ...targets.slice(0, Math.max(at, 0))];
}

/**
 * A distinguished name is looked for among the objects that the domain controller holds. Source: MS-ADTS 5.1.1.1.1.
 * Throws DirectoryUnavailableError for one in another domain.
 */
export function refuseForeignName({ host, port, reader }: ConnectionTarget, { distinguishedName }: Partition): void {
  if (!reader.includes("=") || isBelow(reader, distinguishedName)) return;
  throw new DirectoryUnavailableError(
    `${host}:${port} does not know ${reader}, which is a distinguished name in another domain`,
    "Write forests[].directory.live.bindName as name@domain or DOMAIN\\name, which every domain of the forest accepts",
  );
}

function otherDomain({ domainController }: Root, { host, port, domain }: ConnectionTarget, held: string) {
  const setting = domain === undefined ? "domainController" : "domainControllers";
  return new UnusableControllerError(
    `${host}:${port} is ${domainController}, which holds no copy of ${held}`,
    `Name a domain controller of that domain in forests[].directory.live.${setting}`,
  );
}
