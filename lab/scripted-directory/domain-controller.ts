/**
 * A domain controller that answers from a table, over real TLS, as Active Directory is documented to answer: for what a
 * practice domain on one Samba cannot show. It keeps no secret safe and checks no permission; it is for tests.
 */

import type { AddressInfo, Socket } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { isSameName, isWithin } from "../../catalogue/distinguished-name.ts";
import { domainDn } from "../active-directory/distinguished-names.ts";
import type { IssuedCertificate } from "../certificate-authority.ts";
import { defaultLimits, type Limits, type PageRequest, pageAsked, project, results, select } from "./answer.ts";
import type { ScriptedEntry } from "./entry.ts";
import { type Fault, Faults } from "./fault.ts";
import { configurationOf, domainEntries, forestEntries, type ScriptedForest } from "./forest.ts";
import { nextMessage, type Request, readRequest, type SearchRequest } from "./request.ts";
import { done, entryMessage, type Result, referenceMessage, resultMessage } from "./response.ts";

export interface DomainControllerScript {
  readonly forest: ScriptedForest;
  /** DNS name of the domain that it holds. */
  readonly domain: string;
  /** Its own DNS name. */
  readonly hostName: string;
  readonly certificate: IssuedCertificate;
  /** Who may log on; `refused` is the number after `data` of a logon that is refused in spite of its password. */
  readonly accounts: readonly { readonly name: string; readonly password: string; readonly refused?: string }[];
  /** Names of accounts that may ask for changes; nobody else may. */
  readonly replicators?: readonly string[];
  /** A loopback address; 127.0.0.1 when absent. */
  readonly address?: string;
  /** Any free one when absent. */
  readonly port?: number;
  readonly limits?: Partial<Limits>;
  readonly faults?: readonly Fault[];
  /** Attributes of its root that differ from the usual. */
  readonly root?: Readonly<Record<string, readonly string[]>>;
}

export interface ScriptedDomainController extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  /** Every logon that was tried, in order. */
  readonly logons: readonly { readonly name: string; readonly accepted: boolean }[];
  /** Every search, in order. */
  readonly searches: readonly (SearchRequest & { readonly page: number })[];
  /** Hangs up on every client and takes no new ones. */
  close(): Promise<void>;
}

