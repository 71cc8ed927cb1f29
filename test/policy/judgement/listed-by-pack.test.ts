import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import type { PackTerms } from "../../../policy/judgement/context.ts";
import { answerWith, findingKey, listedByPack, toldByPack } from "../../../policy/judgement/listed-by-pack.ts";

describe("what the policy pack lists", () => {
  it.skipIf(process.platform !== "linux")("is nothing where somebody else answers without an end", async () => {
    const flood = createServer((asking) => {
      const go = () => asking.write("x".repeat(64 * 1024), (error) => error ?? go());
      asking.on("error", () => {});
      go();
    }).listen(`\0hybrid-sync-findings-${process.ppid}`);
    await once(flood, "listening");
    expect([...(await listedByPack())]).toEqual([]);
    flood.close();
    await once(flood, "close");
  });

  it("is nothing where there is no pack, and what it has told by then where there is one", async () => {
    expect([...(await listedByPack())]).toEqual([]);
    const listed = new Set<string>();
    const terms = { profile: "strict", thresholds: { snapshotDays: 3, noticeDays: 9999, other: 1 } };
    answerWith(listed, () => terms as PackTerms);
    listed.add(findingKey("a-rule", "a resource", "a message"));
    // Only these systems have sockets that leave no file behind.
    const expected = ["linux", "win32"].includes(process.platform) ? [...listed] : [];
    expect([...(await listedByPack())]).toEqual(expected);
    // Whoever answers can ask for nothing but what a pack can be configured to ask for.
    expect((await toldByPack()).terms).toEqual(
      expected.length === 0 ? {} : { profile: "strict", thresholds: { snapshotDays: 3 } },
    );
  });

  it("is told apart by rule, resource and the whole message", () => {
    const keys = [
      ["a", "b", "c"],
      ["a", "b", "d"],
      ["a", "c", "b"],
      ["ab", "", "c"],
    ].map(([rule = "", resource = "", message = ""]) => findingKey(rule, resource, message));
    expect(new Set(keys).size).toBe(keys.length);
    // Anybody on the machine may ask.
    expect(findingKey("a-rule", "CONTOSO", "a message about CONTOSO")).not.toContain("CONTOSO");
  });
});
