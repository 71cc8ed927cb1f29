import { describe, expect, it } from "vitest";
import type { AssignedAuthenticationPolicy } from "../../../directory/facts/logon.ts";
import { serviceAccountAuthenticationPolicy } from "../../../policy/rules/service-account-authentication-policy.ts";
import { noAccess, withLogon } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const rule = serviceAccountAuthenticationPolicy;

function judgedWith(...policies: readonly AssignedAuthenticationPolicy[]) {
  const inputs = withLogon("connector account", { authenticationPolicies: { observed: policies } });
  return judged(rule, "connector account", inputs);
}

const silo = { kind: "silo", distinguishedName: "CN=Tier 0,CN=AuthN Silos" } as const;

describe(rule.name, () => {
  it("passes an account that none is assigned to, and one that is audited only", () => {
    expect(judgedWith()).toMatchObject({ verdicts: ["met"] });
    expect(judgedWith({ ...silo, enforced: { observed: false } })).toMatchObject({ verdicts: ["met"] });
  });

  it("cannot tell whom an enforced one lets in", () => {
    const { verdicts, messages, levels } = judgedWith({ ...silo, enforced: { observed: true } });
    expect(verdicts).toEqual(["undecided"]);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      "the authentication policy silo CN=Tier 0,CN=AuthN Silos is enforced, and the directory",
    );
  });

  it("cannot verify whether one is enforced that the reader does not see", () => {
    expect(judgedWith({ ...silo, enforced: noAccess })).toMatchObject({ verdicts: ["unobservable"] });
  });

  itNeedsAnObservation(rule, "connector account");
});
