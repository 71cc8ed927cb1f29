import { describe, expect, it } from "vitest";
import { seamlessSsoPasswordRotated } from "../../../policy/rules/seamless-sso-password-rotated.ts";
import { noAccess } from "../examples.ts";
import { withoutSingleSignOn, withSingleSignOn } from "../forest-examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheForest } from "../missing-observation.ts";

const rule = seamlessSsoPasswordRotated;

function judgedWith(passwordLastSet: string | null) {
  return judged(rule, "forest", withSingleSignOn({ passwordLastSet: { observed: passwordLastSet } }));
}

describe(rule.name, () => {
  it("is about domains with such an account", () => {
    expect(judged(rule, "forest", withoutSingleSignOn())).toMatchObject({ verdicts: ["not applicable"] });
  });

  it("passes a password of 30 days", () => {
    expect(judgedWith("2026-10-24T09:00:00.000Z")).toMatchObject({ verdicts: ["met"] });
  });

  it("shows an older password, with the command that changes it", () => {
    const { messages, levels } = judgedWith("2026-10-24T08:59:59.000Z");
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      "FABRIKAM\\AZUREADSSOACC$ has had its password since 2026-10-24, for more than 30 days;",
    );
    expect(messages[0]).toMatch(/Update-AzureADSSOForest -OnPremCredentials \(Get-Credential\)$/);
  });

  it("shows one that was never set, and cannot verify one whose age is hidden", () => {
    expect(judgedWith(null)).toMatchObject({ verdicts: ["unmet"] });
    expect(judged(rule, "forest", withSingleSignOn({ passwordLastSet: noAccess }))).toMatchObject({
      verdicts: ["unobservable"],
      levels: ["advisory"],
    });
  });

  itNeedsTheForest(rule, ["domains"]);
});
