import { describe, expect, it } from "vitest";
import { conditionalAccessSparesSync as rule } from "../../../policy/rules/conditional-access-spares-sync.ts";
import type { ConditionalAccessPolicy } from "../../../tenant/facts/tenant.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

const cloudSync = "ADToAADSyncServiceAccount@fabrikam.onmicrosoft.com";

function policy(different: Partial<ConditionalAccessPolicy> = {}, names = ["Sync of SRV9"]): ConditionalAccessPolicy {
  const appliesTo = { count: names.length, sample: names };
  const demands = { demands: ["mfa"], operator: "AND" } as const;
  return { name: "MFA", enforced: true, appliesTo, ...demands, undecidedBy: [], fromServers: "applies", ...different };
}

function tenantWith(policies: readonly ConditionalAccessPolicy[], count = policies.length): object {
  const inputs = examples.tenant();
  return { ...inputs, observed: { ...inputs.observed, conditionalAccess: { observed: { count, sample: policies } } } };
}

describe("conditional-access-spares-sync", () => {
  it("accepts a tenant without a policy about the sync identities", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["met"]);
  });

  it("stops before a policy that hits the declared identity, and says from what to exclude it", () => {
    const { levels, messages } = judged(rule, "tenant", tenantWith([policy({ demands: ["block"] })]));
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain(
      'The Conditional Access policy "MFA" blocks Sync of SRV9; a sync identity signs in without a person and cannot meet this requirement, so synchronization stops.',
    );
    expect(messages[0]).toContain(
      "Exclude Sync of SRV9 from it under Conditional Access > Policies > MFA; this program does not change the policy.",
    );
  });

  it("advises where another identity is hit, and names all of them and all that is demanded", () => {
    const hits = policy({ demands: ["compliantDevice", "mfa"], appliesTo: { count: 22, sample: [cloudSync] } });
    expect(judged(rule, "tenant", tenantWith([hits]))).toMatchObject({
      levels: ["advisory", "advisory"],
      facts: [
        `The Conditional Access policy "MFA" requires a compliant device and multifactor authentication for ${cloudSync}`,
        'The Conditional Access policy "MFA" requires a compliant device and multifactor authentication for 21 more that are not listed',
      ],
    });
  });

  it("stops before a policy that leaves a choice between demands of which none can be met", () => {
    const demands = ["compliantDevice", "domainJoinedDevice", "mfa"];
    expect(judged(rule, "tenant", tenantWith([policy({ demands, operator: "OR" })]))).toMatchObject({
      levels: ["mandatory"],
      facts: [
        'The Conditional Access policy "MFA" requires a compliant device or a hybrid joined device or multifactor authentication for Sync of SRV9',
      ],
    });
  });

  it("says of a policy in report-only mode what it would do, and accepts it", () => {
    expect(judged(rule, "tenant", tenantWith([policy({ enforced: false })]))).toMatchObject({
      verdicts: ["met"],
      facts: [
        'The Conditional Access policy "MFA" is in report-only mode; once on, it requires multifactor authentication for Sync of SRV9',
      ],
    });
  });

  it("does not decide on a policy about places while the addresses of the servers are not declared", () => {
    const { verdicts, messages } = judged(rule, "tenant", tenantWith([policy({ fromServers: "undecided" })]));
    expect(verdicts).toEqual(["undecided"]);
    expect(messages[0]).toContain(
      "undecided whether it requires multifactor authentication for Sync of SRV9: it depends on where the servers sign in from",
    );
    expect(messages[0]).toContain("under hybrid-sync:guardRails.namedLocation.addresses");
  });

  it("blocks for the declared identity alone, and tells a policy by its object id", () => {
    const hits = policy({ objectId: "5a1c" }, ["Sync of SRV9", cloudSync]);
    const { levels, ids } = judged(rule, "tenant", tenantWith([hits]));
    expect(levels).toEqual(["mandatory", "advisory"]);
    expect(judged(rule, "tenant", tenantWith([{ ...hits, name: "MFA for all" }])).ids).toEqual(ids);
    expect(judged(rule, "tenant", tenantWith([{ ...hits, objectId: "5a1d" }])).ids).not.toEqual(ids);
  });

  it("says how many more there are than it names", () => {
    expect(judged(rule, "tenant", tenantWith([policy()], 22)).facts[1]).toBe(
      "The tenant has 21 more Conditional Access policies that apply to identities of sync tools",
    );
  });

  itNeedsTheTenant(rule, ["conditionalAccess"]);
});
