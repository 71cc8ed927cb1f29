/**
 * What ldapts does that a caller has to know, each on the version in use: where one of these fails after an update, the
 * code that goes round it may go, or has to change.
 */
import { createServer, type Server, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { BerReader, Client, EqualityFilter } from "ldapts";
import { describe, expect, it } from "vitest";
import { encodeSid } from "../../../directory/security/sid.ts";
import type { DomainControllerScript } from "../../../lab/scripted-directory/domain-controller.ts";
import { user } from "../../../lab/scripted-directory/objects.ts";
import {
  authority,
  certificate,
  emea,
  forest,
  readerName,
  readerPassword,
  startController,
  wingtip,
  wingtipSid,
} from "./scripted-forest.ts";

/** The last part is above 0x7f in its first byte. */
const sid = `${wingtipSid}-1200`;
const name = `CN=svc,CN=Users,${wingtip}`;
/** Sixteen bytes that happen to be text. */
const readable = Buffer.from("0123456789abcdef");
const people = Array.from({ length: 25 }, (_, index) =>
  user(`CN=p${index},CN=Users,${wingtip}`, `${wingtipSid}-${2000 + index}`),
);
const table = forest({ wingtip: [user(name, sid, { "mS-DS-ConsistencyGuid": [readable] }), ...people] });

async function withClient<T>(
  script: Partial<DomainControllerScript>,
  work: (client: Client, port: number, cut: () => Promise<void>) => Promise<T>,
): Promise<T> {
  await using controller = await startController(table, "wingtip.test", script);
  const client = new Client({
    url: `ldaps://127.0.0.1:${controller.port}`,
    timeout: 5000,
    connectTimeout: 5000,
    tlsOptions: { ca: authority.certificate },
  });
  try {
    await client.bind(readerName, readerPassword);
    return await work(client, controller.port, () => controller.close());
  } finally {
    await client.unbind();
  }
}

const svc = (client: Client, attributes: string[], explicitBufferAttributes: string[] = []) =>
  client
    .search(name, { scope: "base", attributes, explicitBufferAttributes })
    .then(({ searchEntries }) => searchEntries[0]);

describe("bytes", () => {
  it("above 0x7f are corrupted in a filter that is text, and not in one that is built", async () => {
    await withClient({}, async (client) => {
      const escaped = [...encodeSid(sid)].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");
      const found = async (filter: string | EqualityFilter) =>
        (await client.search(wingtip, { filter, attributes: ["cn"] })).searchEntries.length;
      expect(await found(`(objectSid=${escaped})`)).toBe(0);
      expect(await found(new EqualityFilter({ attribute: "objectSid", value: Buffer.from(encodeSid(sid)) }))).toBe(1);
    });
  });

  it("that happen to be text come back as text, unless the attribute is named as the server spells it", async () => {
    await withClient({}, async (client) => {
      const attribute = "mS-DS-ConsistencyGuid";
      expect((await svc(client, [attribute]))?.[attribute]).toBe("0123456789abcdef");
      expect((await svc(client, [attribute], [attribute.toLowerCase()]))?.[attribute]).toBe("0123456789abcdef");
      expect((await svc(client, [attribute.toLowerCase()], [attribute]))?.[attribute]).toEqual(readable);
    });
  });

  it("in a range of values are not taken for bytes by the name of their attribute", async () => {
    const history = Array.from({ length: 4 }, () => readable);
    const scripted = forest({ wingtip: [user(name, sid, { sIDHistory: history })] });
    await withClient({ forest: scripted, limits: { valueRange: 2 } }, async (client) => {
      const entry = await svc(client, ["sIDHistory"], ["sIDHistory"]);
      expect(entry?.["sIDHistory;range=0-1"]).toEqual(["0123456789abcdef", "0123456789abcdef"]);
    });
  });
});

describe("a length", () => {
  it("below zero leads the reader back to the bytes it has read, which a loop would read for ever", () => {
    const reader = new BerReader(Buffer.from([0x04, 0x84, 0xff, 0xff, 0xff, 0xfa]));
    reader.readString();
    expect(reader.offset).toBe(0);
  });

  it("beyond the end leads nowhere, which a loop would wait for", () => {
    const reader = new BerReader(Buffer.from([0x04, 0x7f]));
    expect(reader.readString()).toBeNull();
    expect(reader.offset).toBe(0);
  });
});

describe("values", () => {
  it("of an attribute that is missing are an empty list, of one value a scalar, of several a list", async () => {
    await withClient({}, async (client) => {
      const entry = await svc(client, ["description", "cn", "objectClass"]);
      expect(entry).toMatchObject({ description: [], cn: "svc" });
      expect(entry?.objectClass).toEqual(["top", "person", "organizationalPerson", "user"]);
    });
  });

  it("come with a key that is no attribute when all are asked for", async () => {
    await withClient({}, async (client) => expect(await svc(client, ["*"])).toHaveProperty(["*"], []));
  });
});

describe("a connection that was lost", () => {
  it("is opened again without a word, and without authentication", async () => {
    await using controller = await startController(table, "wingtip.test");
    const client = new Client({
      url: `ldaps://127.0.0.1:${controller.port}`,
      timeout: 5000,
      tlsOptions: { ca: authority.certificate },
    });
    await client.bind(readerName, readerPassword);
    const socket: Socket = Reflect.get(client, "socket");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.destroy();
    await closed;
    expect(client.isBound).toBe(false);
    await expect(client.search(wingtip, { scope: "base" })).rejects.toMatchObject({ code: 1 });
    expect(client.isConnected).toBe(true);
    expect(controller.logons).toHaveLength(1);
    await client.unbind();
  });

  it("is opened again without encryption after StartTLS, and the password is sent in clear", async () => {
    await using server = await startTlsServer();
    const client = new Client({ url: `ldap://127.0.0.1:${server.port}`, timeout: 700 });
    await client.startTLS({ ca: authority.certificate, host: "127.0.0.1" });
    const closed = new Promise((resolve) => Reflect.get(client, "socket").once("close", resolve));
    server.hangUp();
    await closed;
    // After StartTLS the client does not notice: what it sends next gets no answer, and then it connects anew.
    await client.search("", { scope: "base" }).catch(() => undefined);
    await client.bind(readerName, readerPassword).catch(() => undefined);
    expect(server.clear().includes(readerPassword)).toBe(true);
    await client.unbind();
  });
});

describe("an answer", () => {
  it("that is garbage is waited for until the time is up", async () => {
    await using server = await garbageServer();
    const client = new Client({ url: `ldap://127.0.0.1:${server.port}`, timeout: 300 });
    await expect(client.search("", { scope: "base" })).rejects.toThrow("Operation timed out");
    await client.unbind();
  });

  it("that refers elsewhere is an error of no known kind, and does not say where", async () => {
    await withClient({}, async (client) => {
      const error: unknown = await client.search(emea, { scope: "base" }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: "UnknownStatusCodeError", code: 10 });
      expect(JSON.stringify(error)).not.toContain("ldap://");
    });
  });

  it("carries the references to what lies elsewhere beside the entries", async () => {
    await withClient({}, async (client) => {
      const { searchReferences } = await client.search(wingtip, { attributes: ["cn"] });
      expect(searchReferences).toContain(`ldap://emea.wingtip.test/${emea}`);
    });
  });

  it("that is too large is an error without its entries, and part of the answer where a limit was asked for", async () => {
    await withClient({ limits: { pageSize: 10 } }, async (client) => {
      await expect(client.search(wingtip, { attributes: ["cn"] })).rejects.toMatchObject({ code: 4 });
      const { searchEntries } = await client.search(wingtip, { attributes: ["cn"], sizeLimit: 5 });
      expect(searchEntries).toHaveLength(5);
    });
  });

  it("of many pages ends at a page without entries, although more would follow", async () => {
    const faults = [{ when: (_: unknown, page: number) => page === 2, times: 1, what: "empty page" }] as const;
    await withClient({ limits: { pageSize: 10 }, faults }, async (client) => {
      const { searchEntries } = await client.search(wingtip, { attributes: ["cn"], paged: { pageSize: 10 } });
      expect(searchEntries).toHaveLength(10);
    });
  });

  it("must come within ten seconds, unless another limit is asked for", async () => {
    await using controller = await startController(table, "wingtip.test");
    const client = new Client({
      url: `ldaps://127.0.0.1:${controller.port}`,
      tlsOptions: { ca: authority.certificate },
    });
    await client.search("", { scope: "base" });
    expect(controller.searches.map(({ timeLimit }) => timeLimit)).toEqual([10]);
    await client.unbind();
  });
});

