/** `npm run prove`: the access check against Samba's own enforcement; exits with 1 on any disagreement. */
import { availableParallelism } from "node:os";
import { InvalidArgumentError, program } from "commander";
import { startPracticeDirectory } from "./active-directory/practice-directory.ts";
import { CertificateAuthority } from "./certificate-authority.ts";
import { prove } from "./proof/proof.ts";
import { closingLines, reasonTable } from "./proof/report.ts";
import { trialForest } from "./proof/trial.ts";

interface Options {
  readonly seed: number;
  readonly count: number;
}

program
  .name("npm run prove --")
  .description("Compares the access check with what a Samba domain controller enforces, on random descriptors.")
  .option("--seed <number>", "which random descriptors; the same seed gives the same ones", wholeNumber, 20_261_122)
  .option("--count <number>", "answers to compare at least", wholeNumber, 1_000_000)
  .action(main)
  .parseAsync();

async function main({ seed, count }: Options): Promise<void> {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
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

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("A whole number from 1 is expected.");
  return value;
}
