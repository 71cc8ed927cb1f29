import { describe, expect, it } from "vitest";
import { syncToolsDeclared as rule } from "../../../policy/rules/sync-tools-declared.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

function observing(change: object, declared: object = {}): object {
  const inputs = examples.tenant();
  return { ...inputs, ...declared, observed: { ...inputs.observed, ...change } };
}

const configuration = (name: string, ...jobs: string[]) => ({ name, objectId: "0c9b5a1e", jobs });
const configurations = (...sample: object[]) => ({
  cloudSyncConfigurations: { observed: { count: sample.length, sample } },
});

function servers(...names: string[]) {
  const sample = names.map((server) => ({
    userPrincipalName: `Sync_${server}_0a1b@fabrikam.onmicrosoft.com`,
    tool: "connect-sync",
    server,
    enabled: true,
  }));
  const serviceAccounts = { count: sample.length, sample };
  return { syncRoleMembers: { observed: { serviceAccounts, others: { count: 0, sample: [] } } } };
}

describe("sync-tools-declared", () => {
  it("accepts what is declared, and a tenant without any of it", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["met", "met"]);
    expect(judged(rule, "tenant", observing(configurations())).verdicts).toEqual(["met", "met"]);
  });

  it("names a configuration of another domain, with the jobs that do not run", () => {
    const other = configurations(configuration("Tailspin.example", "AD2AADProvisioning: Quarantine"));
    expect(judged(rule, "tenant", observing(other))).toMatchObject({
      levels: ["advisory"],
      facts: [
        'The Cloud Sync configuration "Tailspin.example" is not for a domain that this stack declares, ' +
          "with the jobs AD2AADProvisioning: Quarantine (service principal 0c9b5a1e)",
        "The tenant has no enabled Sync_ user",
      ],
    });
  });

  it("names a declared one that stands", () => {
    const paused = configurations(configuration("FABRIKAM.example", "AD2AADProvisioning: Paused"));
    const { levels, messages } = judged(rule, "tenant", observing(paused));
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("does not run: AD2AADProvisioning: Paused; changes of its domain do not reach");
  });

  it("believes no name that two configurations for one task share", () => {
    const job = "AD2AADProvisioning: Active";
    const twice = [
      configuration("fabrikam.example", job),
      { ...configuration("Fabrikam.example", job), objectId: "forged" },
    ];
    const { verdicts, facts } = judged(rule, "tenant", observing(configurations(...twice)));
    expect(verdicts).toEqual(["unmet", "unmet", "met"]);
    expect(facts[0]).toBe(
      'The Cloud Sync configuration "fabrikam.example" runs the same jobs as another one with that name, and only one of them can be for fabrikam.example (service principals 0c9b5a1e and forged)',
    );
    const groups = { ...configuration("fabrikam.example", "AAD2ADGroupProvisioning: Active"), objectId: "groups" };
    const sideBySide = configurations(configuration("fabrikam.example", job), groups);
    expect(judged(rule, "tenant", observing(sideBySide)).verdicts).toEqual(["met", "met", "met"]);
  });

  it("names every configuration where Cloud Sync is not declared at all", () => {
    expect(judged(rule, "tenant", observing({}, { cloudSync: null })).verdicts).toEqual(["unmet", "met"]);
  });

  it("tells servers that are declared, active or staging, from others", () => {
    expect(judged(rule, "tenant", observing(servers("SRV9", "SRV10", "OLD1"))).facts.slice(1)).toEqual([
      "Sync_SRV9_0a1b@fabrikam.onmicrosoft.com is that of the active server SRV9",
      "Sync_SRV10_0a1b@fabrikam.onmicrosoft.com is that of the staging server srv10.fabrikam.example",
      "Sync_OLD1_0a1b@fabrikam.onmicrosoft.com is enabled, and this stack declares no Connect Sync server OLD1",
    ]);
  });

  itNeedsTheTenant(rule, ["cloudSyncConfigurations", "syncRoleMembers"]);
});
