import { describe, expect, it } from "vitest";
import type { HeldEntry } from "../../../directory/observation.ts";
import { gmsaExcess as rule } from "../../../policy/rules/gmsa-excess.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { changed } from "../permission-rows.ts";

const everything = ["CC", "DC", "LC", "SW", "RP", "WP", "DT", "LO", "CR", "SD", "RC", "WD", "WO"];

function holding(rights: readonly string[], objectType: string | null, objectClass: string | null, features: string[]) {
  const entry: HeldEntry = {
    entry: "(OA;;x;;;y)",
    trustee: "FABRIKAM\\agent$",
    through: [],
    rights,
    objectType,
    objectClass,
    reach: "descendants",
    objects: { count: 1, sample: ["DC=fabrikam,DC=example"] },
  };
  const inputs = { ...examples.groupManagedServiceAccount(), features } as ReturnType<
    typeof examples.groupManagedServiceAccount
  >;
  const all = changed(inputs, "fabrikam.example", (domain) =>
    "observed" in domain.objects
      ? { ...domain, objects: { observed: { ...domain.objects.observed, entries: { count: 1, sample: [entry] } } } }
      : domain,
  );
  return judged(rule, "groupManagedServiceAccount", all);
}

describe("gmsa-excess", () => {
  it("shows what the installer grants for features that are off, and blocks nothing for it", () => {
    const { levels, messages } = holding(["CR"], "ds-replication-get-changes-all", null, []);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("which only Password hash synchronization would need");
  });

  it("takes full control of groups for needed where groups are provisioned, and for control where not", () => {
    expect(holding(everything, null, "group", ["group-provisioning"]).levels).toEqual([]);
    expect(holding(everything, null, "group", []).levels).toEqual(["mandatory"]);
  });

  itNeedsAnObservation(rule, "groupManagedServiceAccount");
});
