/** One authenticated, encrypted connection with one domain controller. */
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import {
  Client,
  type Control,
  type Filter,
  PagedResultsControl,
  PresenceFilter,
  ResultCodeError,
  type SearchEntry,
} from "ldapts";
import { ConnectionLostError } from "../source.ts";
import { Channel, type ChannelAnswer } from "./channel.ts";
import { LdapEntry } from "./entry.ts";
import { explainOpening, explainSearch, type Peer, resultCode } from "./failure.ts";
import { forestOf } from "./forest-name.ts";
import { Logons } from "./logons.ts";
import { type PartialEntry, partialEntry } from "./ranges.ts";
import { SecurityDescriptorControl } from "./security-descriptor-control.ts";

export interface ConnectionTarget extends Peer {
  readonly transport: "ldaps" | "starttls";
  /** PEM certificates to trust in place of the system's. */
  readonly certificateAuthorities: string | undefined;
  /** Reads the password of the reader, each time anew. */
  readonly readSecret: () => Promise<string>;
  readonly timeouts: Timeouts;
}

export interface Timeouts {
  /** Milliseconds until TCP and TLS must be up. */
  readonly connect: number;
  /** Milliseconds until one request must be answered. */
  readonly operation: number;
}

export const defaultTimeouts: Timeouts = { connect: 10_000, operation: 60_000 };

export interface Search {
  readonly scope: "base" | "one" | "sub";
  readonly filter?: Filter;
  readonly attributes: readonly string[];
}

/** Entries a page; what a domain controller gives at most. Source: MaxPageSize of MS-ADTS 3.1.1.3.4.6. */
const pageSize = 1000;

/**
 * A page may be empty and more may follow, where a domain controller has looked at many objects in vain. So many of them
 * one after the other are no search any more.
 */
const mostEmptyPages = 10_000;

export class Connection {
  readonly peer: Peer;
  /** Milliseconds until one request must be answered. */
  readonly patience: number;
  /** URLs of what the answers so far say to lie elsewhere. They are not followed. */
  readonly references = new Set<string>();
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #channel: Channel;

  private constructor(peer: Peer, patience: number, client: Client, socket: Socket) {
    this.peer = peer;
    this.patience = patience;
    this.#client = client;
    this.#socket = socket;
    this.#channel = new Channel(socket, patience);
  }

  /** Throws DirectoryUnavailableError. */
  static async open(target: ConnectionTarget, logons: Logons = new Logons()): Promise<Connection> {
    const sockets: Socket[] = [];
    try {
      // First, because a secret that is missing is mended here, whatever the network says.
      const secret = await target.readSecret();
      const client = await openClient(target, sockets);
      await checkForest(client, target);
      await logons.run(target, () => client.bind(target.reader, secret));
      const { host, port, reader, forest, domain } = target;
      const peer = { host, port, reader, forest, ...(domain === undefined ? {} : { domain }) };
      const socket = sockets.at(-1);
      if (socket === undefined) throw lost(target);
      return new Connection(peer, target.timeouts.operation, client, socket);
    } catch (error) {
      for (const socket of sockets) abandon(socket);
      throw explainOpening(error, target);
    }
  }

  /** The objects found, all pages of them with all values; empty when `base` does not exist. Throws DirectoryUnavailableError. */
  async search(base: string, search: Search): Promise<readonly LdapEntry[]> {
    try {
      const found = (await this.#allPages(base, search)).map(partialEntry);
      // One after the other: few objects have so many values.
      for (const entry of found) await this.#complete(entry);
      return found.map(({ distinguishedName, values }) => new LdapEntry({ dn: distinguishedName, ...record(values) }));
    } catch (error) {
      if (error instanceof ResultCodeError && error.code === resultCode.noSuchObject) return [];
      throw explainSearch(error, this.peer, base === "" ? "its root" : base);
    }
  }

  /** The result code of one request with controls of its own; whatever comes with it is thrown away. */
  async resultOf(base: string, search: Search, controls: readonly Control[]): Promise<number> {
    const { scope, filter = new PresenceFilter({ attribute: "objectClass" }), attributes } = search;
    try {
      await this.#channel.search({ base, scope, filter, attributes, controls });
      return 0;
    } catch (error) {
      if (error instanceof ResultCodeError && error.code === resultCode.insufficientAccessRights) return error.code;
      throw explainSearch(error, this.peer, base);
    }
  }

  async #allPages(base: string, search: Search): Promise<readonly SearchEntry[]> {
    const found: SearchEntry[] = [];
    let cookie: Buffer | undefined = Buffer.alloc(0);
    for (let empty = 0; cookie !== undefined; ) {
      const page: ChannelAnswer = await this.#page(base, search, cookie);
      for (const entry of page.entries) found.push(entry);
      for (const url of page.references) this.references.add(url);
      empty = page.entries.length === 0 ? empty + 1 : 0;
      if (empty > mostEmptyPages) throw new Error("The answer has no end");
      cookie = page.cookie.length > 0 ? page.cookie : undefined;
    }
    return found;
  }

