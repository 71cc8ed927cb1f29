import { describe, expect, it } from "vitest";
import { administratorEligibilityLicensed as rule } from "../../../policy/rules/administrator-eligibility-licensed.ts";
import { examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";

function eligible(eligibilityLicensed: unknown) {
  const inputs = examples["entra administrator"]();
  return { ...inputs, assignmentType: "eligible", observed: { ...inputs.observed, eligibilityLicensed } };
}

describe("administrator-eligibility-licensed", () => {
  it("has nothing to say about a role that is held all the time", () => {
    expect(judged(rule, "entra administrator", examples["entra administrator"]()).verdicts).toEqual(["not applicable"]);
  });

  it("accepts an eligible administrator where Graph answers about eligibility", () => {
    expect(judged(rule, "entra administrator", eligible({ observed: true })).verdicts).toEqual(["met"]);
  });

  it("says in one sentence that the licence is missing, and what can be done", () => {
    expect(judged(rule, "entra administrator", eligible({ observed: false }))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "The Hybrid Identity Administrator admin@fabrikam.onmicrosoft.com is declared eligible in a tenant without " +
          "Microsoft Entra ID P2 or Governance; the tenant refuses eligible assignments.\n" +
          "Get one of the two licenses, or declare the roles active: pulumi config set --path " +
          "hybrid-sync:connectSync.accounts.hybridIdentityAdministrator.assignment active",
      ],
    });
  });

  it("cannot verify where eligibility may not be read", () => {
    const { verdicts, messages } = judged(rule, "entra administrator", eligible(noAccess));
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain("cannot verify whether the tenant has Privileged Identity Management");
  });
});
