import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { answerWith, findingKey, listedByPack } from "../../../policy/judgement/listed-by-pack.ts";

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
    // Anybody on the machine may ask.
    expect(findingKey("a-rule", "CONTOSO", "a message about CONTOSO")).not.toContain("CONTOSO");
  });
});
