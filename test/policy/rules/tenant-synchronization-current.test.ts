import { describe, expect, it } from "vitest";
import { tenantSynchronizationCurrent as rule } from "../../../policy/rules/tenant-synchronization-current.ts";
import type { OrganizationSynchronization } from "../../../tenant/facts/tenant.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

const known = { initialDomain: "fabrikam.onmicrosoft.com", foreignDomains: [] };

type Age = OrganizationSynchronization["lastSynchronization"];

function synchronized(enabled: boolean, lastSynchronization: Age, phase: "before-install" | "after-install") {
  const inputs = examples.tenant();
  const organization = { observed: { ...known, enabled, lastSynchronization } };
  return {
    ...inputs,
    cloudSync: { phase, domains: ["fabrikam.example"] },
    connectSync: null,
    observed: { ...inputs.observed, organization },
  };
}

const verdictOf = (enabled: boolean, age: Age, phase: "before-install" | "after-install") =>
  judged(rule, "tenant", synchronized(enabled, age, phase));

describe("tenant-synchronization-current", () => {
  it.each(["within 3 hours", "within a day"] as const)("accepts a tenant synchronized %s", (age) => {
    expect(verdictOf(true, age, "after-install").verdicts).toEqual(["met"]);
  });

  it.each([
    [true, "within a week", "was last synchronized more than a day ago"],
    [true, "longer ago", "was last synchronized more than a week ago"],
    [true, "never", "is set up for synchronization, but was never synchronized"],
    [false, "within 3 hours", "is not synchronized, although a sync tool is declared as installed"],
  ] as const)("advises when an installed tool stands still: enabled %s, %s", (enabled, age, fact) => {
    const { levels, facts } = verdictOf(enabled, age, "after-install");
    expect(levels).toEqual(["advisory"]);
    expect(facts).toEqual([`The tenant ${fact}`]);
  });

  it("expects no synchronization before anything is installed, and names one that is at work", () => {
    expect(verdictOf(false, "never", "before-install").verdicts).toEqual(["met"]);
    const { levels, messages } = verdictOf(true, "within 3 hours", "before-install");
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("is already synchronized, but this stack declares no sync tool as installed");
  });

  itNeedsTheTenant(rule, ["organization"]);
});
