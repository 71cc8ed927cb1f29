import { describe, expect, it } from "vitest";
import { syncApplicationHoldsNoMore as rule } from "../../../policy/rules/sync-application-holds-no-more.ts";
import type { SyncApplication } from "../../../tenant/facts/tenant.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

const nothing: SyncApplication = {
  name: "Sync of SRV9",
  clientId: "11111111-2222-4333-8444-555555555555",
  clientSecrets: 0,
  owners: 0,
  certificates: [],
  permissions: [],
};

function holding(excess: Partial<SyncApplication>): object {
  const inputs = examples.tenant();
  const syncApplications = { observed: { count: 1, sample: [{ ...nothing, ...excess }] } };
  return { ...inputs, observed: { ...inputs.observed, syncApplications } };
}

describe("sync-application-holds-no-more", () => {
  it("accepts an application with nothing besides what is declared", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["met"]);
  });

  it("accepts a second certificate, as while certificates are rotated", () => {
    expect(judged(rule, "tenant", holding({ certificates: ["2029-01-01"] })).verdicts).toEqual(["met"]);
  });

  it("names permissions of password writeback where that is not declared, so that they are not left out", () => {
    const excess = { permissions: ["PasswordWriteback.RefreshClient.All"] };
    expect(judged(rule, "tenant", holding(excess)).facts[0]).toContain(
      "the permission PasswordWriteback.RefreshClient.All",
    );
  });

  it("names secrets, owners and permissions in one sentence", () => {
    const excess = { clientSecrets: 1, owners: 2, permissions: ["Directory.ReadWrite.All"] };
    expect(judged(rule, "tenant", holding(excess))).toMatchObject({
      levels: ["advisory"],
      facts: [
        'The application "Sync of SRV9" has a client secret, 2 owners and the permission Directory.ReadWrite.All ' +
          "(application 11111111-2222-4333-8444-555555555555)",
      ],
    });
    expect(judged(rule, "tenant", holding({ owners: 1 })).facts[0]).toContain("has an owner (application");
  });

  it("has nothing to say where no application is declared", () => {
    const inputs = examples.tenant();
    const connectSync = { ...inputs.connectSync, applications: [] };
    const observed = { ...inputs.observed, syncApplications: null };
    expect(judged(rule, "tenant", { ...inputs, connectSync, observed }).verdicts).toEqual(["not applicable"]);
  });

  itNeedsTheTenant(rule, ["syncApplications"]);
});
