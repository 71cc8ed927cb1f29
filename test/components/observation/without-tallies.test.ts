import { describe, expect, it } from "vitest";
import { withoutTallies } from "../../../components/observation/without-tallies.ts";

const rights = (objects: number, held: number) => ({ requirements: ["a"], objects, held, obstacles: [] });

describe("an observation without its tallies", () => {
  it("does not change with the number of objects", () => {
    expect(withoutTallies({ visible: 345, domainController: "dc1" })).toEqual({ domainController: "dc1" });
    expect(withoutTallies([rights(10, 10)])).toEqual(withoutTallies([rights(11, 11)]));
    expect(withoutTallies([rights(10, 4)])).toEqual(withoutTallies([rights(11, 5)]));
  });

  it.each([
    ["none are left", rights(0, 0)],
    ["some lack a right", rights(10, 9)],
    ["all lack it", rights(10, 0)],
  ])("changes when %s", (_, changed) => {
    expect(withoutTallies(changed)).not.toEqual(withoutTallies(rights(10, 10)));
  });

  it("keeps what only looks like a tally", () => {
    const like = { visible: "hidden", objects: { count: 1 }, held: 3 };
    expect(withoutTallies(like)).toEqual(like);
  });
});
