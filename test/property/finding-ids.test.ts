/** Unrelated objects in a forest change no id of a finding, in every form in which a snapshot of it may be kept. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { sampleSize } from "../../directory/sample-of.ts";
import { readSnapshot } from "../../directory/snapshot/file.ts";
import type { Snapshot } from "../../directory/snapshot/format.ts";
import { NamesRestored } from "../../directory/snapshot/pseudonyms.ts";
import { renameSnapshot } from "../../directory/snapshot/renamed.ts";
import { withPseudonyms } from "../../directory/snapshot/with-pseudonyms.ts";
import { judge } from "../../policy/judge-stack.ts";
import { declaredBy, observedIn } from "./sample-resources.ts";

const root = new URL("../..", import.meta.url).pathname;
const forest = "contoso.example";
const stack = "contoso-faulty";
/** Users of the sample who lack the right that most of them lack. */
const lackingAlready = 9;

let snapshot: Snapshot;
beforeAll(async () => {
  snapshot = await readSnapshot(`${root}samples/${stack}.snapshot.json`, "faulty", forest);
});

/** What is found, as it is told, by id. */
async function findingsIn(of: Snapshot): Promise<ReadonlyMap<string, string>> {
  const judged = judge(await observedIn(of, declaredBy(stack)), new Date("2026-11-23T09:00:00Z"));
  return new Map(
    judged.flatMap(({ verdicts }) => verdicts.flatMap(({ id, fact }) => (id === null ? [] : [[id, fact] as const]))),
  );
}

const idsIn = async (of: Snapshot) => [...(await findingsIn(of)).keys()].toSorted();

type Content = Snapshot["domainObjects"][number];

/** The same domains, with other groups of objects. */
function withGroups(of: Snapshot, change: (groups: ObjectsOf["groups"]) => ObjectsOf["groups"]): Snapshot {
  return {
    ...of,
    domainObjects: of.domainObjects.map((each): Content => {
      const { answer } = each;
      if (!("objects" in answer)) return each;
      return { ...each, answer: { objects: { ...answer.objects, groups: change(answer.objects.groups) } } };
    }),
  };
}

type ObjectsOf = Extract<Content["answer"], { objects: unknown }>["objects"];

/** As an earlier version recorded it. */
const withoutGuids = (of: Snapshot) => withGroups(of, (groups) => groups.map(({ guids: _, ...rest }) => rest));

/** Kept with pseudonyms, and read with the names file. */
function restored(of: Snapshot): Snapshot {
  const { renamed, behind } = withPseudonyms(of);
  return renameSnapshot(renamed, new NamesRestored(behind));
}

/** The same, where an earlier version wrote both files: it had no GUIDs, so its names file has no key. */
function restoredFromEarlier(of: Snapshot): Snapshot {
  const { renamed, behind } = withPseudonyms(withoutGuids(of));
  const { guidKey: _, ...earlier } = behind;
  return renameSnapshot(renamed, new NamesRestored(earlier));
}

/**
 * Users beside others. They lack what the others there lack, so they are no more than a list of what lacks a right still
 * has room for: of those beyond it, only the number is told.
 */
const unrelated = fc.record({
  names: fc.uniqueArray(fc.stringMatching(/^CN=Unrelated [a-z]{1,12}$/), {
    minLength: 1,
    maxLength: sampleSize - lackingAlready,
  }),
  guid: fc.uint8Array({ minLength: 16, maxLength: 16 }),
});

type Unrelated = typeof unrelated extends fc.Arbitrary<infer T> ? T : never;

function withUnrelated(of: Snapshot, { names, guid }: Unrelated): Snapshot {
  const guids = names.map((_, place) => Buffer.from(guid.with(0, place)).toString("base64url")).join("");
  return withGroups(of, (groups) => {
    const users = groups.find((group) => group.names.includes("CN=Piotr Zieliński"));
    return users === undefined ? expect.unreachable() : [...groups, { ...users, names: names.toSorted(), guids }];
  });
}

describe("the ids of the findings about the faulty sample", () => {
  it.each([
    ["with GUIDs", (of: Snapshot) => of],
    ["without GUIDs", withoutGuids],
    ["with pseudonyms and the names file", restored],
    ["with pseudonyms and the names file of an earlier version", restoredFromEarlier],
  ])(
    "stay %s, whatever unrelated objects come",
    async (_what, form) => {
      const before = await findingsIn(form(snapshot));
      expect(before.size).toBeGreaterThan(20);
      await fc.assert(
        fc.asyncProperty(unrelated, async (more) => {
          const after = await findingsIn(form(withUnrelated(snapshot, more)));
          expect([...after.keys()]).toEqual(expect.arrayContaining([...before.keys()]));
          // Numbers in what is told show that the objects were seen.
          expect([...after.values()]).not.toEqual([...before.values()]);
        }),
        { numRuns: process.env.ALL_MUTATIONS === "1" ? 20 : 1, seed: 20_261_130 },
      );
    },
    60_000,
  );

  it("are those of the snapshot with its GUIDs, or those of one that has none", async () => {
    const [full, bare] = [await idsIn(snapshot), await idsIn(withoutGuids(snapshot))];
    expect(bare).not.toEqual(full);
    expect(bare).toHaveLength(full.length);
    expect(await idsIn(restored(snapshot))).toEqual(full);
    expect(await idsIn(restoredFromEarlier(snapshot))).toEqual(bare);
  }, 60_000);

  it("are those that docs/living-with-findings.md shows", async () => {
    const page = readFileSync(`${root}docs/living-with-findings.md`, "utf8");
    const [shown = ""] = /HS-\w+/.exec(page) ?? [];
    expect((await findingsIn(snapshot)).get(shown)).toContain("has full control on OU=Groups,DC=contoso,DC=example");
  });
});
