import { describe, expect, it } from "vitest";
import type { TenantInputs } from "../../../contract/entra.ts";
import { globalAdministratorsFew as rule } from "../../../policy/rules/global-administrators-few.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

function having(globalAdministrators: number, assignments: number, change: Partial<TenantInputs> = {}): object {
  const inputs = examples.tenant();
  const counts = {
    otherGlobalAdministrators: { observed: globalAdministrators },
    otherPrivilegedAssignments: { observed: assignments },
  };
  return { ...inputs, ...change, observed: { ...inputs.observed, ...counts } };
}

const declared = {
  userPrincipalName: "admin@fabrikam.onmicrosoft.com",
  roles: ["global-administrator", "hybrid-identity-administrator"],
  throughGroup: null,
} as const;

describe("global-administrators-few", () => {
  it("accepts up to four Global Administrators and nine privileged assignments", () => {
    expect(judged(rule, "tenant", having(4, 8)).verdicts).toEqual(["met", "met"]);
  });

  it("advises from the fifth on and from the tenth on", () => {
    expect(judged(rule, "tenant", having(5, 9))).toMatchObject({
      levels: ["advisory", "advisory"],
      facts: [
        "The tenant has 5 Global Administrators; Microsoft recommends fewer than 5",
        "The tenant has 10 active assignments of the 13 privileged roles that this rule counts; Microsoft recommends fewer than 10",
      ],
    });
  });

  it("is another finding when there are more, so that who accepted five has not accepted six", () => {
    const five = judged(rule, "tenant", having(5, 9)).ids;
    const more = judged(rule, "tenant", having(6, 10)).ids;
    expect(new Set([...five, ...more]).size).toBe(4);
  });

  it("counts what is declared, once when both tools share an administrator", () => {
    const administrators = [declared, { ...declared, userPrincipalName: "ADMIN@fabrikam.onmicrosoft.com" }];
    expect(judged(rule, "tenant", having(3, 7, { administrators })).verdicts).toEqual(["met", "met"]);
    expect(judged(rule, "tenant", having(4, 8, { administrators })).verdicts).toEqual(["unmet", "unmet"]);
  });

  itNeedsTheTenant(rule, ["otherGlobalAdministrators", "otherPrivilegedAssignments"]);
});
