/** `npm run record-samples`: records the sample snapshots again, each from a practice directory of its description. */
import { chmod, mkdir, readFile } from "node:fs/promises";
import { parse } from "yaml";
import { recordStack } from "../commands/snapshot/record-stack.ts";
import { Practice, projectRoot } from "./practice.ts";
import { sampleClock, samples } from "./sample-tenants.ts";

/** An hour before the samples are judged. */
const recordedAt = new Date(new Date(sampleClock).getTime() - 3_600_000);

await mkdir(`${projectRoot}/samples`, { recursive: true });
for (const [stack, sample] of Object.entries(samples)) {
  await using practice = await Practice.open({
    stack,
    forest: sample.forest(),
    progress: (line) => process.stderr.write(`${line}\n`),
  });
  const { file } = await recordStack({
    stack,
    output: `${projectRoot}/${await snapshotOf(stack)}`,
    projectRoot: `${practice.folder}/project`,
    environment: practice.environment,
    now: () => recordedAt,
  });
  // A made-up company has nothing to hide.
  await chmod(file, 0o644);
  process.stdout.write(`${file.slice(projectRoot.length + 1)}\n`);
}

async function snapshotOf(stack: string): Promise<string> {
  const { config } = parse(await readFile(`${projectRoot}/Pulumi.${stack}.yaml`, "utf8"));
  return config["hybrid-sync:forests"][0].directory.snapshot.file;
}
