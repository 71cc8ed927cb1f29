import { describe, expect, it } from "vitest";
import { withoutTallies } from "../../../components/observation/without-tallies.ts";
import type { ObjectRights } from "../../../directory/facts/permissions.ts";

const nothing = { count: 0, sample: [] };

function rights(objects: number, held: number, facts: Partial<ObjectRights> = {}): ObjectRights {
  return { requirements: ["a"], objects, held, grantedFrom: nothing, obstacles: [], ...facts };
}

function lackedBy(...names: readonly string[]): Partial<ObjectRights> {
  return { obstacles: [{ why: "not granted", objects: { count: names.length, sample: names } }] };
}

describe("an observation without its tallies", () => {
  it("does not change with the number of objects", () => {
    expect(withoutTallies({ visible: 345, domainController: "dc1" })).toEqual({ domainController: "dc1" });
    expect(withoutTallies([rights(10, 10)])).toEqual(withoutTallies([rights(11, 11)]));
    expect(withoutTallies([rights(10, 4)])).toEqual(withoutTallies([rights(11, 5)]));
  });

  it("does not change when what is held nowhere is lacked by one more", () => {
    expect(withoutTallies([rights(1, 0, lackedBy("CN=a"))])).toEqual(
      withoutTallies([rights(2, 0, lackedBy("CN=a", "CN=b"))]),
    );
  });

  it("does not change with the GUIDs of what it names, the sample of what lacks a right among it", () => {
    const objectGuids = [{ distinguishedName: "CN=a", guid: "11111111-2222-3333-4444-555555555555" }];
    expect(withoutTallies({ domainController: "dc1", objectGuids })).toEqual({ domainController: "dc1" });
  });

  it("does not change when requirements come to the same by chance", () => {
    const apart = [rights(10, 10), rights(11, 11, { requirements: ["b"] })];
    expect(withoutTallies([rights(11, 11, { requirements: ["a", "b"] })])).toEqual(withoutTallies(apart));
  });

  it.each([
    ["none are left", rights(0, 0)],
    ["some lack a right", rights(10, 9)],
    ["all lack it", rights(10, 0)],
    ["another container grants it", rights(10, 10, { grantedFrom: { count: 1, sample: ["OU=a"] } })],
    ["one more is an exception", rights(10, 10, lackedBy("CN=a"))],
  ])("changes when %s", (_, changed) => {
    expect(withoutTallies([changed])).not.toEqual(withoutTallies([rights(10, 10)]));
  });

  it("changes with what is in the way, of everybody or of a few", () => {
    const denied: Partial<ObjectRights> = { obstacles: [{ why: "denied", to: "x", entry: "y", objects: nothing }] };
    expect(withoutTallies([rights(1, 0, denied)])).not.toEqual(withoutTallies([rights(1, 0, lackedBy("CN=a"))]));
    const few = [lackedBy("CN=a"), lackedBy("CN=a", "CN=b")].map((facts) => withoutTallies([rights(9, 5, facts)]));
    expect(few[0]).not.toEqual(few[1]);
  });

  it("keeps what only looks like a tally", () => {
    const like = { visible: "hidden", rights: ["RP"], objects: { count: 1 }, held: 3, none: [] };
    expect(withoutTallies(like)).toEqual(like);
  });
});
