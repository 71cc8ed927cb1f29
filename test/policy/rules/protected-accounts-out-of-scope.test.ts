import { describe, expect, it } from "vitest";
import type { ObjectPermissions } from "../../../directory/facts/permissions.ts";
import { protectedAccountsOutOfScope } from "../../../policy/rules/protected-accounts-out-of-scope.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { changed, withoutObjects } from "../permission-rows.ts";

const rule = protectedAccountsOutOfScope;

function withObjects(facts: Partial<ObjectPermissions>) {
  return changed(examples["connector account"](), "fabrikam.example", (domain) =>
    "observed" in domain.objects
      ? { ...domain, objects: { observed: { ...domain.objects.observed, ...facts } } }
      : domain,
  );
}

describe(rule.name, () => {
  it("passes domains with nobody protected in scope", () => {
    const { verdicts, facts } = judged(rule, "connector account", examples["connector account"]());
    expect(verdicts).toEqual(["met", "met"]);
    expect(facts[1]).toBe(
      "DC=fabrikam,DC=example has no administrator in scope, among the 500 objects visible to FABRIKAM\\reader on dc1.fabrikam.example",
    );
  });

  it("shows how many there are, and says when the scope is all of the domain", () => {
    const protectedPeople = { count: 5, sample: ["CN=a", "CN=b", "CN=c", "CN=d", "CN=e"] };
    const { levels, messages } = judged(rule, "connector account", withObjects({ protectedPeople }));
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      "DC=fabrikam,DC=example has 5 people in scope (the whole domain) whom AdminSDHolder protects or once protected, among the 500 objects visible to FABRIKAM\\reader on dc1.fabrikam.example: CN=a; CN=b; CN=c and 2 more;",
    );
    const one = withObjects({ protectedPeople: { count: 1, sample: ["CN=a"] }, scope: ["OU=Staff"] });
    expect(judged(rule, "connector account", one).messages[0]).toContain("has 1 person in scope whom AdminSDHolder");
  });

  it("asks of Cloud Sync about the domains that it synchronizes", () => {
    const inputs = { ...examples["group managed service account"](), domains: ["FABRIKAM.example"] };
    expect(judged(rule, "group managed service account", inputs).verdicts).toEqual(["met"]);
    expect(judged(rule, "group managed service account", { ...inputs, domains: ["other.example"] }).verdicts).toEqual([
      "unobservable",
    ]);
  });

  it("concludes nothing from objects that could not be read", () => {
    const unread = withoutObjects(examples["connector account"](), "fabrikam.example");
    expect(judged(rule, "connector account", unread).verdicts).toEqual(["met", "unobservable"]);
  });

  itNeedsAnObservation(rule, "connector account");
});