  #page(base: string, { scope, filter, attributes }: Search, cookie: Buffer): Promise<ChannelAnswer> {
    return this.#channel.search({
      base,
      scope,
      filter: filter ?? new PresenceFilter({ attribute: "objectClass" }),
      attributes,
      controls: [
        ...(scope === "base" ? [] : [new PagedResultsControl({ critical: true, value: { size: pageSize, cookie } })]),
        ...(attributes.includes("nTSecurityDescriptor") ? [new SecurityDescriptorControl()] : []),
      ],
    });
  }

  /** An object that was there a moment ago. */
  async #again(distinguishedName: string, attributes: readonly string[]): Promise<SearchEntry> {
    const found = await this.#allPages(distinguishedName, { scope: "base", attributes }).catch((error: unknown) => {
      if (error instanceof ResultCodeError && error.code === resultCode.noSuchObject) return [];
      throw error;
    });
    const [entry] = found;
    if (entry === undefined) throw changed(this.peer, distinguishedName);
    return entry;
  }

  /** Asks for the values that did not fit into the answer. */
  async #complete(entry: PartialEntry): Promise<void> {
    let { missing } = entry;
    while (missing.length > 0) {
      const rest = await this.#again(entry.distinguishedName, missing);
      const next = partialEntry(rest);
      for (const [attribute, values] of next.values)
        entry.values.set(attribute, [...(entry.values.get(attribute) ?? []), ...values]);
      if (next.missing.some((name) => missing.includes(name))) throw new Error("The values have no end");
      missing = next.missing;
    }
  }

  /** The authenticated, encrypted socket, for a caller who alone reads what comes from now on. */
  takeSocket(): Socket {
    if (this.#socket.destroyed) throw lost(this.peer);
    this.#socket.removeAllListeners("data");
    return this.#socket;
  }

  async close(): Promise<void> {
    await this.#client.unbind();
  }
}

/** Before the password is sent: every domain controller tells anybody which forest it serves. Throws DirectoryUnavailableError. */
async function checkForest(client: Client, target: ConnectionTarget): Promise<void> {
  const { searchEntries } = await client.search("", {
    scope: "base",
    attributes: ["rootDomainNamingContext"],
  });
  const [root] = searchEntries.map((entry) => String(entry.rootDomainNamingContext ?? ""));
  forestOf(root === "" ? undefined : root, target);
}

async function openClient(target: ConnectionTarget, sockets: Socket[]): Promise<Client> {
  const { host, port, timeouts } = target;
  const keep = <S extends Socket>(socket: S): S => {
    sockets.push(socket);
    return socket;
  };
  // ldapts connects again by itself after a loss, without authentication and, after StartTLS, without encryption.
  const once = <S extends Socket>(create: () => S) => {
    let used = false;
    return () => {
      if (used) throw lost(target);
      used = true;
      return keep(create());
    };
  };
  const authority = host.includes(":") ? `[${host}]` : host;
  const limits = { timeout: timeouts.operation, connectTimeout: timeouts.connect };
  if (target.transport === "ldaps") {
    return new Client({
      url: `ldaps://${authority}:${port}`,
      ...limits,
      createSecureConnection: once(() => connectTls({ host, port, ...verification(target) })) as typeof connectTls,
    });
  }
  const client = new Client({
    url: `ldap://${authority}:${port}`,
    ...limits,
    createConnection: once(() => connectTcp({ host, port })) as typeof connectTcp,
    createSecureConnection: ((options: ConnectionOptions) => keep(connectTls(options))) as typeof connectTls,
  });
  await withinTime(client.startTLS({ host, ...verification(target) }), timeouts.connect);
  return client;
}

/** A certificate for an address carries the address, and the TLS extension for names takes none. */
function verification({ host, certificateAuthorities }: ConnectionTarget): ConnectionOptions {
  return {
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(certificateAuthorities === undefined ? {} : { ca: certificateAuthorities }),
  };
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

function lost(peer: Peer): ConnectionLostError {
  return new ConnectionLostError(
    `The connection with ${peer.host}:${peer.port} was lost`,
    "Try again, or name another domain controller in forests[].directory.live.domainController",
  );
}

async function withinTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("Connection timeout")), milliseconds);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function abandon(socket: Socket): void {
  // A socket that is given up may still report an error, which nobody waits for any more.
  socket.on("error", () => {});
  socket.destroy();
}
