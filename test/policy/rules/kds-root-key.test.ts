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
    expect(judged(rule, "forest", inputs).facts).toEqual(["The forest fabrikam.example has no gMSA of this stack"]);
  });

  const day = (text: string) => `2026-11-${text}:00.000Z`;
  const seen = (...keys: readonly { created: string | null; start: string | null }[]) =>
    judgedWith({ state: "seen", count: keys.length, keys });

  it("passes a key that a gMSA's password proves", () => {
    expect(judgedWith({ state: "evidenced", by: "CN=agent" })).toMatchObject({
      verdicts: ["met"],
      facts: ["The forest fabrikam.example has a KDS root key, because CN=agent has a password that was made with one"],
    });
  });

  it("passes a key that every domain controller uses already", () => {
    // -EffectiveImmediately, ten hours ago.
    expect(seen({ created: day("22T23:00"), start: day("22T23:00") })).toMatchObject({ verdicts: ["met"] });
    // Ten days after it was made, without the parameter.
    expect(seen({ created: day("13T09:00"), start: day("23T09:00") })).toMatchObject({ verdicts: ["met"] });
    // As test environments make it, a moment ago.
    expect(seen({ created: day("23T08:59"), start: day("22T22:59") })).toMatchObject({ verdicts: ["met"] });
    expect(seen({ created: null, start: day("23T08:59") })).toMatchObject({ verdicts: ["met"] });
  });

  it("passes several keys of which one counts", () => {
    const future = { created: day("22T09:00"), start: "2026-12-02T09:00:00.000Z" };
    expect(seen(future, { created: day("01T09:00"), start: day("11T09:00") })).toMatchObject({
      facts: ["The forest fabrikam.example has 2 KDS root keys"],
    });
  });

  it.each([
    ["was made for in ten days", day("22T09:00"), "2026-12-02T09:00:00.000Z", "2026-12-02 09:00 UTC"],
    ["was made long ago for a later day", day("01T09:00"), "2026-12-02T09:00:00.000Z", "2026-12-02 09:00 UTC"],
    ["is younger than ten hours", day("22T23:01"), day("22T23:01"), "2026-11-23 09:01 UTC"],
    ["was backdated by less than ten hours", day("23T08:59"), day("23T00:00"), "2026-11-23 10:00 UTC"],
    ["was made with a start shortly after", day("23T08:00"), day("23T08:30"), "2026-11-23 18:00 UTC"],
  ])("shows a key that %s", (_, created, start, until) => {
    const { messages, levels } = seen({ created, start });
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(`has a KDS root key, which every domain controller uses only from ${until};`);
  });

  it("never tells to make a key that counts in ten days only", () => {
    const early = seen({ created: day("22T09:00"), start: "2026-12-02T09:00:00.000Z" });
    expect(early.messages[0]).toContain("counts after 10 hours with: Add-KdsRootKey -EffectiveImmediately");
    const soon = seen({ created: day("22T23:01"), start: day("22T23:01") });
    expect(soon.messages[0]).toMatch(/; creating a gMSA fails until then\.\nWait until then\.$/);
    // Ten hours, in which a new key would count no sooner.
    const asSoon = seen({ created: day("22T09:00"), start: day("23T19:00") });
    expect(asSoon.messages[0]).toMatch(/\nWait until then\.$/);
    expect(judgedWith({ state: "not visible" }).messages[0]).toMatch(/with Add-KdsRootKey -EffectiveImmediately\.$/);
  });

  it("cannot verify keys whose start is hidden, or was not observed by an earlier version", () => {
    const earlier = judgedWith({ state: "seen", count: 1 });
    expect(earlier.verdicts).toEqual(["unobservable"]);
    expect(earlier.messages).toEqual([
      "The forest fabrikam.example: cannot verify from when its KDS root keys count: a KDS root key can be seen, and not msKds-UseStartTime of each.\n" +
        'Run "pulumi refresh" to observe it again. As an administrator, check EffectiveTime with Get-KdsRootKey.',
    ]);
    expect(seen({ created: day("01T09:00"), start: null }).verdicts).toEqual(["unobservable"]);
    const future = { created: day("22T09:00"), start: "2026-12-02T09:00:00.000Z" };
    expect(seen(future, { created: day("01T09:00"), start: null }).verdicts).toEqual(["unobservable"]);
  });

  it("cannot verify what an ordinary reader never sees, and does not call it absent", () => {
    const { verdicts, messages, levels } = judgedWith({ state: "not visible" });
    expect(verdicts).toEqual(["unobservable"]);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("no gMSA has a password yet");
  });

  itNeedsTheForest(rule, ["kdsRootKeys"]);
});
