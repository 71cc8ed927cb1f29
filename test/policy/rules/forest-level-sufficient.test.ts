import { describe, expect, it } from "vitest";
import type { FeatureId } from "../../../catalogue/features.ts";
import { forestLevelSufficient } from "../../../policy/rules/forest-level-sufficient.ts";
import { withForest } from "../forest-examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheForest } from "../missing-observation.ts";

const rule = forestLevelSufficient;

function judgedWith(schemaVersion: number, features: readonly FeatureId[], managedServiceAccounts: "none" | "in use") {
  const inputs = withForest({ schemaVersion: { observed: schemaVersion } }, { features, managedServiceAccounts });
  return judged(rule, "forest", inputs);
}

describe(rule.name, () => {
  it.each([
    [30, [], "none"],
    [56, [], "in use"],
    [69, ["device-writeback"], "in use"],
    [87, ["group-provisioning"], "in use"],
  ] as const)(
    "passes a schema of version %i with %j and managed service accounts %s",
    (version, features, accounts) => {
      expect(judgedWith(version, features, accounts)).toMatchObject({ verdicts: ["met", "met"], messages: [] });
    },
  );

  it.each([
    [29, [], "none", "synchronization needs 30 (Windows Server 2003)"],
    [55, [], "in use", "a gMSA needs 56 (Windows Server 2012)"],
    [68, ["device-writeback"], "none", "device-writeback needs 69 (Windows Server 2012 R2)"],
    [69, ["device-writeback", "group-provisioning"], "none", "group-provisioning needs 87 (Windows Server 2016)"],
  ] as const)(
    "refuses a schema of version %i with %j and managed service accounts %s",
    (version, features, accounts, words) => {
      const { verdicts, messages, levels } = judgedWith(version, features, accounts);
      expect(verdicts).toEqual(["unmet", "met"]);
      expect(levels).toEqual(["mandatory"]);
      expect(messages[0]).toContain(`has schema version ${version}, but ${words};`);
    },
  );

  it("asks for the schema of Windows Server 2016 for every use of Cloud Sync", () => {
    const judgedFor = (schemaVersion: number) =>
      judged(
        rule,
        "forest",
        withForest({ schemaVersion: { observed: schemaVersion } }, { cloudSync: "after-install" }),
      );
    expect(judgedFor(87).verdicts).toEqual(["met", "met"]);
    expect(judgedFor(69).messages[0]).toContain("but Cloud Sync needs 87 (Windows Server 2016);");
  });

  it("refuses a forest of Windows 2000", () => {
    const { verdicts } = judged(rule, "forest", withForest({ functionalLevel: { observed: 0 } }));
    expect(verdicts).toEqual(["met", "unmet"]);
  });

  itNeedsTheForest(rule, ["schemaVersion", "functionalLevel"]);
});
