import { describe, expect, it } from "vitest";
import { noTerms } from "../../../contract/terms.ts";
import { recycleBinEnabled as rule } from "../../../policy/rules/recycle-bin-enabled.ts";
import { examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";

function withBin(recycleBin: object, profile: "baseline" | "strict" = "strict"): object {
  const inputs = examples.forest();
  return {
    ...inputs,
    observed: { ...inputs.observed, recycleBin },
    terms: { ...noTerms, profile, thresholds: {} },
  };
}

describe("recycle-bin-enabled", () => {
  it("accepts a forest that has it", () => {
    expect(judged(rule, "forest", withBin({ observed: true })).verdicts).toEqual(["met"]);
  });

  it("advises a forest without it in the strict profile, and says what cannot be undone", () => {
    const { facts, levels, messages } = judged(rule, "forest", withBin({ observed: false }));
    expect(levels).toEqual(["advisory"]);
    expect(facts).toEqual(["The forest fabrikam.example has no AD Recycle Bin"]);
    expect(messages[0]).toContain("cannot be disabled again");
    expect(messages[0]).toContain(
      'Enable-ADOptionalFeature -Identity "Recycle Bin Feature" -Scope ForestOrConfigurationSet -Target "fabrikam.example" -Server "fabrikam.example"',
    );
  });

  it("asks nothing of a forest as Windows Server creates it", () => {
    expect(judged(rule, "forest", withBin({ observed: false }, "baseline")).verdicts).toEqual(["not applicable"]);
  });

  it("is about Connect Sync only", () => {
    const inputs = { ...withBin({ observed: false }), connectSync: null };
    expect(judged(rule, "forest", inputs).verdicts).toEqual(["not applicable"]);
  });

  it("cannot verify what the read account does not see", () => {
    const { verdicts, levels } = judged(rule, "forest", withBin(noAccess));
    expect(verdicts).toEqual(["unobservable"]);
    expect(levels).toEqual(["advisory"]);
  });
});
