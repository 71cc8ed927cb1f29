import { describe, expect, it } from "vitest";
import { Connection } from "../../../directory/live/connection.ts";
import type { DomainControllerScript } from "../../../lab/scripted-directory/domain-controller.ts";
import type { Fault } from "../../../lab/scripted-directory/fault.ts";
import { group, user } from "../../../lab/scripted-directory/objects.ts";
import { emea, forest, startController, target, wingtip, wingtipSid } from "./scripted-forest.ts";

const members = Array.from({ length: 3700 }, (_, index) => `CN=member ${index},CN=Users,${wingtip}`);
const crowd = group(`CN=Crowd,CN=Users,${wingtip}`, `${wingtipSid}-1201`, "global", members);
const few = group(`CN=Few,CN=Users,${wingtip}`, `${wingtipSid}-1202`, "global", members.slice(0, 3));
const table = forest({
  wingtip: [
    crowd,
    few,
    ...Array.from({ length: 25 }, (_, index) =>
      user(`CN=p${index},CN=Users,${wingtip}`, `${wingtipSid}-${2000 + index}`),
    ),
  ],
});

async function withConnection<T>(
  script: Partial<DomainControllerScript>,
  work: (connection: Connection, searches: readonly { readonly page: number }[]) => Promise<T>,
): Promise<T> {
  await using controller = await startController(table, "wingtip.test", script);
  const connection = await Connection.open(target(controller, null));
  try {
    return await work(connection, controller.searches);
  } finally {
    await connection.close();
  }
}

const everybody = { scope: "sub", attributes: ["cn"] } as const;
const onPage =
  (page: number): Fault["when"] =>
  (search, current) =>
    search.scope === "sub" && current === page;

describe("an answer of many pages", () => {
  it("goes on after a page without entries", async () => {
    const faults: readonly Fault[] = [
      { when: onPage(1), times: 1, what: "empty page" },
      { when: onPage(3), times: 1, what: "empty page" },
      { when: onPage(4), times: 1, what: "empty page" },
    ];
    await withConnection({ limits: { pageSize: 10 }, faults }, async (connection) => {
      const names = (await connection.searchController(wingtip, everybody)).map(
        ({ distinguishedName }) => distinguishedName,
      );
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => name.startsWith("CN=p"))).toHaveLength(25);
    });
  });

  it("does not mix with others that are read at the same time", async () => {
    await withConnection({ limits: { pageSize: 7 } }, async (connection) => {
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => connection.searchController(wingtip, everybody)),
      );
      const [first, ...others] = answers.map((entries) => entries.map(({ distinguishedName }) => distinguishedName));
      expect(first?.filter((name) => name.startsWith("CN=p"))).toHaveLength(25);
      for (const other of others) expect(other).toEqual(first);
    });
  });
});

describe("an attribute with more values than fit into an answer", () => {
  it("is read to its end, range by range", async () => {
    await withConnection({}, async (connection) => {
      const entries = await connection.searchController(`CN=Users,${wingtip}`, {
        scope: "one",
        attributes: ["member", "cn"],
      });
      const of = (name: string) => entries.find(({ distinguishedName }) => distinguishedName.startsWith(`CN=${name},`));
      expect(of("Crowd")?.texts("member")).toEqual(members);
      expect(of("Crowd")?.text("cn")).toBe("Crowd");
      expect(of("Few")?.texts("member")).toEqual(members.slice(0, 3));
      expect(of("p1")?.texts("member")).toEqual([]);
    });
  });

  it("is read in ranges of whatever length the domain controller likes", async () => {
    await withConnection({ limits: { valueRange: 1000 } }, async (connection) => {
      const [entry] = await connection.searchController(crowd.distinguishedName, {
        scope: "base",
        attributes: ["member"],
      });
      expect(entry?.texts("member")).toEqual(members);
    });
  });

  it("is bytes all the same", async () => {
    const sids = Array.from({ length: 40 }, (_, index) => Uint8Array.from([1, 1, 0, 0, 0, 0, 0, 5, index, 0x80, 0, 0]));
    const scripted = forest({
      wingtip: [user(`CN=old,CN=Users,${wingtip}`, `${wingtipSid}-1300`, { sIDHistory: sids })],
    });
    await using controller = await startController(scripted, "wingtip.test", { limits: { valueRange: 15 } });
    const connection = await Connection.open(target(controller, null));
    const [entry] = await connection.searchController(`CN=old,CN=Users,${wingtip}`, {
      scope: "base",
      attributes: ["sIDHistory"],
    });
    expect(entry?.allBytes("sIDHistory")).toEqual(sids);
    await connection.close();
  });

  it.each<[string, Fault["what"], string]>([
    ["is cut off", { cutAfter: 0 }, "was lost"],
    ["cannot be read to its end", { result: { code: 11 } }, "has reached a limit of its own"],
    ["belongs to an object that is deleted meanwhile", { result: { code: 32 } }, "disappeared from"],
  ])("is no shorter attribute when it %s", async (_, what, reason) => {
    const second: Fault["when"] = ({ attributes }) => attributes.some((name) => name.startsWith("member;range=1500"));
    await withConnection({ faults: [{ when: second, what }] }, async (connection) => {
      await expect(
        connection.searchController(crowd.distinguishedName, { scope: "base", attributes: ["member"] }),
      ).rejects.toThrow(reason);
    });
  });
});

describe("what lies elsewhere", () => {
  it("is said to lie elsewhere, and no referral is followed", async () => {
    await withConnection({}, async (connection) => {
      await expect(connection.searchController(emea, everybody)).rejects.toThrow(`holds no copy of ${emea}`);
    });
  });

  it("does not disturb an answer that mentions it", async () => {
    await withConnection({}, async (connection) => {
      const names = (await connection.searchController(wingtip, everybody)).map(
        ({ distinguishedName }) => distinguishedName,
      );
      expect(names.filter((name) => name.endsWith(emea) || name.includes("CN=Configuration"))).toEqual([]);
    });
  });

  it("is not found when it is nowhere", async () => {
    await withConnection({}, async (connection) => {
      expect(
        await connection.searchController(`CN=nobody,CN=Users,${wingtip}`, { scope: "base", attributes: ["cn"] }),
      ).toEqual([]);
    });
  });
});
