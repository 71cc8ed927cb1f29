import { expect, test } from "vitest";
import { startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { prove } from "../../../lab/proof/proof.ts";
import { trialForest } from "../../../lab/proof/trial.ts";

/** Which descriptors; the seed of `.ci/run` follows from the commit, so that every commit tries others. */
const seed = Number(process.env.PROOF_SEED ?? 1);
const count = 50_000;

test(`a domain controller lets accounts do what the access check grants, with seed ${seed}`, async () => {
  await using practice = await startPracticeDirectory(trialForest(seed), {
    authority: await CertificateAuthority.create(),
  });
  const comparison = await prove(practice, { seed, count });

  expect(comparison.examples).toEqual([]);
  expect(comparison.disagreements).toBe(0);
  expect(comparison.compared).toBeGreaterThanOrEqual(count);
  // Each way to an answer occurs, whatever the seed.
  for (const [reason, answers] of comparison.counts) expect(answers, reason).toBeGreaterThan(0);
}, 600_000);
