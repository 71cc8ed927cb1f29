/**
 * `npm run mutation:sample`: the mutation score of policy/ on blocks of lines that are drawn at random over all of it. What
 * is said of the draw goes before the output of Stryker; what follows `--` goes to Stryker.
 */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InvalidArgumentError, program } from "commander";
import { execa } from "execa";
import fc from "fast-check";

interface Options {
  readonly sample: number;
  readonly seed: number;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const configFile = "stryker.policy.config.json";

/** Lines of a block. A mutant that is not wholly within one is not tried. */
const blockLines = 20;

program
  .name("npm run mutation:sample --")
  .description("Changes blocks of lines of policy/ that are drawn at random, and tells whether the tests detect it.")
  .option("--sample <number>", "how many blocks", wholeNumber, 60)
  .option(
    "--seed <number>",
    "which blocks; the same seed draws the same ones from the same code",
    wholeNumber,
    20_261_130,
  )
  .argument("[stryker...]", "options of Stryker, such as --concurrency 1")
  .action(main)
  .parseAsync();

async function main(stryker: readonly string[], { sample, seed }: Options): Promise<void> {
  const { mutate }: { mutate: string[] } = JSON.parse(readFileSync(`${root}${configFile}`, "utf8"));
  const blocks = globSync(mutate, { cwd: root }).toSorted().flatMap(blocksOf);
  const size = Math.min(sample, blocks.length);
  const [drawn = []] = fc.sample(fc.shuffledSubarray(blocks, { minLength: size, maxLength: size }), {
    seed,
    numRuns: 1,
  });
  process.stdout.write(`${size} of ${blocks.length} blocks of ${blockLines} lines, seed ${seed}\n`);
  const { exitCode = 1 } = await execa("stryker", ["run", configFile, "--mutate", drawn.join(","), ...stryker], {
    cwd: root,
    preferLocal: true,
    stdio: "inherit",
    reject: false,
  });
  process.exitCode = exitCode;
}

/** As Stryker takes them: `file:first-last`. */
function blocksOf(file: string): readonly string[] {
  const lines = readFileSync(`${root}${file}`, "utf8").trimEnd().split("\n").length;
  return Array.from({ length: Math.ceil(lines / blockLines) }, (_, index) => {
    const first = index * blockLines + 1;
    return `${file}:${first}-${Math.min(first + blockLines - 1, lines)}`;
  });
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("A whole number from 1 is expected.");
  return value;
}
