import { describe, expect, it } from "vitest";
import type { TenantInputs } from "../../../contract/entra.ts";
import { syncServiceAccountsWithinLimit as rule } from "../../../policy/rules/sync-service-accounts-within-limit.ts";
import type { SyncServiceAccount } from "../../../tenant/facts/tenant.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

function withAccounts(count: number, change: Partial<TenantInputs> = {}): object {
  const inputs = examples.tenant();
  const sample = Array.from(
    { length: Math.min(count, 20) },
    (_, index): SyncServiceAccount => ({
      userPrincipalName: `Sync_OLD${index}_0a1b2c@fabrikam.onmicrosoft.com`,
      tool: "connect-sync",
      server: `OLD${index}`,
      enabled: true,
    }),
  );
  const members = { serviceAccounts: { count, sample }, others: { count: 0, sample: [] } };
  return { ...inputs, ...change, observed: { ...inputs.observed, syncRoleMembers: { observed: members } } };
}

const beforeInstall = { phase: "before-install", domains: ["fabrikam.example"] } as const;

describe("sync-service-accounts-within-limit", () => {
  it("accepts up to twenty when none is to come", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["met"]);
    expect(judged(rule, "tenant", withAccounts(20)).verdicts).toEqual(["met"]);
  });

  it("objects to the twentieth when Cloud Sync has still to make its own", () => {
    expect(judged(rule, "tenant", withAccounts(19, { cloudSync: beforeInstall })).verdicts).toEqual(["met"]);
    expect(judged(rule, "tenant", withAccounts(20, { cloudSync: beforeInstall }))).toMatchObject({
      levels: ["mandatory"],
      facts: ["The tenant has 20 sync service accounts of at most 20, and needs 1 more"],
    });
  });

  it("expects one for each server of Connect Sync that signs in as a user", () => {
    const servers = [
      { name: "NEW1", mode: "active", version: null },
      { name: "NEW2", mode: "staging", version: null },
    ] as const;
    const connectSync = {
      ...beforeInstall,
      servers,
      identity: { kind: "user", name: "Sync_NEW1_0a1b@x.test" },
      applications: [],
    } as const;
    const { facts } = judged(rule, "tenant", withAccounts(0, { connectSync, cloudSync: null }));
    expect(facts).toEqual(["The tenant has 0 sync service accounts of at most 20, and needs 2 more"]);
  });

  it("says which users to delete when there are more than the tenant takes", () => {
    const { messages } = judged(rule, "tenant", withAccounts(21));
    expect(messages[0]).toContain(
      "has 21 sync service accounts of at most 20; the installer cannot create its account",
    );
    expect(messages[0]).toContain("Delete the Sync_ users of removed servers");
  });

  itNeedsTheTenant(rule, ["syncRoleMembers"]);
});
