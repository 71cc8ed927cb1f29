import { afterAll, beforeAll, expect, test } from "vitest";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import type { Reason } from "../../../lab/proof/comparison.ts";
import { prove } from "../../../lab/proof/proof.ts";
import { trialForest } from "../../../lab/proof/trial.ts";

/** The same descriptors in every run, so that a difference can be found again with `npm run prove`. */
const seed = 20_261_122;
const count = 50_000;

let practice: PracticeDirectory;
beforeAll(async () => {
  practice = await startPracticeDirectory(trialForest(seed), { authority: await CertificateAuthority.create() });
});
afterAll(() => practice?.stop());

test("a domain controller lets accounts do exactly what the access check grants", async () => {
  const comparison = await prove(practice, { seed, count });

  expect(comparison.examples).toEqual([]);
  expect(comparison.disagreements).toBe(0);
  expect(comparison.compared).toBeGreaterThanOrEqual(count);
  // Each way to an answer has to occur often, or agreement would prove little.
  for (const [reason, percent] of Object.entries(fairShares))
    expect((100 * (comparison.counts.get(reason as Reason) ?? 0)) / comparison.compared, reason).toBeGreaterThan(
      percent,
    );
  expect(comparison.counts.get("no entry") ?? 0).toBeLessThan(comparison.compared / 2);
  expect([...comparison.kinds.keys()].sort()).toEqual([
    "create child",
    "delete",
    "extended right",
    "permissions",
    "read",
    "read confidential",
    "show",
    "validated write",
    "write",
  ]);
});

/** Percent of the answers that each reason must at least have decided. */
const fairShares: Readonly<Partial<Record<Reason, number>>> = {
  allow: 20,
  deny: 10,
  "object entry": 8,
  "property set": 5,
  "control access right": 3,
  group: 30,
  inherited: 15,
  owner: 1,
};
