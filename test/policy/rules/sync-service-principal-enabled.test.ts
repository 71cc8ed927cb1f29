import { describe, expect, it } from "vitest";
import { syncServicePrincipalEnabled as rule } from "../../../policy/rules/sync-service-principal-enabled.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

function withService(syncService: object | null): ReturnType<typeof examples.tenant> {
  const inputs = examples.tenant();
  return { ...inputs, observed: { ...inputs.observed, syncService: { observed: syncService as never } } };
}

describe("sync-service-principal-enabled", () => {
  it("accepts one that exists and is enabled", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["met"]);
  });

  it("says how to create one that is not there, and how to enable one that is disabled", () => {
    const absent = judged(rule, "tenant", withService(null));
    expect(absent.levels).toEqual(["mandatory"]);
    expect(absent.messages[0]).toContain(
      "does not exist in the tenant; Connect Sync cannot export to the tenant.\nCreate it with: az ad sp create",
    );
    const disabled = judged(rule, "tenant", withService({ enabled: false }));
    expect(disabled.levels).toEqual(["mandatory"]);
    expect(disabled.messages[0]).toContain(
      "is disabled; Connect Sync cannot export to the tenant.\nEnable it with: az ad sp update",
    );
  });

  it("only advises where Connect Sync signs in as a user", () => {
    const inputs = withService(null);
    const identity = { kind: "user", name: "Sync_SRV9_0a1b@fabrikam.onmicrosoft.com" };
    const connectSync = { ...inputs.connectSync, identity, applications: [] };
    const { levels } = judged(rule, "tenant", { ...inputs, connectSync });
    expect(levels).toEqual(["advisory"]);
  });

  it("has nothing to say without Connect Sync", () => {
    expect(judged(rule, "tenant", { ...withService(null), connectSync: null }).verdicts).toEqual(["not applicable"]);
  });

  itNeedsTheTenant(rule, ["syncService"]);
});
