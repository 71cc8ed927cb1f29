import { describe, expect, it } from "vitest";
import { DomainConnection } from "../../../directory/live/domain-connection.ts";
import { Logons } from "../../../directory/live/logons.ts";
import type { ScriptedDomainController } from "../../../lab/scripted-directory/domain-controller.ts";
import type { Fault, Misbehaviour } from "../../../lab/scripted-directory/fault.ts";
import { user } from "../../../lab/scripted-directory/objects.ts";
import { forest, startController, target, wingtip, wingtipSid } from "./scripted-forest.ts";

const people = Array.from({ length: 25 }, (_, index) =>
  user(`CN=person ${index},CN=Users,${wingtip}`, `${wingtipSid}-${2000 + index}`),
);
const table = forest({ wingtip: people });
const isPeople: Fault["when"] = ({ attributes }) => attributes.includes("pwdLastSet");
const everybody = { scope: "sub", attributes: ["pwdLastSet", "cn"] } as const;
/** Pages of ten, so that the twenty-five come in three. */
const limits = { pageSize: 10 };

function faulty(what: Misbehaviour, facts: { page?: number; times?: number } = {}): readonly Fault[] {
  const { page: wanted = 2, times = 1 } = facts;
  return [{ when: (search, page) => isPeople(search, page) && page === wanted, times, what }];
}

function connectionOver(
  controllers: readonly [ScriptedDomainController, ...ScriptedDomainController[]],
  what?: Misbehaviour,
): DomainConnection {
  const [first, ...others] = controllers;
  const timeouts = { connect: 10_000, operation: what === "silence" ? 1500 : 10_000 };
  return new DomainConnection(
    async () => [target(first, null, timeouts), ...others.map((other) => target(other, null, timeouts))],
    new Logons(),
  );
}

async function peopleSeen(connection: DomainConnection): Promise<number> {
  const entries = await connection.searchDomain(wingtip, everybody);
  return new Set(entries.map(({ distinguishedName }) => distinguishedName).filter((name) => name.includes("person")))
    .size;
}

describe("a search that is cut off in the middle", () => {
  it.each<[string, Misbehaviour]>([
    ["the connection is lost", { cutAfter: 3 }],
    ["no answer comes", "silence"],
    ["the domain controller is busy", { result: { code: 51 } }],
    ["the domain controller is going down", { result: { code: 52 } }],
    ["the time limit is reached", { result: { code: 3 }, after: 4 }],
  ])("because %s, starts again from nothing on another domain controller", async (_, what) => {
    await using first = await startController(table, "wingtip.test", { limits, faults: faulty(what) });
    await using second = await startController(table, "wingtip.test", { limits, hostName: "dc2.wingtip.test" });
    const connection = connectionOver([first, second], what);
    expect(await peopleSeen(connection)).toBe(25);
    expect(await connection.domainControllers()).toEqual(["dc1.wingtip.test", "dc2.wingtip.test"]);
    // No cookie of the first one is shown to the second one.
    expect(second.searches.filter((search) => isPeople(search, 0)).map(({ page }) => page)).toEqual([1, 2, 3, 4]);
    await connection.close();
  });

  it("starts again on the same one when there is no other, because connections that idle are cut", async () => {
    await using only = await startController(table, "wingtip.test", { limits, faults: faulty({ cutAfter: 3 }) });
    const connection = connectionOver([only]);
    expect(await peopleSeen(connection)).toBe(25);
    expect(only.logons).toHaveLength(2);
    await connection.close();
  });

  it.each<[string, Misbehaviour, string]>([
    ["is lost twice", { cutAfter: 3 }, "was lost while it was asked about DC=wingtip,DC=test"],
    ["is never answered", "silence", "does not answer in time about DC=wingtip,DC=test"],
    ["is too large", { result: { code: 4 }, after: 5 }, "has reached a limit of its own"],
    ["costs too much", { result: { code: 11 } }, "has reached a limit of its own"],
  ])("that %s is no answer at all", async (_, what, reason) => {
    const faults = faulty(what, { times: Number.POSITIVE_INFINITY });
    await using only = await startController(table, "wingtip.test", { limits, faults });
    const connection = connectionOver([only], what);
    await expect(connection.searchDomain(wingtip, everybody)).rejects.toThrow(reason);
    await connection.close();
  });

  it("hands out nothing of the first attempt when work of several searches is repeated", async () => {
    await using first = await startController(table, "wingtip.test", { limits, faults: faulty({ cutAfter: 3 }) });
    await using second = await startController(table, "wingtip.test", { limits, hostName: "dc2.wingtip.test" });
    const connection = connectionOver([first, second]);
    let attempts = 0;
    const seen = await connection.runAlone(async (alone) => {
      attempts += 1;
      const names = new Set<string>();
      for (const entry of await alone.searchController(wingtip, everybody)) names.add(entry.distinguishedName);
      return names;
    });
    expect(attempts).toBe(2);
    expect([...seen].filter((name) => name.includes("person"))).toHaveLength(25);
    await connection.close();
  });

  it("loses nothing of questions that were under way at the same time", async () => {
    await using first = await startController(table, "wingtip.test", { limits, faults: faulty({ cutAfter: 3 }) });
    await using second = await startController(table, "wingtip.test", { limits, hostName: "dc2.wingtip.test" });
    const connection = connectionOver([first, second]);
    const counts = await Promise.all(Array.from({ length: 5 }, () => peopleSeen(connection)));
    expect(counts).toEqual([25, 25, 25, 25, 25]);
    expect([first.logons.length, second.logons.length]).toEqual([1, 1]);
    await connection.close();
  });
});
