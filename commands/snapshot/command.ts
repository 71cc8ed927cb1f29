import { countOf } from "../../catalogue/count-of.ts";
import { legible } from "../../catalogue/legible.ts";
import type { RecordingProgress } from "../../directory/snapshot/recorder.ts";
import type { StackOptions } from "../check/stack-and-file.ts";
import { Progress } from "../progress.ts";
import { endAtOnce, whenToldToEnd } from "../told-to-end.ts";
import { type Recorded, recordStack } from "./record-stack.ts";

/** Milliseconds between two lines in a pipeline's log. */
const linePause = 10_000;

interface Options extends StackOptions {
  readonly forest?: string;
  readonly output?: string;
  readonly pseudonyms?: boolean;
}

export async function runSnapshot({ pseudonyms = false, ...options }: Options, projectRoot: string): Promise<void> {
  const progress = new Progress(process.stderr, linePause);
  whenToldToEnd((signal, exitStatus) => {
    progress.end();
    process.stderr.write(`Ended by ${signal}. No snapshot was written.\n`);
    process.exit(exitStatus);
  });
  try {
    const recorded = await recordStack({
      ...options,
      pseudonyms,
      projectRoot,
      environment: process.env,
      now: () => new Date(),
      tell: (done) => progress.show(wordsFor(done)),
    });
    whenToldToEnd(endAtOnce);
    progress.end();
    console.log(summary(recorded));
  } catch (error) {
    progress.end();
    throw error;
  }
}

function wordsFor({ observed, observations, reading }: RecordingProgress): string {
  const step = `Recording, ${observed} of ${countOf(observations, "observation")} done`;
  return reading === undefined ? step : `${step}; ${countOf(reading.objects, "object")} of ${reading.domain} read`;
}

function summary({ file, snapshot, namesFile }: Recorded): string {
  const { domains, objects, lookups } = snapshot;
  return [
    `Recorded ${snapshot.forest.rootDomain} from ${snapshot.domainController} as ${snapshot.reader}, at ${snapshot.recordedAt}`,
    `  ${countOf(domains.length, "domain")}, ${countOf(objects.length, "account or group", "accounts and groups")}, ${countOf(lookups.length, "name")}`,
    `  ${file}`,
    ...(namesFile === null ? [] : [`  ${namesFile}: the real names; keep it private`]),
  ]
    .map(legible)
    .join("\n");
}
