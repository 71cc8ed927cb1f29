/** Answers without an end, over real TLS: each is given up with its reason, and no part of one is taken for the whole. */
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { observeThrough } from "../../../directory/directories.ts";
import { SearchAllowance } from "../../../directory/live/allowance.ts";
import { Connection } from "../../../directory/live/connection.ts";
import { DomainConnection } from "../../../directory/live/domain-connection.ts";
import { answerLimits, boundsOf } from "../../../directory/live/limits.ts";
import { Logons } from "../../../directory/live/logons.ts";
import { readValues } from "../../../directory/live/paging.ts";
import { LiveDirectorySource } from "../../../directory/live/source.ts";
import { DirectoryUnavailableError } from "../../../directory/source.ts";
import { done, entryMessage, referenceMessage, resultMessage } from "../../../lab/scripted-directory/response.ts";
import {
  type Answerer,
  type Asked,
  clockThatJumps,
  end,
  flood,
  type HostileController,
  hostileTarget,
  person,
  startHostileController,
} from "./hostile-controller.ts";
import { forest, readerPassword, startController, target, wingtip } from "./scripted-forest.ts";

type Bounds = Parameters<typeof hostileTarget>[1];

const everybody = { scope: "sub", attributes: ["cn"] } as const;

/** Both ways to read an answer: kept whole, and handed on as it comes. */
const ways = {
  kept: async (connection: Connection) => (await connection.searchController(wingtip, everybody)).length,
  streamed: async (connection: Connection) => {
    let count = 0;
    await connection.streamController(wingtip, ["cn"], (entry) => {
      count += 1;
      readValues(entry, () => {});
    });
    return count;
  },
} as const;

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DirectoryUnavailableError)) throw new Error("it was not given up", { cause: error });
  return error.reason;
}

async function givenUp(
  way: keyof typeof ways,
  onSearch: (socket: Socket, search: Asked) => void,
  bounds?: Bounds,
): Promise<{ readonly reason: string; readonly controller: HostileController }> {
  await using controller = await startHostileController(onSearch);
  const connection = await Connection.open(hostileTarget(controller, bounds));
  try {
    return { reason: await reasonOf(ways[way](connection)), controller };
  } finally {
    await connection.close();
  }
}

const subject = { kept: "DC=wingtip,DC=test", streamed: "the objects of DC=wingtip,DC=test" } as const;
const bothWays = ["kept", "streamed"] as const;

function page(socket: Socket, { id }: Asked, people: readonly number[], cookie: string): void {
  for (const each of people) socket.write(person(id, each));
  socket.write(end(id, cookie));
}

