import { describe, expect, it } from "vitest";
import { administratorEligibilityPermitted as rule } from "../../../policy/rules/administrator-eligibility-permitted.ts";
import type { EligibilityObstacle } from "../../../tenant/facts/administrators.ts";
import { examples, noAccess } from "../examples.ts";
import { judged, notObservedYet } from "../judged.ts";

const role = "hybrid-identity-administrator";

function eligible(eligibilityObstacles: unknown, different: object = {}) {
  const inputs = examples["entra administrator"]();
  return {
    ...inputs,
    assignmentType: "eligible",
    ...different,
    observed: { ...inputs.observed, eligibilityLicensed: { observed: true }, eligibilityObstacles },
  };
}

const having = (kind: EligibilityObstacle["kind"], longest: string | null = null, different: object = {}) =>
  judged(rule, "entra administrator", eligible({ observed: [{ role, kind, longest }] }, different));

describe("administrator-eligibility-permitted", () => {
  it("accepts that nothing is in the way", () => {
    expect(judged(rule, "entra administrator", eligible({ observed: [] })).verdicts).toEqual(["met"]);
  });

  it.each([
    ["no end", "P365D", "without an end, and the settings of the role demand one, at most P365D", "eligibleUntil"],
    [
      "too late",
      "P365D",
      "until 2030-01-01, later than the settings of the role permit, at most P365D",
      "eligibleUntil",
    ],
    ["over", null, "until 2030-01-01, which is over", "eligibleUntil"],
    ["ticket", null, "demand a ticket, which this program has not", "make the administrator eligible by hand"],
    ["multifactor", null, "demand multifactor authentication, which an application cannot do", "eligible by hand"],
  ] as const)("blocks where the obstacle is: %s", (kind, longest, fact, wayOut) => {
    const { levels, facts, messages } = having(kind, longest, { eligibleUntil: "2030-01-01" });
    expect(levels).toEqual(["mandatory"]);
    expect(facts[0]).toContain(fact);
    expect(messages[0]).toContain(wayOut);
    expect(messages[0]).toContain("RoleAssignmentRequestPolicyValidationFailed");
  });

  it("has nothing to say of active roles, and where the tenant has no license", () => {
    expect(judged(rule, "entra administrator", examples["entra administrator"]()).verdicts).toEqual(["not applicable"]);
    expect(judged(rule, "entra administrator", eligible(null)).verdicts).toEqual(["not applicable"]);
  });

  it("cannot verify what may not be read or was not looked up, and does not block for it", () => {
    for (const unseen of [noAccess, undefined]) {
      const { verdicts, levels } = judged(rule, "entra administrator", eligible(unseen));
      expect(verdicts).toEqual(["unobservable"]);
      expect(levels).toEqual(["advisory"]);
    }
  });

  it("is judged in the update when nothing is observed yet", () => {
    const inputs = { ...examples["entra administrator"](), assignmentType: "eligible" };
    expect(judged(rule, "entra administrator", notObservedYet(inputs)).verdicts).toEqual(["not yet known"]);
  });
});
