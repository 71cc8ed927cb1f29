import { describe, expect, it } from "vitest";
import { tenantIsDeclaredOne as rule } from "../../../policy/rules/tenant-is-declared-one.ts";
import { examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";

function belongingTo(organization: object): object {
  const inputs = examples.tenant();
  return { ...inputs, observed: { ...inputs.observed, organization } };
}

const tailspin = { initialDomain: "tailspin.onmicrosoft.com", enabled: false, lastSynchronization: "never" };

describe("tenant-is-declared-one", () => {
  it("accepts the tenant of the declared administrators", () => {
    expect(judged(rule, "tenant", examples.tenant()).facts).toEqual([
      "The tenant is fabrikam.onmicrosoft.com, and has the domains of the declared administrators",
    ]);
  });

  it("says in one sentence whose credentials these are", () => {
    const other = belongingTo({ observed: { ...tailspin, foreignDomains: ["fabrikam.onmicrosoft.com"] } });
    expect(judged(rule, "tenant", other)).toMatchObject({
      levels: ["mandatory"],
      messages: [
        "The tenant is tailspin.onmicrosoft.com, and has no verified domain fabrikam.onmicrosoft.com; " +
          "the credentials are those of another tenant, or the administrators cannot exist here.\n" +
          "Set ARM_TENANT_ID and the credentials to those of the intended tenant, or declare administrators in a domain of this one.",
      ],
    });
  });

  it("only advises where it may not be read", () => {
    expect(judged(rule, "tenant", belongingTo(noAccess))).toMatchObject({
      verdicts: ["unobservable"],
      levels: ["advisory"],
    });
  });
});