describe.each(bothWays)("an answer that is %s", (way) => {
  it.each<[string, (socket: Socket, search: Asked) => void]>([
    ["with the same page and cookie", (socket, search) => page(socket, search, [1, 2, 3], "again")],
    ["with empty pages and one cookie", (socket, search) => page(socket, search, [], "again")],
    ["with empty pages and ever new cookies", (socket, search) => page(socket, search, [], `c${search.number}`)],
    [
      "with known objects in ever new order",
      (socket, search) => page(socket, search, [search.number % 7, (search.number * 3) % 7], `c${search.number}`),
    ],
    [
      "with nothing but references",
      (socket, search) => {
        socket.write(referenceMessage(search.id, [`ldap://x/DC=x${search.number % 5}`]));
        socket.write(end(search.id, "again"));
      },
    ],
  ])("for ever %s is given up after pages without a new object", async (_, onSearch) => {
    const { reason, controller } = await givenUp(way, onSearch, { limits: { fruitlessPages: 20 } });
    expect(reason).toBe(
      `127.0.0.1:${controller.port} did not complete its answer about ${subject[way]}: 20 pages in a row brought no new object`,
    );
    expect(controller.asked.length).toBeLessThan(30);
  });

  it("goes on through empty pages and repeated cookies while new objects come", async () => {
    await using controller = await startHostileController((socket, search) =>
      page(socket, search, search.number % 5 === 0 ? [search.number] : [], search.number === 100 ? "" : "again"),
    );
    const connection = await Connection.open(hostileTarget(controller, { limits: { fruitlessPages: 6 } }));
    expect(await ways[way](connection)).toBe(20);
    await connection.close();
  });

  it.each([
    ["objects", { objects: 50 }, "it has more than 50 objects"],
    ["pages", { pages: 40 }, "it has more than 40 parts"],
  ])("with ever new objects is given up after so many %s", async (_, limits, fact) => {
    const { reason } = await givenUp(
      way,
      (socket, search) => page(socket, search, [search.number * 2, search.number * 2 + 1], `c${search.number}`),
      { limits },
    );
    expect(reason).toContain(fact);
  });

  it.each<[string, (socket: Socket, search: Asked) => void]>([
    ["in one page", (socket, { id }) => flood(socket, (count) => person(id, count))],
    ["in pages of one", (socket, search) => page(socket, search, [search.number], `c${search.number}`)],
  ])("that drips, %s, is given up when its time is over", async (_, onSearch) => {
    const { reason } = await givenUp(way, onSearch, { now: clockThatJumps(5000) });
    expect(reason).toContain("it took more than 10 minutes, and less than 128 KiB a second arrived");
  });

  it("that comes fast enough may take longer, but not for ever", async () => {
    const large = (id: number, count: number) =>
      entryMessage(id, `CN=p${count},${wingtip}`, [["cn", ["x".repeat(2000)]]]);
    const { reason } = await givenUp(
      way,
      (socket, search) => {
        socket.write(large(search.id, search.number));
        socket.write(end(search.id, `c${search.number}`));
      },
      { now: clockThatJumps(10_000), limits: { slowestRate: 10, longestSearch: 1_200_000 } },
    );
    expect(reason).toContain("it took more than 20 minutes");
  });

  it.each<[string, (socket: Socket, search: Asked) => void, Parameters<typeof givenUp>[2], string]>([
    [
      "objects",
      (socket, { id }) => flood(socket, (count) => person(id, count)),
      { limits: { pageMessages: 500 } },
      "a page has more than 500 messages",
    ],
    [
      "references",
      (socket, { id }) => flood(socket, (count) => referenceMessage(id, [`ldap://x/DC=x${count}`])),
      { limits: { pageMessages: 500 } },
      "a page has more than 500 messages",
    ],
    [
      "bytes",
      (socket, { id }) => flood(socket, (count) => person(id, count)),
      { limits: { page: 64 * 1024 } },
      "a page has more than 0.063 MiB",
    ],
    [
      "intermediate messages, which mean nothing",
      (socket, { id }) => flood(socket, () => resultMessage(id, 0x79, { code: 0 })),
      { limits: { pageMessages: 500 } },
      "a page has more than 500 messages",
    ],
  ])("of one page without an end is given up after so many %s", async (_, onSearch, bounds, fact) => {
    const { reason } = await givenUp(way, onSearch, bounds);
    expect(reason).toContain(fact);
  });

  it("with a message of four gigabytes is given up before they come", async () => {
    const { reason } = await givenUp(way, (socket) => socket.write(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])));
    expect(reason).toContain("a message has more than 8 MiB");
  });

  it.each([
    ["below zero", [0x04, 0x84, 0xff, 0xff, 0xff, 0xfa]],
    ["beyond the end", [0x04, 0x84, 0x00, 0x10, 0x00, 0x00]],
    ["that is not there", [0x04]],
  ])("with a value of a length %s is given up at once", async (_, value) => {
    const tagged = (tag: number, ...parts: (readonly number[])[]) => [tag, parts.flat().length, ...parts.flat()];
    const { reason } = await givenUp(way, (socket, { id }) => {
      const attribute = tagged(0x30, tagged(4, [0x63, 0x6e]), tagged(0x31, value));
      const entry = tagged(0x64, tagged(4, [0x78]), tagged(0x30, attribute));
      socket.write(Buffer.from(tagged(0x30, [2, 1, id], entry)));
      socket.write(end(id));
    });
    expect(reason).toContain("with data that is not LDAP");
  });

  it.each<[string, (socket: Socket, search: Asked) => void]>([
    ["nothing", () => {}],
    [
      "messages that nobody asked for",
      (socket) => flood(socket, () => resultMessage(7_000_000, done.search, { code: 0 })),
    ],
    ["half a message", (socket, { id }) => socket.write(person(id, 1).subarray(0, 20))],
    ["notices of no known kind", (socket) => flood(socket, () => noticeOf("1.2.3"))],
  ])("with %s but the page's end is given up after the time of silence", async (_, onSearch) => {
    const { reason, controller } = await givenUp(way, onSearch, { timeouts: { connect: 5000, operation: 300 } });
    expect(reason).toBe(`127.0.0.1:${controller.port} does not answer in time about ${subject[way]}`);
  });
});