export async function startDomainController(script: DomainControllerScript): Promise<ScriptedDomainController> {
  const controller = new DomainController(script);
  const sockets = new Set<Socket>();
  const { certificate, privateKey } = script.certificate;
  // As one that waits for acknowledgements, each search would take 40 ms.
  const server = createServer({ cert: certificate, key: privateKey, noDelay: true }, (socket) =>
    controller.serve(socket),
  );
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client may hang up whenever it likes.
    socket.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  const address = script.address ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(script.port ?? 0, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return {
    address,
    port,
    logons: controller.logons,
    searches: controller.searches,
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Session {
  readonly socket: TLSSocket;
  /** Null before a logon, and after one that was refused. */
  account: string | null;
}

/** Asks for changes. Source: MS-ADTS 3.1.1.3.4.1.3. */
const dirSync = "1.2.840.113556.1.4.841";

interface OpenSearch {
  readonly found: readonly ScriptedEntry[];
  readonly sent: number;
  readonly page: number;
}

interface Answer {
  readonly entries: readonly ScriptedEntry[];
  readonly references?: readonly string[];
  readonly result: Result | "cut";
  readonly cookie?: string;
}

class DomainController {
  readonly logons: { name: string; accepted: boolean }[] = [];
  readonly searches: (SearchRequest & { page: number })[] = [];
  readonly #script: DomainControllerScript;
  readonly #entries: readonly ScriptedEntry[];
  readonly #held: string;
  readonly #limits: Limits;
  readonly #faults: Faults;
  /** By cookie: no other domain controller knows them. */
  readonly #open = new Map<string, OpenSearch>();

  constructor(script: DomainControllerScript) {
    this.#script = script;
    this.#limits = { ...defaultLimits, ...script.limits };
    this.#faults = new Faults(script.faults ?? []);
    this.#held = domainDn(script.domain);
    const domain = script.forest.domains.find(({ dnsName }) => dnsName === script.domain);
    if (domain === undefined) throw new Error(`${script.domain} is not a domain of the scripted forest`);
    this.#entries = [this.#root(), ...forestEntries(script.forest), ...domainEntries(domain)];
  }

  serve(socket: TLSSocket): void {
    const session: Session = { socket, account: null };
    let data: Buffer = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      data = Buffer.concat([data, chunk]);
      for (let next = nextMessage(data); next !== undefined; next = nextMessage(data)) {
        data = data.subarray(next.length);
        this.#answer(session, readRequest(next.message));
      }
    });
  }

  /** Source: MS-ADTS 3.1.1.3.2. */
  #root(): ScriptedEntry {
    const { forest, hostName } = this.#script;
    const configuration = configurationOf(forest);
    return {
      distinguishedName: "",
      attributes: {
        objectClass: ["top"],
        dnsHostName: [hostName],
        defaultNamingContext: [this.#held],
        rootDomainNamingContext: [domainDn(forest.domains[0].dnsName)],
        configurationNamingContext: [configuration],
        schemaNamingContext: [`CN=Schema,${configuration}`],
        isSynchronized: ["TRUE"],
        ...this.#script.root,
      },
    };
  }

  #answer(session: Session, request: Request): void {
    switch (request.kind) {
      case "bind":
        this.#logOn(session, request);
        return;
      case "search":
        this.#search(session, request);
        return;
      case "unbind":
        session.socket.end();
        return;
      default:
        session.socket.write(resultMessage(request.id, done.extended, { code: 2, text: "not scripted" }));
    }
  }

  #logOn(session: Session, { id, name, password }: Extract<Request, { kind: "bind" }>): void {
    const account = this.#script.accounts.find((known) => known.name.toLowerCase() === name.toLowerCase());
    const right = account !== undefined && account.password === password;
    const result =
      right && account.refused === undefined
        ? results.success
        : results.refusedLogon((right && account.refused) || "52e");
    session.account = result.code === 0 ? name : null;
    this.logons.push({ name, accepted: session.account !== null });
    session.socket.write(resultMessage(id, done.bind, result));
  }

  #search({ socket, account }: Session, search: SearchRequest): void {
    const asked = pageAsked(search);
    const open = asked === undefined ? undefined : this.#open.get(asked.cookie);
    const page = (open?.page ?? 0) + 1;
    this.searches.push({ ...search, page });
    const answer = this.#plan(search, account, asked, open);
    if (answer === "silence") return;
    if (answer === "notice of disconnection") {
      socket.write(resultMessage(0, done.extended, { code: 52 }));
      return;
    }
    for (const entry of answer.entries)
      socket.write(entryMessage(search.id, entry.distinguishedName, project(entry, search, this.#limits)));
    if (answer.result === "cut") {
      socket.end(() => socket.destroy());
      return;
    }
    for (const url of answer.references ?? []) socket.write(referenceMessage(search.id, [url]));
    const cookie = asked === undefined ? undefined : Buffer.from(answer.cookie ?? "");
    socket.write(resultMessage(search.id, done.search, answer.result, cookie));
  }

  #plan(
    search: SearchRequest,
    account: string | null,
    asked: PageRequest | undefined,
    open?: OpenSearch,
  ): Answer | "silence" | "notice of disconnection" {
    const refused = this.#refusal(search, account, asked, open);
    if (refused !== undefined) return { entries: [], result: refused };
    const { found, sent, page } = open ?? { found: select(search, this.#partitionOf(search.base)), sent: 0, page: 0 };
    const fault = this.#faults.next(search, page + 1);
    if (fault === "silence" || fault === "notice of disconnection") return fault;
    const goOn = (next: number) => this.#keep({ found, sent: next, page: page + 1 });
    if (fault === "empty page") return { entries: [], result: results.success, cookie: goOn(sent) };
    const limit = Math.min(...[this.#limits.pageSize, asked?.size ?? 0, search.sizeLimit].filter((most) => most > 0));
    const entries = found.slice(sent, sent + limit);
    if (fault !== undefined && "cutAfter" in fault) return { entries: entries.slice(0, fault.cutAfter), result: "cut" };
    if (fault !== undefined) return { entries: entries.slice(0, fault.after ?? 0), result: fault.result };
    const last = sent + entries.length;
    if (last === found.length) return { entries, result: results.success, references: this.#references(search) };
    return asked === undefined
      ? { entries, result: results.sizeLimitExceeded }
      : { entries, result: results.success, cookie: goOn(last) };
  }

  /** The objects of the naming context that holds `base`: no search leaves it. */
  #partitionOf(base: string): readonly ScriptedEntry[] {
    const configuration = configurationOf(this.#script.forest);
    const contexts = [`CN=Schema,${configuration}`, configuration, this.#held];
    const contextOf = (name: string) => contexts.find((context) => within(name, context)) ?? "";
    return this.#entries.filter(({ distinguishedName }) => contextOf(distinguishedName) === contextOf(base));
  }

  #keep(search: OpenSearch): string {
    const cookie = `${this.#script.hostName} ${this.#open.size + 1}`;
    this.#open.set(cookie, search);
    return cookie;
  }

  #refusal(search: SearchRequest, account: string | null, asked?: PageRequest, open?: OpenSearch): Result | undefined {
    if (search.base !== "" && account === null) return results.notBound;
    const replicates = this.#script.replicators?.some((name) => name === account) ?? false;
    if (search.controls.some(({ type }) => type === dirSync) && !replicates) return results.noReplication;
    if (asked !== undefined && asked.cookie !== "" && open === undefined) return results.strangeCookie;
    return this.#elsewhere(search);
  }

  /** What is not here is answered with a referral or as missing. */
  #elsewhere({ base }: SearchRequest): Result | undefined {
    if (this.#entries.some((entry) => entry.invisible !== true && isSameName(entry.distinguishedName, base)))
      return undefined;
    const owner = this.#script.forest.domains
      .filter(({ dnsName }) => within(base, domainDn(dnsName)))
      .toSorted((a, b) => b.dnsName.length - a.dnsName.length)[0];
    if (owner === undefined) return results.noSuchObject;
    return owner.dnsName === this.#script.domain || within(base, configurationOf(this.#script.forest))
      ? results.noSuchObject
      : results.referral(owner.dnsName, base);
  }

  /** Where a search below this domain would go on. Source: MS-ADTS 3.1.1.4.6. */
  #references({ base, scope }: SearchRequest): readonly string[] {
    if (scope !== "sub" || !isSameName(base, this.#held)) return [];
    const { forest, domain } = this.#script;
    const children = forest.domains.filter(({ dnsName }) => dnsName.endsWith(`.${domain}`));
    const ofRoot =
      forest.domains[0].dnsName === domain
        ? [
            `ldap://ForestDnsZones.${domain}/DC=ForestDnsZones,${this.#held}`,
            `ldap://${domain}/${configurationOf(forest)}`,
          ]
        : [];
    return [...ofRoot, ...children.map(({ dnsName }) => `ldap://${dnsName}/${domainDn(dnsName)}`)];
  }
}

function within(name: string, context: string): boolean {
  return isWithin(name, context);
}
