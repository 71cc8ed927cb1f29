import { describe, expect, it } from "vitest";
import { tenantNamesFound as rule } from "../../../policy/rules/tenant-names-found.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

const name = "Pipeline";

/** Two applications are trusted, the second by its display name, which these have. */
function trustedByName(...objectIds: readonly string[]): object {
  const inputs = examples.tenant();
  const before = inputs.observed.trustedApplications;
  const [first] = before && "observed" in before ? before.observed : [];
  const found = { count: objectIds.length, sample: objectIds.map((objectId) => ({ objectId, name })) };
  return {
    ...inputs,
    trustedApplications: [...inputs.trustedApplications, name],
    observed: { ...inputs.observed, trustedApplications: { observed: [first, { name, by: "display name", found }] } },
  };
}

describe("tenant-names-found", () => {
  it("accepts accounts that are there and enabled, applications named by an id, and domains of the tenant", () => {
    expect(judged(rule, "tenant", examples.tenant())).toMatchObject({
      verdicts: ["met", "met", "met"],
      facts: [
        "The emergency access account break-glass@fabrikam.onmicrosoft.com exists and is enabled",
        'The trusted application "7f4d2b9c-3a5e-4c1d-9d2f-8e7b6a5c4d3e" is Deployment pipeline',
        "The federated domain fabrikam.example is a domain of the tenant",
      ],
    });
  });

  it("asks for the object id of an application that is trusted by its display name, and gives it", () => {
    const { levels, messages } = judged(rule, "tenant", trustedByName("object-1"));
    expect(levels).toEqual(["advisory"]);
    expect(messages).toEqual([
      'The trusted application "Pipeline" is trusted by its display name, which does not identify it; anyone who can register an ' +
        "application can take the name when this application is deleted.\nName it by the object id of its service principal: " +
        "pulumi config set --path 'hybrid-sync:tenant.trustedApplications[1]' object-1",
    ]);
  });

  it("says that a display name belongs to several, or to nobody", () => {
    const several = judged(rule, "tenant", trustedByName("object-1", "object-2"));
    expect(several.facts).toContain('The trusted application "Pipeline" shares its name with 1 other');
    const none = judged(rule, "tenant", trustedByName());
    expect(none.facts).toContain('The trusted application "Pipeline" was not found in the tenant');
  });

  it("says that an emergency access account is blocked from signing in", () => {
    const inputs = examples.tenant();
    const emergencyAccounts = { observed: [{ name: "x@fabrikam.onmicrosoft.com", enabled: false }] };
    const { facts } = judged(rule, "tenant", { ...inputs, observed: { ...inputs.observed, emergencyAccounts } });
    expect(facts[0]).toContain("x@fabrikam.onmicrosoft.com is blocked from signing in");
  });

  it("cannot verify what an older version did not look up", () => {
    const inputs = examples.tenant();
    const { trustedApplications: _, emergencyAccounts: __, ...observed } = inputs.observed;
    expect(judged(rule, "tenant", { ...inputs, observed }).verdicts).toEqual(["unobservable", "unobservable", "met"]);
  });

  it("has nothing to say where nothing is named", () => {
    const { emergencyAccounts: _, federatedDomains: __, ...inputs } = examples.tenant();
    expect(judged(rule, "tenant", { ...inputs, trustedApplications: [] }).verdicts).toEqual(["not applicable"]);
  });

  itNeedsTheTenant(rule, ["trustedApplications", "emergencyAccounts", "organization"]);
});