/** An unsolicited notification. Source: RFC 4511, 4.4. */
function noticeOf(oid: string): Buffer {
  const body = [0x0a, 1, 0, 4, 0, 4, 0, 0x8a, oid.length, ...Buffer.from(oid)];
  return Buffer.from([0x30, 5 + body.length, 2, 1, 0, done.extended, body.length, ...body]);
}

describe("values without an end", () => {
  const ranges =
    (next: (first: number) => string | undefined) =>
    (socket: Socket, { id, base, attributes }: Asked) => {
      const asked = attributes.map((name) => /range=(\d+)/.exec(name)?.[1]).find((first) => first !== undefined);
      const range = next(Number(asked ?? 0));
      const values = range === undefined ? [] : ([[`member;range=${range}`, [`CN=m,${wingtip}`]]] as const);
      socket.write(entryMessage(id, base, values));
      socket.write(end(id));
    };

  it.each<[string, (first: number) => string | undefined, string]>([
    ["that repeat their first range", () => "0-0", "the values of member come in ranges that are not contiguous"],
    ["of which a range is left out", (first) => (first === 0 ? "0-0" : "2-*"), "are not contiguous"],
    ["that promise more than they have", () => "0-9", "are not contiguous"],
    ["that begin in the middle", () => "5-*", "are not contiguous"],
    ["one by one for ever", (first) => `${first}-${first}`, "it has more than 40 parts"],
    ["of which the rest does not come", (first) => (first === 0 ? "0-0" : undefined), "while it was being read"],
  ])("%s are no shorter attribute", async (_, next, fact) => {
    await using controller = await startHostileController(ranges(next));
    const connection = await Connection.open(hostileTarget(controller, { limits: { pages: 40 } }));
    const read = connection.searchController(`CN=g,${wingtip}`, { scope: "base", attributes: ["member"] });
    expect(await reasonOf(read)).toContain(fact);
    expect(controller.asked.length).toBeLessThanOrEqual(41);
    await connection.close();
  });

  it("of many objects are given up when they fill the memory that is meant for them", async () => {
    const many = Array.from({ length: 100 }, (_, index) => `m${index}`);
    await using controller = await startHostileController((socket, search) => {
      socket.write(entryMessage(search.id, `CN=g${search.number},${wingtip}`, [["member", many]]));
      socket.write(end(search.id, `c${search.number}`));
    });
    const connection = await Connection.open(hostileTarget(controller, { limits: { kept: 1024 * 1024 } }));
    expect(await reasonOf(ways.kept(connection))).toContain("it needs more than 1 MiB of memory");
    await connection.close();
  });
});

