import { describe, expect, it } from "vitest";
import { syncPermissionHoldersKnown as rule } from "../../../policy/rules/sync-permission-holders-known.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

function heldBy(names: readonly string[], count = names.length): object {
  const inputs = examples.tenant();
  const sample = names.map((name, index) => ({ name, objectId: `holder-${index}` }));
  const otherSynchronizationHolders = { observed: { count, sample } };
  return { ...inputs, observed: { ...inputs.observed, otherSynchronizationHolders } };
}

describe("sync-permission-holders-known", () => {
  it("accepts a tenant with no holder but the declared application", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["met"]);
  });

  it("accepts the application that the wizard made for a declared server", () => {
    const names = ["ConnectSyncProvisioning_SRV9_0a1b2c3d4e5f", "ConnectSyncProvisioning_SRV10_0a1b2c3d4e5f"];
    expect(judged(rule, "tenant", heldBy(names)).verdicts).toEqual(["met", "met"]);
  });

  it("names any other, and that of a server which is not declared", () => {
    expect(judged(rule, "tenant", heldBy(["Migration", "ConnectSyncProvisioning_OLD1_0a1b"]))).toMatchObject({
      levels: ["advisory", "advisory"],
      facts: [
        'The application "Migration" holds ADSynchronization.ReadWrite.All, and is none that this stack declares (service principal holder-0)',
        'The application "ConnectSyncProvisioning_OLD1_0a1b" holds ADSynchronization.ReadWrite.All, and this stack declares no server OLD1 (service principal holder-1)',
      ],
    });
  });

  it("says how many more there are than it names", () => {
    expect(judged(rule, "tenant", heldBy(["Migration"], 22)).facts[1]).toBe(
      "The tenant has 21 more holders of ADSynchronization.ReadWrite.All",
    );
  });

  itNeedsTheTenant(rule, ["otherSynchronizationHolders"]);
});
