import { describe, expect, it } from "vitest";
import type { ForestObservation } from "../../../directory/facts/forest.ts";
import { kdsRootKey } from "../../../policy/rules/kds-root-key.ts";
import { withForest } from "../forest-examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheForest } from "../missing-observation.ts";

const rule = kdsRootKey;

type Keys = Extract<ForestObservation["kdsRootKeys"], { observed: unknown }>["observed"];

function judgedWith(keys: Keys) {
  return judged(rule, "forest", withForest({ kdsRootKeys: { observed: keys } }));
}

describe(rule.name, () => {
  it("is about forests with a gMSA of the stack", () => {
    const inputs = withForest(
      { kdsRootKeys: { observed: { state: "not visible" } } },
      { managedServiceAccounts: "none" },
    );
    expect(judged(rule, "forest", inputs)).toMatchObject({ verdicts: ["not applicable"] });
  });

  it("passes a key that is seen, and one that a gMSA's password proves", () => {
    const firstCreated = "2026-11-22T23:00:00.000Z";
    expect(judgedWith({ state: "seen", count: 1, firstCreated })).toMatchObject({ verdicts: ["met"] });
    expect(judgedWith({ state: "seen", count: 2, firstCreated: null })).toMatchObject({
      facts: ["The forest fabrikam.example has 2 KDS root keys"],
    });
    expect(judgedWith({ state: "evidenced", by: "CN=agent" })).toMatchObject({ verdicts: ["met"] });
  });

  it("shows a key that domain controllers do not use yet", () => {
    const { messages, levels } = judgedWith({ state: "seen", count: 1, firstCreated: "2026-11-22T23:00:00.001Z" });
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      "has a KDS root key, created on 2026-11-22, less than 10 hours ago; domain controllers",
    );
  });

  it("cannot verify what an ordinary reader never sees, and does not call it absent", () => {
    const { verdicts, messages, levels } = judgedWith({ state: "not visible" });
    expect(verdicts).toEqual(["unobservable"]);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("no gMSA has a password yet");
  });

  itNeedsTheForest(rule, ["kdsRootKeys"]);
});
