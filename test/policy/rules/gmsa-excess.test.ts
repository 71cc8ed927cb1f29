import { describe, expect, it } from "vitest";
import type { GroupManagedServiceAccountInputs } from "../../../contract/active-directory.ts";
import type { HeldEntry } from "../../../directory/facts/permissions.ts";
import { gmsaExcess as rule } from "../../../policy/rules/gmsa-excess.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { changed } from "../permission-rows.ts";

const everything = ["CC", "DC", "LC", "SW", "RP", "WP", "DT", "LO", "CR", "SD", "RC", "WD", "WO"];

function holding(
  rights: readonly string[],
  objectType: string | null,
  objectClass: string | null,
  features: string[],
  declared: Partial<GroupManagedServiceAccountInputs> = {},
  facts: Partial<HeldEntry> = {},
) {
  const entry: HeldEntry = {
    entry: "(OA;;x;;;y)",
    trustee: "FABRIKAM\\agent$",
    through: [],
    rights,
    objectType,
    objectClass,
    reach: "descendants",
    objects: { count: 1, sample: ["DC=fabrikam,DC=example"] },
    standsOn: ["domaindns"],
    ...facts,
  };
  const inputs = { ...examples["group managed service account"](), features, ...declared } as ReturnType<
    (typeof examples)["group managed service account"]
  >;
  const all = changed(inputs, "fabrikam.example", (domain) =>
    "observed" in domain.objects
      ? { ...domain, objects: { observed: { ...domain.objects.observed, entries: { count: 1, sample: [entry] } } } }
      : domain,
  );
  return judged(rule, "group managed service account", all);
}

describe("gmsa-excess", () => {
  it("shows what the installer grants for features that are off, and blocks nothing for it", () => {
    const { levels, messages } = holding(["CR"], "ds-replication-get-changes-all", null, []);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("which only Password hash synchronization needs");
  });

  it("takes what the page lists besides the features for no excess of a gMSA that the wizard created", () => {
    const wizard = { mode: "created-by-wizard" } as const;
    for (const declared of [wizard, { name: "provAgentgMSA$" }, { agentVersion: "1.1.2108.0" }]) {
      expect(holding(["CC", "DC", "RP", "WP", "SD", "DT"], null, "group", [], declared).levels).toEqual([]);
      expect(holding(["CC", "DC"], "user", null, [], declared).levels).toEqual([]);
    }
    expect(holding(["CC", "DC"], "user", null, [], { mode: "own" }).levels).toEqual(["advisory"]);
    expect(holding(everything, null, "user", [], wizard).levels).toEqual(["mandatory"]);
  });

  it("takes full control of groups for needed where groups are provisioned, and for control where not", () => {
    expect(holding(everything, null, "group", ["group-provisioning"]).levels).toEqual([]);
    expect(holding(everything, null, "group", []).levels).toEqual(["mandatory"]);
  });

  it("takes full control of groups for that of groups alone, not of the domain root that they are below", () => {
    const provisioning = (objectClass: string | null, facts: Partial<HeldEntry>) =>
      holding(everything, null, objectClass, ["group-provisioning"], {}, facts).levels;
    expect(provisioning(null, { reach: "this object", standsOn: ["group"] })).toEqual([]);
    expect(provisioning(null, { reach: "this object" })).toEqual(["mandatory"]);
    expect(provisioning("group", { reach: "this object and descendants" })).toEqual(["mandatory"]);
    expect(provisioning(null, { reach: "this object", standsOn: ["group", "unknown"] })).toEqual(["mandatory"]);
    const allChanges = holding(
      ["CR"],
      "ds-replication-get-changes-all",
      null,
      ["group-provisioning"],
      {},
      { reach: "this object" },
    );
    expect(allChanges.levels).toEqual(["advisory"]);
  });

  it("waits for the installer, which grants everything, but not for what the installer does not grant", () => {
    const beforehand = { phase: "before-install" } as const;
    expect(holding(["CR"], "ds-replication-get-changes-all", null, [], beforehand).verdicts).toEqual(["met", "met"]);
    expect(holding(everything, null, "group", [], beforehand).levels).toEqual(["mandatory"]);
  });

  it("finds everything too much in a domain that is not synchronized, whatever is on", () => {
    const features = ["password-hash-sync", "group-provisioning"];
    const elsewhere = { domains: ["emea.fabrikam.example"] };
    const { levels, messages } = holding(["CR"], "ds-replication-get-changes", null, features, elsewhere);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      "where nothing is synchronized: DC=fabrikam,DC=example is not among the declared domains;",
    );
    expect(holding(everything, null, "group", features, elsewhere).levels).toEqual(["mandatory"]);
    const installed = holding(["CR"], "ds-replication-get-changes", null, features, {
      ...elsewhere,
      phase: "before-install",
    });
    expect(installed.levels).toEqual(["advisory"]);
  });

  it("takes a domain for synchronized whatever the case of its name", () => {
    const { verdicts } = holding(["CR"], "ds-replication-get-changes", null, [], { domains: ["FABRIKAM.example"] });
    expect(verdicts).toEqual(["met", "met"]);
  });

  itNeedsAnObservation(rule, "group managed service account");
});
