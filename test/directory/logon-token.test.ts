import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { observed, unobservable } from "../../catalogue/fact.ts";
import { observeConnectorAccount } from "../../directory/inspection/connector-account.ts";
import { type LogonToken, readLogonToken, shortestPaths, withoutUnreachable } from "../../directory/logon-token.ts";
import type { Group, GroupClosure } from "../../directory/source.ts";
import { allow, descriptor, domain, group, memoryForest, object } from "./memory-forest.ts";

const sid = (rid: number) => `S-1-5-21-1-2-3-${rid}`;

function graph(direct: readonly number[], edges: readonly (readonly [number, number])[], size = 12): GroupClosure {
  const groups = Array.from(
    { length: size },
    (_, rid): Group => ({
      sid: sid(rid),
      distinguishedName: "",
      samAccountName: `g${rid}`,
      memberOf: edges.filter(([from]) => from === rid).map(([, to]) => sid(to)),
    }),
  );
  return { direct: direct.map(sid), groups, token: null };
}

const names = (path: readonly Group[] | undefined) => path?.map((group) => group.samAccountName);

describe("the way to a group", () => {
  it("is the shortest one", () => {
    const paths = shortestPaths(
      graph(
        [0, 3],
        [
          [0, 1],
          [1, 2],
          [3, 2],
        ],
      ),
    );
    expect(names(paths.get(sid(2)))).toEqual(["g3", "g2"]);
  });

  it("is the same whatever the order of equals", () => {
    const paths = [
      [5, 4],
      [4, 5],
    ].map((direct) =>
      shortestPaths(
        graph(direct, [
          [5, 9],
          [4, 9],
        ]),
      ),
    );
    expect(paths.map((each) => names(each.get(sid(9))))).toEqual([
      ["g4", "g9"],
      ["g4", "g9"],
    ]);
  });

  it("always starts at a direct group and follows memberships, in any graph with any cycles", () => {
    const node = fc.nat({ max: 11 });
    fc.assert(
      fc.property(fc.array(node), fc.array(fc.tuple(node, node)), (direct, edges) => {
        const closure = graph(direct, edges);
        const paths = shortestPaths(closure);
        for (const [end, path] of paths) {
          expect(closure.direct).toContain(path[0]?.sid);
          expect(path.at(-1)?.sid).toBe(end);
          for (const [index, step] of path.slice(1).entries()) expect(path[index]?.memberOf).toContain(step.sid);
        }
        const reached = [...paths.keys()];
        const parents = closure.groups.filter((each) => reached.includes(each.sid)).flatMap((each) => each.memberOf);
        expect(new Set(reached)).toEqual(new Set([...closure.direct, ...parents]));
      }),
    );
  });
});

describe("a logon token", () => {
  it("holds the account, its former identifiers, its groups and what everybody is", async () => {
    const account = object("svc", { rid: 1100, sidHistory: [sid(77)] });
    const { sids } = await readLogonToken(memoryForest({ objects: [account] }), account);
    expect([...sids]).toEqual([
      [account.sid, { name: "WINGTIP\\svc", path: [] }],
      [sid(77), { name: "WINGTIP\\svc by its SID history", path: [], by: "SID history" }],
      ["S-1-1-0", { name: "Everyone", path: ["Everyone"], by: "being everyone" }],
      ["S-1-5-11", { name: "Authenticated Users", path: ["Authenticated Users"], by: "being everyone" }],
    ]);
  });
});

describe("groups around an account, however many", () => {
  const account = object("svc", { rid: 1100 });
  const shapes: Record<string, Readonly<Record<string, readonly string[]>>> = {
    "a chain of 3,000": Object.fromEntries(
      Array.from({ length: 3_000 }, (_, index) => [sid(10_000 + index), [sid(10_001 + index)]]),
    ),
    "a ring of 5,000": Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [sid(10_000 + index), [sid(10_000 + ((index + 1) % 5_000))]]),
    ),
    "a lattice of 200 pairs": Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => {
        const above = 10_000 + index - (index % 2) + 2;
        return [sid(10_000 + index), [sid(above), sid(above + 1)]];
      }),
    ),
  };

  it.each(Object.keys(shapes))("are told, with ways that stay short: %s", async (shape) => {
    const groups = shapes[shape] ?? {};
    const objects = Object.keys(groups).map((each, index) => ({ ...group(`G${index}`, 1), sid: each }));
    const source = memoryForest({
      objects: [account, ...objects],
      memberOf: { [account.sid ?? ""]: [sid(10_000)], ...groups },
      domains: [domain({ rootSecurityDescriptor: observed(descriptor([allow(Object.keys(groups).at(-1) ?? "")])) })],
    });
    const { sids } = await readLogonToken(source, account);
    expect(sids.size).toBeGreaterThan(399);
    expect(Math.max(...[...sids.values()].map(({ path }) => path.length))).toBeLessThanOrEqual(20);
    const { details } = await observeConnectorAccount(source, { name: "WINGTIP\\svc" });
    expect(details?.takeover).toMatchObject({ observed: expect.any(Array) });
  });
});

describe("what is not known of a domain that is left out", () => {
  const unread = unobservable("emea.wingtip.test cannot be reached", "Open the network path to it");
  const seen = observed({ sids: new Map(), incomplete: null });
  const token = {
    domain: "wingtip.test",
    sids: new Map(),
    incomplete: null,
    elsewhere: [
      { domain: "EMEA.wingtip.test", token: unread },
      { domain: "apac.wingtip.test", token: unread },
      { domain: "us.wingtip.test", token: seen },
    ],
  } as unknown as LogonToken;
  const left = (domains?: readonly string[]) =>
    withoutUnreachable(token, domains).elsewhere?.map(({ domain }) => domain);

  it("is no matter, and what is known counts everywhere", () => {
    expect(left(["wingtip.test", "emea.wingtip.test"])).toEqual(["EMEA.wingtip.test", "us.wingtip.test"]);
  });

  it("counts where no domain is left out", () => {
    expect(left()).toHaveLength(3);
  });
});
