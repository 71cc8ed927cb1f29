import { describe, expect, it } from "vitest";
import type { TenantInputs } from "../../../contract/entra.ts";
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

  it("does not believe the name that the wizard gives its applications: anybody may choose it", () => {
    const names = ["ConnectSyncProvisioning_SRV9_0a1b2c3d4e5f", "ConnectSyncProvisioning_SRV10_0a1b2c3d4e5f"];
    const { levels, verdicts, messages } = judged(rule, "tenant", heldBy(names));
    expect(verdicts).toEqual(["undecided", "undecided"]);
    expect(levels).toEqual(["advisory", "advisory"]);
    expect(messages[0]).toContain(
      "Compare its application id with the one that Get-ADSyncEntraConnectorCredential shows on SRV9. If they are the same, name it by its object id: pulumi config set --path 'hybrid-sync:tenant.trustedApplications[1]' holder-0.",
    );
  });

  it("accepts one that is named by its id, and none that has a display name which is trusted", () => {
    const name = "ConnectSyncProvisioning_SRV9_0a1b2c3d4e5f";
    const trusting = (by: "id" | "display name") => {
      const inputs = heldBy([name]) as TenantInputs;
      const found = { count: 1, sample: [{ objectId: "holder-0", name }] };
      const trustedApplications = { observed: [{ name: by === "id" ? "holder-0" : name, by, found }] };
      return { ...inputs, observed: { ...inputs.observed, trustedApplications } };
    };
    expect(judged(rule, "tenant", trusting("id")).verdicts).toEqual(["met"]);
    expect(judged(rule, "tenant", trusting("display name")).verdicts).toEqual(["undecided"]);
  });

  it("names all that share the name of a declared application", () => {
    expect(judged(rule, "tenant", heldBy(["Sync of SRV9", "sync of srv9"])).facts).toEqual([
      'The application "Sync of SRV9" holds ADSynchronization.ReadWrite.All, and shares the name of a declared application with others (service principal holder-0)',
      'The application "sync of srv9" holds ADSynchronization.ReadWrite.All, and shares the name of a declared application with others (service principal holder-1)',
    ]);
  });

  it("names any other, and that of a server which is not declared", () => {
    expect(judged(rule, "tenant", heldBy(["Migration", "ConnectSyncProvisioning_OLD1_0a1b"]))).toMatchObject({
      levels: ["advisory", "advisory"],
      facts: [
        'The application "Migration" holds ADSynchronization.ReadWrite.All, and this stack does not declare it (service principal holder-0)',
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
