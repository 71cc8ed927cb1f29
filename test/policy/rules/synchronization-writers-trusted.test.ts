import { describe, expect, it } from "vitest";
import { synchronizationWritersTrusted as rule } from "../../../policy/rules/synchronization-writers-trusted.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

const migration = {
  name: "Migration",
  objectId: "11111111-2222-4333-8444-555555555555",
  permissions: ["OnPremDirectorySynchronization.ReadWrite.All", "User-OnPremisesSyncBehavior.ReadWrite.All"],
};

function having(writers: readonly object[], trustedApplications: readonly string[] = []) {
  const inputs = examples.tenant();
  const synchronizationWriters = { observed: { count: writers.length, sample: writers } };
  return { ...inputs, trustedApplications, observed: { ...inputs.observed, synchronizationWriters } };
}

describe("synchronization-writers-trusted", () => {
  it("accepts that there is none, and one that is trusted by its id", () => {
    expect(judged(rule, "tenant", having([])).verdicts).toEqual(["met"]);
    expect(judged(rule, "tenant", having([migration], [migration.objectId])).verdicts).toEqual(["met"]);
  });

  it("names anyone else, a namesake of a trusted one included, with the permissions and the way out", () => {
    for (const trusted of [[], ["Migration"]]) {
      const { levels, facts, messages } = judged(rule, "tenant", having([migration], trusted));
      expect(levels).toEqual(["advisory"]);
      expect(facts).toEqual([
        'The application "Migration" holds OnPremDirectorySynchronization.ReadWrite.All and ' +
          `User-OnPremisesSyncBehavior.ReadWrite.All (service principal ${migration.objectId})`,
      ]);
      expect(messages[0]).toContain(
        `'hybrid-sync:tenant.trustedApplications[${trusted.length}]' ${migration.objectId}`,
      );
    }
  });

  it("is about every sync tool", () => {
    expect(judged(rule, "tenant", { ...having([migration]), connectSync: null }).verdicts).toEqual(["unmet"]);
  });

  it("cannot verify what an older version did not look up", () => {
    const { synchronizationWriters: _, ...observed } = examples.tenant().observed;
    expect(judged(rule, "tenant", { ...examples.tenant(), observed }).verdicts).toEqual(["unobservable"]);
  });

  itNeedsTheTenant(rule, ["synchronizationWriters"]);
});
