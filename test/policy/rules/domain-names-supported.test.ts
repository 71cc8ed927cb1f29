import { describe, expect, it } from "vitest";
import { domainNamesSupported as rule } from "../../../policy/rules/domain-names-supported.ts";
import { examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";

function withDomain(change: object): object {
  const inputs = examples.forest();
  const domains = "observed" in inputs.observed.domains ? inputs.observed.domains.observed : [];
  return { ...inputs, observed: { ...inputs.observed, domains: { observed: [{ ...domains[0], ...change }] } } };
}

describe("domain-names-supported", () => {
  it("accepts ordinary names", () => {
    expect(judged(rule, "forest", examples.forest()).verdicts).toEqual(["met"]);
  });

  it("tells a NetBIOS name with a period, and a domain of one part", () => {
    expect(judged(rule, "forest", withDomain({ dottedNetBiosName: "FABRI.KAM" }))).toMatchObject({
      levels: ["advisory"],
      facts: ["fabrikam.example has the NetBIOS name FABRI.KAM, with a period"],
    });
    expect(judged(rule, "forest", withDomain({ dnsName: "fabrikam" }))).toMatchObject({
      levels: ["advisory"],
      facts: ["fabrikam has a DNS name of only one part"],
    });
  });

  it("is about Connect Sync only", () => {
    const inputs = { ...withDomain({ dnsName: "fabrikam" }), connectSync: null };
    expect(judged(rule, "forest", inputs).verdicts).toEqual(["not applicable"]);
  });

  it("cannot verify domains that could not be read", () => {
    const inputs = examples.forest();
    const observed = { ...inputs.observed, domains: noAccess };
    expect(judged(rule, "forest", { ...inputs, observed }).verdicts).toEqual(["unobservable"]);
  });
});
