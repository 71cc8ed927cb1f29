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
    expect(judged(rule, "forest", examples.forest())).toMatchObject({
      verdicts: ["not applicable"],
      facts: ["fabrikam.example declares no Tier 0 accounts beyond the built-in ones"],
    });
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

  it("advises about a name without its domain in a forest of several, as another domain may take it", () => {
    const found = { observed: "FABRIKAM\\Tier 0" };
    const names = [
      "Tier 0",
      "FABRIKAM\\Tier 0",
      "CN=Tier 0,DC=fabrikam,DC=example",
      "tier0@fabrikam.example",
      "S-1-5-21-1-2-3-1100",
      "s-1-5-21-1-2-3-1100",
      "Tier S-1-0",
    ];
    const inputs = withNames(...names.map((name) => ({ name, found })));
    const { domains } = inputs.observed;
    const two = "observed" in domains ? { observed: [...domains.observed, ...domains.observed] } : domains;
    const alone = "observed" in domains ? { observed: domains.observed.slice(0, 1) } : domains;
    const among = (all: unknown) =>
      judged(rule, "forest", { ...inputs, observed: { ...inputs.observed, domains: all } });
    const others = ["met", "met", "met", "met", "met"];
    expect(among(two).verdicts).toEqual(["unmet", ...others, "unmet"]);
    expect(among(two).levels).toEqual(["advisory", "advisory"]);
    expect(among(two).messages[0]).toBe(
      "Tier 0 is FABRIKAM\\Tier 0, but the name does not include the domain; when the account is deleted, anyone who can " +
        "create accounts in another domain of the forest can take the name.\n" +
        "Write it with its domain, or as a security identifier, under tierZero of the forest in hybrid-sync:forests.",
    );
    expect(among(alone).verdicts).toEqual(["met", ...others, "met"]);
    expect(among(noAccess).verdicts).toEqual(["unobservable", ...others, "unobservable"]);
    expect(among(noAccess).messages[0]).toContain("Tier 0: cannot verify whether the forest has other domains: ");
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

  it("cannot verify any where they could not be looked up", () => {
    const inputs = examples.forest();
    const hidden = { ...inputs, observed: { ...inputs.observed, tierZero: noAccess } };
    expect(judged(rule, "forest", hidden).messages).toEqual([
      expect.stringMatching(/^fabrikam\.example: cannot verify what is declared as Tier 0: /),
    ]);
  });

  it("tells one finding of a name from another", () => {
    const ids = (...names: readonly { name: string; found: unknown }[]) =>
      judged(rule, "forest", withNames(...names)).ids;
    const all = ids(
      { name: "A", found: { observed: null } },
      { name: "B", found: { observed: null } },
      { name: "A", found: noAccess },
    );
    expect(new Set(all).size).toBe(3);
  });

  it("is judged in the update when nothing is observed yet", () => {
    expect(judged(rule, "forest", notObservedYet(examples.forest())).verdicts).toEqual(["not yet known"]);
  });
});
