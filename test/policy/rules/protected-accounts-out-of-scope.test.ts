import { describe, expect, it } from "vitest";
import type { ObjectPermissions } from "../../../directory/facts/permissions.ts";
import { protectedAccountsOutOfScope } from "../../../policy/rules/protected-accounts-out-of-scope.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { changed, withoutObjects } from "../permission-rows.ts";

const rule = protectedAccountsOutOfScope;

function withObjects(facts: Partial<ObjectPermissions>) {
  return changed(examples.connectorAccount(), "fabrikam.example", (domain) =>
    "observed" in domain.objects
      ? { ...domain, objects: { observed: { ...domain.objects.observed, ...facts } } }
      : domain,
  );
}

describe(rule.name, () => {
  it("passes domains with nobody protected in scope", () => {
    const { verdicts, facts } = judged(rule, "connectorAccount", examples.connectorAccount());
    expect(verdicts).toEqual(["met", "met"]);
    expect(facts[1]).toBe(
      "DC=fabrikam,DC=example has no administrator in scope, among the 500 objects visible to FABRIKAM\\reader on dc1.fabrikam.example",
    );
  });

  it("shows how many there are, and says when the scope is all of the domain", () => {
    const protectedPeople = { count: 5, sample: ["CN=a", "CN=b", "CN=c", "CN=d", "CN=e"] };
    const { levels, messages } = judged(rule, "connectorAccount", withObjects({ protectedPeople }));
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      "DC=fabrikam,DC=example has 5 people in scope (the whole domain) whom AdminSDHolder protects or once protected, among the 500 objects visible to FABRIKAM\\reader on dc1.fabrikam.example: CN=a; CN=b; CN=c and 2 more;",
    );
    const one = withObjects({ protectedPeople: { count: 1, sample: ["CN=a"] }, scope: ["OU=Staff"] });
    expect(judged(rule, "connectorAccount", one).messages[0]).toContain("has 1 person in scope whom AdminSDHolder");
  });

  it("asks of Cloud Sync about the domains that it synchronizes", () => {
    const inputs = { ...examples.groupManagedServiceAccount(), domains: ["FABRIKAM.example"] };
    expect(judged(rule, "groupManagedServiceAccount", inputs).verdicts).toEqual(["met"]);
    expect(judged(rule, "groupManagedServiceAccount", { ...inputs, domains: ["other.example"] }).verdicts).toEqual([
      "unobservable",
    ]);
  });

  it("concludes nothing from objects that could not be read", () => {
    const unread = withoutObjects(examples.connectorAccount(), "fabrikam.example");
    expect(judged(rule, "connectorAccount", unread).verdicts).toEqual(["met", "unobservable"]);
  });

  itNeedsAnObservation(rule, "connectorAccount");
});