describe("TLS", () => {
  it("is spoken on the port for clear text too, where options for it are given", async () => {
    const first = Promise.withResolvers<Buffer>();
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", (data) => {
        first.resolve(data);
        socket.destroy();
      });
    });
    await using running = await listen(server);
    const url = `ldap://127.0.0.1:${running.port}`;
    const client = new Client({ url, connectTimeout: 2000, tlsOptions: { ca: authority.certificate } });
    await expect(client.bind(readerName, readerPassword)).rejects.toThrow();
    // A TLS record: handshake.
    expect((await first.promise)[0]).toBe(0x16);
  });

  it("after StartTLS takes a certificate for localhost, unless the name of the server is given", async () => {
    const forLocalhost = await authority.issue({ commonName: "dc", dnsNames: ["localhost"] });
    await using server = await startTlsServer(forLocalhost);
    const connect = async (options: { host?: string }) => {
      const client = new Client({ url: `ldap://127.0.0.1:${server.port}`, timeout: 2000 });
      try {
        await client.startTLS({ ca: authority.certificate, ...options });
        return "taken";
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      } finally {
        await client.unbind();
      }
    };
    expect(await connect({})).toBe("taken");
    expect(await connect({ host: "127.0.0.1" })).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  });
});

interface Running extends AsyncDisposable {
  readonly port: number;
}

async function listen(server: Server, sockets: ReadonlySet<Socket> = new Set()): Promise<Running> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers every message with bytes that are none of LDAP. */
async function garbageServer(): Promise<Running> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", () => socket.write(Buffer.from([0x30, 0x84, 0x00, 0x10, 0x00, 0x00, 0x02, 0x01])));
  });
  return listen(server, sockets);
}

/** Grants StartTLS to every connection, and keeps what comes in clear. */
async function startTlsServer(issued = certificate): Promise<Running & { hangUp(): void; clear(): Buffer }> {
  const sockets = new Set<Socket>();
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", (request: Buffer) => {
      chunks.push(request);
      const reader = new BerReader(request);
      reader.readSequence();
      const id = reader.readInt() ?? 0;
      if (reader.peek() !== 0x77) return;
      socket.write(Buffer.from([0x30, 0x0c, 2, 1, id, 0x78, 7, 10, 1, 0, 4, 0, 4, 0]));
      const secure = new TLSSocket(socket, { isServer: true, cert: issued.certificate, key: issued.privateKey });
      secure.on("error", () => {});
      secure.resume();
    });
  });
  return {
    ...(await listen(server, sockets)),
    hangUp: () => {
      for (const socket of sockets) socket.destroy();
    },
    clear: () => Buffer.concat(chunks),
  };
}
