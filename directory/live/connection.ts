/** One authenticated, encrypted connection with one domain controller. */
import { BindRequest, BindResponse, type Control, ProtocolOperation, ResultCodeError, SearchResponse } from "ldapts";
import { ConnectionLostError } from "../source.ts";
import { SearchAllowance } from "./allowance.ts";
import { Channel, successOf } from "./channel.ts";
import { LdapEntry } from "./entry.ts";
import { explainOpening, explainSearch, type Peer, resultCode } from "./failure.ts";
import { forestOf, noDomainController } from "./forest-name.ts";
import { type Bounds, boundsOf, EndlessError } from "./limits.ts";
import { Logons } from "./logons.ts";
import { PageMemory } from "./page-memory.ts";
import { type RawEntry, readPages, requestOf, type Search } from "./paging.ts";
import { PartialEntry } from "./ranges.ts";
import { ResultSets } from "./result-sets.ts";
import { SecurityDescriptorControl } from "./security-descriptor-control.ts";
import { openSocket, type Transport } from "./transport.ts";
import { withinTime } from "./within-time.ts";

export interface ConnectionTarget extends Peer, Transport, Partial<Bounds> {
  /** Reads the password of the reader, each time again. */
  readonly readSecret: () => Promise<string>;
}

/** A domain controller that can be spoken to and serves the forest. It has not been told the password. */
export interface Reached {
  readonly target: ConnectionTarget;
  /** Throws DirectoryUnavailableError, and is closed then. */
  readonly logOn: (logons: Logons) => Promise<Connection>;
  readonly close: () => Promise<void>;
}

export class Connection {
  readonly peer: Peer;
  /** URLs of what the answers so far say to lie elsewhere. They are not followed. */
  readonly references = new Set<string>();
  readonly #channel: Channel;
  readonly #resultSets = new ResultSets();

  private constructor(peer: Peer, channel: Channel) {
    this.peer = peer;
    this.#channel = channel;
  }

  /** Throws DirectoryUnavailableError. */
  static async open(target: ConnectionTarget, logons: Logons = new Logons()): Promise<Connection> {
    return (await Connection.reach(target)).logOn(logons);
  }