describe("an answer without an end", () => {
  it("holds up no other one, and is asked no more of the domain controller", async () => {
    let floods = 0;
    await using controller = await startHostileController((socket, search) => {
      if (search.scope === "sub") {
        floods += 1;
        flood(
          socket,
          (count) => person(search.id, count),
          () => controller.abandoned.length === 0,
        );
      } else page(socket, search, [search.number], "");
    });
    const connection = await Connection.open(hostileTarget(controller, { limits: { pageMessages: 500 } }));
    const one = { scope: "one", attributes: ["cn"] } as const;
    const [reason, before] = await Promise.all([
      reasonOf(ways.kept(connection)),
      connection.searchController(wingtip, one),
    ]);
    expect(reason).toContain("more than 500 messages");
    expect(before).toHaveLength(1);
    expect(await connection.searchController(wingtip, one)).toHaveLength(1);
    expect([floods, controller.abandoned.length]).toEqual([1, 1]);
    await connection.close();
  });

  it("that is made of many short ones is given up with the connection when its time is over", async () => {
    await using controller = await startHostileController((socket, search) =>
      page(socket, search, [search.number], ""),
    );
    const bounds = { now: clockThatJumps(20_000), limits: { connection: 600_000 } };
    const connection = await Connection.open(hostileTarget(controller, bounds));
    const chain = async () => {
      for (let index = 0; index < 100; index += 1) await ways.kept(connection);
    };
    const fact = "the answers of this connection took more than 10 minutes, and less than 128 KiB a second arrived";
    expect(await reasonOf(chain())).toContain(fact);
    expect(await reasonOf(ways.kept(connection))).toContain(fact);
    expect(controller.asked.length).toBeLessThan(40);
    await connection.close();
  });

  it("that refers to ever new places is given up", async () => {
    await using controller = await startHostileController((socket, { id, number }) => {
      socket.write(referenceMessage(id, [`ldap://x/DC=a${number}`, `ldap://x/DC=b${number}`]));
      socket.write(end(id));
    });
    const connection = await Connection.open(hostileTarget(controller, { limits: { references: 10 } }));
    const chain = async () => {
      for (let index = 0; index < 100; index += 1) await ways.kept(connection);
    };
    expect(await reasonOf(chain())).toContain("it refers to more than 10 other places");
    await connection.close();
  });

  it("leads to another domain controller, where the search begins anew", async () => {
    await using endless = await startHostileController((socket, search) => page(socket, search, [1, 2], "again"));
    await using other = await startController(forest({}), "wingtip.test", { hostName: "dc2.wingtip.test" });
    const directory = new DomainConnection(
      async () => [hostileTarget(endless, { limits: { fruitlessPages: 10 } }), target(other, null)],
      new Logons(),
    );
    const names = (await directory.searchDomain(wingtip, everybody)).map(({ distinguishedName }) => distinguishedName);
    expect(names).toContain(`CN=Administrator,CN=Users,${wingtip}`);
    expect(names).not.toContain(`CN=p1,${wingtip}`);
    await directory.close();
  });

  it("is told as it is where no other domain controller can be reached, and what it holds besides is still read", async () => {
    await using endless = await startHostileController((socket, search) =>
      page(socket, search, [search.number], search.scope === "sub" ? "again" : ""),
    );
    const bounds = { limits: { pages: 10 } };
    const gone = { ...hostileTarget(endless, bounds), port: 1 };
    const directory = new DomainConnection(async () => [hostileTarget(endless, bounds), gone], new Logons());
    expect(await reasonOf(directory.searchDomain(wingtip, everybody))).toContain("it has more than 10 parts");
    expect(await directory.searchDomain(wingtip, { ...everybody, scope: "one" })).toHaveLength(1);
    await directory.close();
  });

  it("makes what rests on it unobservable, with the reason and the way out", async () => {
    await using endless = await startHostileController((socket, search) => page(socket, search, [], "again"));
    const source = new LiveDirectorySource(async () => [hostileTarget(endless, { limits: { fruitlessPages: 10 } })]);
    const observed = await observeThrough(source, { subject: "forest", forest: "wingtip.test" });
    await source.close();
    expect(JSON.stringify(observed)).toContain(
      "did not complete its answer about CN=Partitions,CN=Configuration,DC=wingtip,DC=test: 10 pages in a row brought no new object",
    );
    const { domains, functionalLevel, schemaVersion, kdsRootKeys } = observed;
    for (const fact of [domains, functionalLevel, schemaVersion, kdsRootKeys])
      expect(fact).toHaveProperty("unobservable");
  });

  it("is no hindrance when an object comes twice because it changed meanwhile: it counts once, as it was last", async () => {
    await using controller = await startHostileController((socket, search) => {
      socket.write(entryMessage(search.id, `CN=p,${wingtip}`, [["cn", [`version ${search.number}`]]]));
      socket.write(end(search.id, search.number < 3 ? `c${search.number}` : ""));
    });
    const connection = await Connection.open(hostileTarget(controller));
    const found = await connection.searchController(wingtip, everybody);
    expect(found.map((entry) => entry.text("cn"))).toEqual(["version 3"]);
    await connection.close();
  });
});

