/**
 * `npm run prove`: the codec on random bytes, and the access check against Samba's own enforcement; exits with 1 on any
 * failure or disagreement.
 */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { InvalidArgumentError, program } from "commander";
import { execa } from "execa";
import { startPracticeDirectory } from "./active-directory/practice-directory.ts";
import { CertificateAuthority } from "./certificate-authority.ts";
import { prove } from "./proof/proof.ts";
import { closingLines, reasonTable } from "./proof/report.ts";
import { trialForest } from "./proof/trial.ts";

interface Options {
  readonly seed: number;
  readonly count: number;
  readonly codecRuns: number;
}

/** Cases of the codec's properties in the test suite. */
const usualRuns = 1_000;

program
  .name("npm run prove --")
  .description("Compares the access check with what a Samba domain controller enforces, on random descriptors.")
  .option("--seed <number>", "which random descriptors; the same seed gives the same ones", wholeNumber, 20_261_122)
  .option("--count <number>", "answers to compare at least", wholeNumber, 1_000_000)
  .option("--codec-runs <number>", "random and mutated descriptors to try on the codec, each", wholeNumber, 100_000)
  .action(main)
  .parseAsync();

async function main({ seed, count, codecRuns }: Options): Promise<void> {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  progress(`Trying ${codecRuns} random and ${codecRuns} mutated descriptors on the codec …`);
  if (!(await codecHolds(codecRuns))) {
    process.stdout.write("The codec's properties do not hold.\n");
    process.exitCode = 1;
    return;
  }
  await using practice = await startPracticeDirectory(trialForest(seed), {
    authority: await CertificateAuthority.create(),
    progress,
  });
  progress(`Comparing at least ${count} answers, seed ${seed}, ${availableParallelism()} cores …`);
  let told = 0;
  const comparison = await prove(practice, {
    seed,
    count,
    progress: ({ compared, disagreements }) => {
      if (compared - told < count / 20) return;
      told = compared;
      progress(`${compared} compared, ${disagreements} disagreements`);
    },
  });
  for (const example of comparison.examples) process.stdout.write(`${example}\n`);
  process.stdout.write(`${reasonTable(comparison)}\n${closingLines(comparison)}\n`);
  process.exitCode = comparison.disagreements === 0 ? 0 : 1;
}

/** Runs the codec's property tests with as many cases. */
async function codecHolds(runs: number): Promise<boolean> {
  const result = await execa(
    "vitest",
    ["run", "--test-timeout=0", "test/directory/security/security-descriptor.test.ts", "--reporter=dot"],
    {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      preferLocal: true,
      env: { PROPERTY_RUNS_FACTOR: String(runs / usualRuns) },
      stdio: ["ignore", 2, 2],
      reject: false,
    },
  );
  return result.exitCode === 0;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("A whole number from 1 is expected.");
  return value;
}