  /** Throws DirectoryUnavailableError. */
  static async reach(target: ConnectionTarget): Promise<Reached> {
    const { host, port, reader, forest, domain } = target;
    const bounds = boundsOf(target);
    let channel: Channel | undefined;
    const failed = async (error: unknown) => {
      await channel?.close();
      return explainOpening(error, target);
    };
    try {
      // First, because a secret that is missing is fixed here, whatever the network says.
      const secret = await target.readSecret();
      channel = new Channel(await openSocket(target, bounds), bounds);
      const peer = { host, port, reader, forest, ...(domain === undefined ? {} : { domain }) };
      const connection = new Connection(peer, channel);
      await withinTime(connection.#checkForest(), bounds.timeouts.connect, () => new Error("Connection timeout"));
      const logOn = async (logons: Logons) => {
        try {
          await logons.run(target, () => connection.#logOn(secret));
          return connection;
        } catch (error) {
          throw await failed(error);
        }
      };
      return { target, logOn, close: () => connection.close() };
    } catch (error) {
      throw await failed(error);
    }
  }

  /**
   * Distinguished name of the forest's root domain, as every domain controller tells anyone. Nobody logs on. Throws
   * DirectoryUnavailableError.
   */
  static async forestServedBy(target: Transport & Bounds): Promise<string> {
    const { host, port } = target;
    const peer = { host, port, reader: "", forest: "" };
    let channel: Channel | undefined;
    try {
      channel = new Channel(await openSocket(target, target), target);
      const named = await new Connection(peer, channel).#rootDomain();
      if (named === undefined) throw noDomainController("rootDomainNamingContext", peer);
      return named;
    } catch (error) {
      throw explainOpening(error, peer);
    } finally {
      await channel?.close();
    }
  }

  /**
   * The objects found by this domain controller, all pages of them with all values, each once; empty when `base` does not
   * exist. Throws DirectoryUnavailableError.
   */
  async searchController(base: string, search: Search): Promise<readonly LdapEntry[]> {
    try {
      const allowance = new SearchAllowance(this.#channel.bounds);
      const found = await this.#resultSets.run(() => this.#allPages(base, search, allowance));
      // One after the other: few objects have so many values.
      for (const entry of found) await this.#complete(entry, allowance);
      return found.map(({ distinguishedName, values }) => new LdapEntry({ dn: distinguishedName, ...record(values) }));
    } catch (error) {
      if (error instanceof ResultCodeError && error.code === resultCode.noSuchObject) return [];
      throw explainSearch(error, this.peer, base === "" ? "its root" : base);
    }
  }

  /**
   * Hands on every object below `base` as it lies in the answer, good only until `handle` returns. Throws DirectoryUnavailableError when
   * the answer ends early: what was handed on until then is not all.
   */
  async streamController(
    base: string,
    attributes: readonly string[],
    handle: (entry: RawEntry) => void,
  ): Promise<void> {
    const search = { base, scope: "sub", attributes, controls: controlsFor(attributes) } as const;
    const allowance = new SearchAllowance(this.#channel.bounds);
    await this.#resultSets
      .run(() => readPages(this.#channel, search, allowance, { entry: handle }, new PageMemory()))
      .catch((error: unknown) => {
        throw explainSearch(error, this.peer, `the objects of ${base}`);
      });
  }

  /** The result code of one request with controls of its own; whatever comes with it is thrown away. */
  async resultOf(base: string, search: Search, controls: readonly Control[]): Promise<number> {
    try {
      const request = requestOf({ base, ...search, controls });
      const answer = await this.#channel.send(request, ProtocolOperation.LDAP_RES_SEARCH);
      return successOf(answer, new SearchResponse({ messageId: answer.end.id })).status;
    } catch (error) {
      if (error instanceof ResultCodeError && error.code === resultCode.insufficientAccessRights) return error.code;
      throw explainSearch(error, this.peer, base);
    }
  }

  close(): Promise<void> {
    return this.#channel.close();
  }

  /** Before the password is sent: every domain controller tells anyone which forest it serves. Throws DirectoryUnavailableError. */
  async #checkForest(): Promise<void> {
    forestOf(await this.#rootDomain(), this.peer);
  }

  async #rootDomain(): Promise<string | undefined> {
    const attributes = ["rootDomainNamingContext"];
    const allowance = new SearchAllowance(this.#channel.bounds);
    const [root] = await this.#allPages("", { scope: "base", attributes }, allowance);
    const [value] = root?.values.get("rootdomainnamingcontext") ?? [];
    return value?.toString() || undefined;
  }

  async #logOn(password: string): Promise<void> {
    const request = new BindRequest({ messageId: 0, dn: this.peer.reader, password });
    const answer = await this.#channel.send(request, ProtocolOperation.LDAP_RES_BIND);
    successOf(answer, new BindResponse({ messageId: answer.end.id }));
  }

  /** An object that changes while pages are read may come twice: the later one counts. */
  async #allPages(base: string, search: Search, allowance: SearchAllowance): Promise<readonly PartialEntry[]> {
    const found = new Map<string, PartialEntry>();
    const paged = { base, ...search, controls: controlsFor(search.attributes) };
    await readPages(this.#channel, paged, allowance, {
      entry: (raw) => {
        const entry = new PartialEntry(raw);
        allowance.keep(entry.size);
        found.set(entry.distinguishedName, entry);
      },
      reference: (url) => this.#refer(url),
    });
    return [...found.values()];
  }

  #refer(url: string): void {
    this.references.add(url);
    const most = this.#channel.bounds.limits.references;
    if (this.references.size > most) throw new EndlessError(`it refers to more than ${most} other places`);
  }

  /** Asks for the values that did not fit into the answer. */
  async #complete(entry: PartialEntry, allowance: SearchAllowance): Promise<void> {
    while (entry.missing.length > 0) {
      allowance.nextPart();
      const rest = await this.#again(entry, allowance);
      const before = entry.size;
      if (rest === undefined || !entry.add(rest)) throw changed(this.peer, entry.distinguishedName);
      allowance.keep(entry.size - before);
    }
  }

  /** An object that was there a moment ago; undefined when it is not any more. */
  async #again(
    { distinguishedName, missing }: PartialEntry,
    allowance: SearchAllowance,
  ): Promise<RawEntry | undefined> {
    const found: RawEntry[] = [];
    const search = { base: distinguishedName, scope: "base", attributes: missing, controls: [] } as const;
    try {
      await readPages(this.#channel, search, allowance, { entry: (entry) => found.push(entry) });
    } catch (error) {
      if (!(error instanceof ResultCodeError) || error.code !== resultCode.noSuchObject) throw error;
    }
    return found[0];
  }
}

function controlsFor(attributes: readonly string[]): readonly Control[] {
  return attributes.includes("nTSecurityDescriptor") ? [new SecurityDescriptorControl()] : [];
}

function record(values: ReadonlyMap<string, readonly Buffer[]>): Record<string, Buffer[]> {
  return Object.fromEntries([...values].map(([name, some]) => [name, [...some]]));
}

function changed(peer: Peer, distinguishedName: string): ConnectionLostError {
  return new ConnectionLostError(
    `${distinguishedName} disappeared from ${peer.host}:${peer.port} while it was being read`,
    "Try again",
  );
}
