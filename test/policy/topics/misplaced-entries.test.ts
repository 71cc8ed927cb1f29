import { describe, expect, it } from "vitest";
import { requirementsOf } from "../../../catalogue/permissions.ts";
import type { DomainPermissions, HeldEntry } from "../../../directory/facts/permissions.ts";
import { belowWords, misplacedWords } from "../../../policy/topics/misplaced-entries.ts";

const root = "DC=fabrikam,DC=example";
const writeLockoutTime = requirementsOf("connect-sync").filter(
  ({ id }) => id === "password-writeback/write lockoutTime/user",
);
const [wanted] = writeLockoutTime;

const entry = (facts: Partial<HeldEntry>): HeldEntry => ({
  entry: "(OA;;x;;;y)",
  trustee: "FABRIKAM\\svc-sync",
  through: [],
  rights: ["WP"],
  objectType: "lockouttime",
  objectClass: "inetorgperson",
  reach: "descendants",
  objects: { count: 1, sample: [root] },
  standsOn: ["domaindns"],
  misses: wanted === undefined ? [] : [wanted.id],
  ...facts,
});

const { misses: _, ...withoutMisses } = entry({});

function wordsOf(entries: readonly HeldEntry[]): string {
  const objects = { observed: { entries: { count: entries.length, sample: entries } } };
  return misplacedWords({ objects } as unknown as DomainPermissions, writeLockoutTime);
}

describe("entries that reach other objects than those that need them", () => {
  it.each<[string, readonly HeldEntry[], string]>([
    ["another class", [entry({})], `; Write lockoutTime is granted for inetOrgPerson objects only, below ${root}`],
    [
      "several classes, in one phrase",
      ["inetorgperson", "computer", "contact", "group"].map((objectClass) => entry({ objectClass })),
      `; Write lockoutTime is granted for computer, contact, group and inetOrgPerson objects only, below ${root}`,
    ],
    [
      "the object alone",
      [entry({ reach: "this object", objectClass: null, objects: { count: 3, sample: [root, "OU=a", "OU=b"] } })],
      `; Write lockoutTime is granted only on ${root} and 2 more objects, without the objects below`,
    ],
    [
      "the object and those of another class below",
      [entry({ reach: "this object and descendants" })],
      `; Write lockoutTime is granted for inetOrgPerson objects only, on and below ${root}`,
    ],
    ["others, by entries that give nothing which is missing", [entry({ misses: [] })], ""],
    ["nobody knows whom, in what an older version observed", [withoutMisses], ""],
  ])("are told: %s", (_what, entries, words) => {
    expect(wordsOf(entries)).toBe(words);
  });

  it("are counted where there are many", () => {
    const many = Array.from({ length: 6 }, (_, unit) =>
      entry({ objects: { count: 1, sample: [`OU=${unit},${root}`] } }),
    );
    expect(wordsOf(many)).toMatch(/OU=2,[^;]*; and there are 3 more such ACEs$/);
  });

  it("on a domain root are told with whom they are for", () => {
    const grant = { granted: false, deniedTo: null } as const;
    expect(belowWords(grant, root)).toBe("");
    expect(belowWords({ ...grant, below: { objectClass: null } }, root)).toBe(
      `; it is granted for objects only, below ${root}`,
    );
    const user = "bf967aba-0de6-11d0-a285-00aa003049e2";
    expect(belowWords({ ...grant, below: { objectClass: user } }, root)).toBe(
      `; it is granted for user objects only, below ${root}`,
    );
  });
});
