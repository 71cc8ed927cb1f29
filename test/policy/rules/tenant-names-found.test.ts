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
      verdicts: ["met", "met", "met", "met"],
      facts: [
        "The emergency access account break-glass@fabrikam.onmicrosoft.com exists and is enabled",
        "The trusted administrator app-admin@fabrikam.onmicrosoft.com exists",
        'The trusted application "7f4d2b9c-3a5e-4c1d-9d2f-8e7b6a5c4d3e" is Deployment pipeline',
        "The federated domain fabrikam.example is a domain of the tenant",
      ],
    });
  });

  it("asks for the object id of an application that is trusted by its display name, and gives it", () => {
    const { levels, messages } = judged(rule, "tenant", trustedByName("object-1"));
    expect(levels).toEqual(["advisory"]);
    expect(messages).toEqual([
      'The trusted application "Pipeline" is named by its display name, which does not identify it; anyone who can register an ' +
        "application can choose the name, so that it trusts no application.\nName it by the object id of its service principal: " +
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

  it("says that a trusted administrator is nobody of the tenant", () => {
    const inputs = examples.tenant();
    const trustedAdministrators = { observed: [{ name: "gone@fabrikam.onmicrosoft.com", objectId: null }] };
    const { facts, levels } = judged(rule, "tenant", {
      ...inputs,
      observed: { ...inputs.observed, trustedAdministrators },
    });
    expect(facts).toContain("The trusted administrator gone@fabrikam.onmicrosoft.com was not found in the tenant");
    expect(levels).toEqual(["advisory"]);
  });

  it("says which emergency access account and which federated domain the tenant does not have", () => {
    const inputs = examples.tenant();
    const emergencyAccounts = { observed: [{ name: "x@fabrikam.onmicrosoft.com", enabled: null }] };
    const { organization } = inputs.observed;
    const foreign =
      "observed" in organization
        ? { observed: { ...organization.observed, foreignDomains: ["FABRIKAM.example"] } }
        : {};
    const observed = { ...inputs.observed, emergencyAccounts, organization: foreign };
    const { messages } = judged(rule, "tenant", {
      ...inputs,
      federatedDomains: ["Fabrikam.example", "b.example"],
      observed,
    });
    expect(messages).toEqual([
      "The emergency access account x@fabrikam.onmicrosoft.com was not found in the tenant; no one can sign in with it when everyone else is locked out.\n" +
        "Correct or remove its name under hybrid-sync:tenant.emergencyAccounts, or create and enable the user.",
      "The federated domain Fabrikam.example is not a verified domain of the tenant; administrators of the intended domain are not rejected.\n" +
        "Correct or remove it under hybrid-sync:tenant.federatedDomains.",
    ]);
  });

  it("tells each of several with one name, and one that is called as it is named", () => {
    const three = judged(rule, "tenant", trustedByName("object-1", "object-2", "object-3"));
    expect(three.messages[0]).toBe(
      'The trusted application "Pipeline" shares its name with 2 others; it is not clear which one is meant, and none is trusted.\n' +
        "Name it by the object id of its service principal: pulumi config set --path 'hybrid-sync:tenant.trustedApplications[1]' ID",
    );
    expect(judged(rule, "tenant", trustedByName()).messages[0]).toContain(
      "\nCorrect or remove it under hybrid-sync:tenant.trustedApplications. The object id is that under Enterprise applications, ",
    );
    const inputs = examples.tenant();
    const found = { count: 1, sample: [{ objectId: "object-1", name }] };
    const trustedApplications = { observed: [{ name, by: "id", found }] };
    const same = { ...inputs, trustedApplications: [name], observed: { ...inputs.observed, trustedApplications } };
    expect(judged(rule, "tenant", same).facts).toContain('The trusted application "Pipeline" is there');
  });

  it("says how a trusted administrator is named", () => {
    const inputs = examples.tenant();
    const trustedAdministrators = { observed: [{ name: "gone", objectId: null }] };
    const observed = { ...inputs.observed, trustedAdministrators };
    expect(judged(rule, "tenant", { ...inputs, observed }).messages).toEqual([
      "The trusted administrator gone was not found in the tenant; the object that you intended is judged as if the stack did not name it.\n" +
        "Correct or remove it under hybrid-sync:tenant.trustedAdministrators. Name a user by the user principal name, and a group by the object id.",
    ]);
  });

  it("cannot verify what an older version did not look up", () => {
    const inputs = examples.tenant();
    const { trustedApplications: _, emergencyAccounts: __, trustedAdministrators: ___, ...observed } = inputs.observed;
    const { verdicts } = judged(rule, "tenant", { ...inputs, observed });
    expect(verdicts).toEqual(["unobservable", "unobservable", "unobservable", "met"]);
  });

  it("has nothing to say where nothing is named", () => {
    const { emergencyAccounts: _, federatedDomains: __, trustedAdministrators: ___, ...inputs } = examples.tenant();
    for (const more of [{}, { emergencyAccounts: [], federatedDomains: [], trustedAdministrators: [] }])
      expect(judged(rule, "tenant", { ...inputs, ...more, trustedApplications: [] }).facts).toEqual([
        "The tenant has nothing named in the configuration",
      ]);
  });

  itNeedsTheTenant(rule, ["trustedApplications", "trustedAdministrators", "emergencyAccounts", "organization"]);
});
