/** `npm run snapshot -- --stack NAME`: records the facts of a forest for machines that cannot reach it. */
import { constants } from "node:os";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { legible, legibleLines } from "../../catalogue/legible.ts";
import { StackFileError } from "../../config/stack-file.ts";
import { ConfigurationError } from "../../config.ts";
import { DirectoryUnavailableError } from "../../directory/source.ts";
import { NotWrittenError } from "../../files/replace-files.ts";
import { type Recorded, RecordingError, recordStack } from "./record-stack.ts";

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const program = new Command("snapshot")
  .description("Records the facts of a live forest in a file that only its owner can read.")
  .requiredOption("--stack <name>", "stack whose configuration names the forest and its accounts")
  .option("--forest <name>", "DNS name of the forest, when the stack reads several live")
  .option("--output <file>", "where to write, relative to the project (default: <forest>.snapshot.json)")
  .option("--pseudonyms", "write pseudonyms for names, and the real names into a separate file");

const { stack, forest, output, pseudonyms } = program
  .parse()
  .opts<{ stack: string; forest?: string; output?: string; pseudonyms?: boolean }>();

// Told to end, it ends between two steps, and never while a file is half written.
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const)
  process.on(signal, () => process.exit(128 + constants.signals[signal]));

try {
  const recorded = await recordStack({
    stack,
    ...(forest === undefined ? {} : { forest }),
    ...(output === undefined ? {} : { output }),
    pseudonyms: pseudonyms ?? false,
    projectRoot,
    environment: process.env,
    now: () => new Date(),
  });
  console.log(summary(recorded));
} catch (error) {
  if (!isForPeople(error)) throw error;
  console.error(legibleLines(error.message));
  process.exitCode = 1;
}

function isForPeople(error: unknown): error is Error {
  return [ConfigurationError, DirectoryUnavailableError, NotWrittenError, RecordingError, StackFileError].some(
    (kind) => error instanceof kind,
  );
}

function summary({ file, snapshot, namesFile }: Recorded): string {
  const { domains, objects, lookups } = snapshot;
  return [
    `Recorded ${snapshot.forest.rootDomain} from ${snapshot.domainController} as ${snapshot.reader}, at ${snapshot.recordedAt}`,
    `  ${domains.length} domains, ${objects.length} accounts and groups, ${lookups.length} names`,
    `  ${file}`,
    ...(namesFile === null ? [] : [`  ${namesFile}: the real names; keep it private`]),
  ]
    .map(legible)
    .join("\n");
}
