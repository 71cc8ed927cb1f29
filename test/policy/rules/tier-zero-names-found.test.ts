import { describe, expect, it } from "vitest";
import { tierZeroNamesFound as rule } from "../../../policy/rules/tier-zero-names-found.ts";
import { examples, noAccess } from "../examples.ts";
import { judged, notObservedYet } from "../judged.ts";

const withNames = (...tierZero: readonly { name: string; found: unknown }[]) => {
  const inputs = examples.forest();
  return { ...inputs, observed: { ...inputs.observed, tierZero: { observed: tierZero } } };
};

describe("tier-zero-names-found", () => {
  it("has nothing to say where nobody is declared", () => {
    expect(judged(rule, "forest", examples.forest()).verdicts).toEqual(["not applicable"]);
  });

  it("accepts a name that leads to somebody", () => {
    const name = "FABRIKAM\\Tier 0";
    expect(judged(rule, "forest", withNames({ name, found: { observed: name } }))).toMatchObject({
      verdicts: ["met"],
      facts: ["FABRIKAM\\Tier 0 is there"],
    });
    expect(judged(rule, "forest", withNames({ name: "Tier 0", found: { observed: name } })).facts).toEqual([
      "Tier 0 is FABRIKAM\\Tier 0",
    ]);
  });

  it("advises about one that leads nowhere, and cannot verify one that could not be looked up", () => {
    const gone = { name: "FABRIKAM\\Gone", found: { observed: null } };
    expect(judged(rule, "forest", withNames(gone, { name: "FABRIKAM\\Hidden", found: noAccess }))).toMatchObject({
      verdicts: ["unmet", "unobservable"],
      levels: ["advisory", "advisory"],
      messages: [
        "FABRIKAM\\Gone was not seen on dc1.fabrikam.example; the name exempts no one, so the rights of the intended account are reported.\n" +
          "Correct the name, or remove it, under tierZero of the forest in hybrid-sync:forests.",
        expect.stringContaining("cannot verify which object the name refers to"),
      ],
    });
  });

  it("is judged in the update when nothing is observed yet", () => {
    expect(judged(rule, "forest", notObservedYet(examples.forest())).verdicts).toEqual(["not yet known"]);
  });
});
