import { describe, expect, it } from "vitest";
import { answerWith, findingKey, listedByPack } from "../../../policy/judgement/listed-by-pack.ts";

describe("what the policy pack lists", () => {
  it("is nothing where there is no pack, and what it has told by then where there is one", async () => {
    expect([...(await listedByPack())]).toEqual([]);
    const listed = new Set<string>();
    answerWith(listed);
    listed.add(findingKey("a-rule", "a resource", "a message"));
    // Only these systems have sockets that leave no file behind.
    const expected = ["linux", "win32"].includes(process.platform) ? [...listed] : [];
    expect([...(await listedByPack())]).toEqual(expected);
  });

  it("is told apart by rule, resource and the whole message", () => {
    const keys = [
      ["a", "b", "c"],
      ["a", "b", "d"],
      ["a", "c", "b"],
      ["ab", "", "c"],
    ].map(([rule = "", resource = "", message = ""]) => findingKey(rule, resource, message));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