describe("before the logon", () => {
  const opening = async (instead: Answerer, bounds?: Bounds) => {
    await using controller = await startHostileController(() => {}, instead);
    const reason = await reasonOf(Connection.open(hostileTarget(controller, bounds)));
    const sent = controller.received().includes(readerPassword);
    return { reason: reason.replaceAll(`127.0.0.1:${controller.port}`, "SERVER"), sent };
  };
  const onRoot =
    (answer: (socket: Socket, id: number) => void): Answerer =>
    (socket, request) => {
      if (request.kind === "search") answer(socket, request.id);
      return request.kind === "search";
    };

  it.each<[string, Answerer, Bounds, string]>([
    [
      "entries without an end",
      onRoot((socket, id) => flood(socket, (count) => person(id, count))),
      { limits: { pageMessages: 100 } },
      "SERVER did not complete its answer before the logon: a page has more than 100 messages",
    ],
    [
      "a root on every page",
      onRoot((socket, id) => socket.write(Buffer.concat([person(id, 1), end(id, "again")]))),
      { limits: { fruitlessPages: 10 } },
      "SERVER did not complete its answer before the logon: 10 pages in a row brought no new object",
    ],
    [
      "messages that nobody asked for",
      onRoot((socket) => flood(socket, () => resultMessage(7_000_000, done.search, { code: 0 }))),
      { timeouts: { connect: 5000, operation: 300 } },
      "SERVER does not answer in time",
    ],
    [
      "what is no LDAP",
      onRoot((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")),
      {},
      "SERVER answers, but not with LDAP",
    ],
  ])("%s is given up, and no password is sent", async (_, instead, bounds, reason) => {
    expect(await opening(instead, bounds)).toEqual({ reason, sent: false });
  });

  it("a result of another kind is no logon", async () => {
    const { reason } = await opening(
      (socket, request) => {
        if (request.kind === "bind") socket.write(resultMessage(request.id, done.search, { code: 0 }));
        return request.kind === "bind";
      },
      { timeouts: { connect: 5000, operation: 300 } },
    );
    expect(reason).toBe("SERVER does not answer in time");
  });
});

describe("the limits", () => {
  it("leave room for a million objects of 2.6 KB behind a line of one megabit a second", () => {
    let time = 0;
    const allowance = new SearchAllowance(boundsOf({ now: () => time }));
    const size = 2600;
    for (let page = 0; page < 1000; page += 1) {
      const names = Array.from({ length: 1000 }, (_, index) => Buffer.from(`CN=${page * 1000 + index},${wingtip}`));
      for (const _ of names) {
        time += (size / answerLimits.slowestRate) * 1000;
        allowance.receive(size);
      }
      allowance.nextPage();
      for (const name of names) allowance.see(name);
    }
    expect(time / 3_600_000).toBeGreaterThan(5);
  });

  it("leave room for a group of a million members", () => {
    const allowance = new SearchAllowance(boundsOf({ now: () => 0 }));
    for (let range = 0; range < 1_000_000 / 1500; range += 1) {
      allowance.nextPart();
      allowance.keep(1500 * (128 + 100));
    }
    expect(() => allowance.keep(answerLimits.kept)).toThrow("of memory");
  });
});
