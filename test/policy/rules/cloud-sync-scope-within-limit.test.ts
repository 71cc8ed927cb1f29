import { describe, expect, it } from "vitest";
import { cloudSyncScopeWithinLimit as rule } from "../../../policy/rules/cloud-sync-scope-within-limit.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";

const example = "group managed service account";
const root = "DC=fabrikam,DC=example";
const units = (count: number, below = root) => Array.from({ length: count }, (_, index) => `OU=${index},${below}`);
const judgedWith = (organizationalUnits: readonly string[], domains = ["fabrikam.example"]) =>
  judged(rule, example, { ...examples[example](), organizationalUnits, domains });

describe(rule.name, () => {
  it("passes up to 59 units, and a whole domain", () => {
    expect(judgedWith([])).toMatchObject({ verdicts: ["met"] });
    expect(judgedWith(units(59))).toMatchObject({ verdicts: ["met"] });
  });

  it("does not count units inside of others, nor one twice", () => {
    const nested = [...units(59), ...units(130, `OU=7,${root}`), `ou=3,${root.toLowerCase()}`];
    expect(judgedWith(nested)).toMatchObject({ verdicts: ["met"] });
  });

  it("counts each domain by itself", () => {
    const two = [...units(40), ...units(40, `DC=emea,${root}`)];
    expect(judgedWith(two, ["fabrikam.example", "EMEA.fabrikam.example"]).verdicts).toEqual(["met"]);
  });

  it("refuses more", () => {
    expect(judgedWith(units(60))).toMatchObject({
      levels: ["mandatory"],
      messages: [
        "fabrikam.example has 60 separate organizational units in scope of Cloud Sync, and a configuration takes 59; the configuration cannot have all of them, and some are not synchronized.\n" +
          "Name units that contain several of them under hybrid-sync:cloudSync.organizationalUnits, because nested units are included.",
      ],
    });
  });
});
