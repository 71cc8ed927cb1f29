/** One stack over a running practice directory, and over a snapshot of the same. */
import { recordStack } from "../../commands/snapshot/record-stack.ts";
import { type PracticeOptions, Surroundings } from "../../lab/practice.ts";
import { sampleClock } from "../../lab/sample-tenants.ts";

/** The stack's configuration with its forests, which are running, recorded an hour before the samples' day. */
export async function recordedConfiguration(
  { environment, folder, options: { stack } }: Surroundings,
  configuration: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const now = () => new Date(new Date(sampleClock).getTime() - 3_600_000);
  const forests = [];
  for (const forest of configuration["hybrid-sync:forests"] as readonly { readonly name: string }[]) {
    const where = { stack, projectRoot: `${folder}/project`, forest: forest.name };
    const { file } = await recordStack({ ...where, environment, now });
    forests.push({ ...forest, directory: { snapshot: { file } } });
  }
  return { ...configuration, "hybrid-sync:forests": forests };
}

/** Both on the samples' day; `judged` is told which of them it is. */
export async function liveAndRecorded(
  {
    forest,
    ...recorded
  }: Omit<PracticeOptions, "stack" | "clock"> & Required<Pick<PracticeOptions, "forest" | "configuration">>,
  judged: (surroundings: Surroundings, from: "live" | "a snapshot") => Promise<void>,
): Promise<void> {
  const common = { ...recorded, stack: "dev", clock: sampleClock };
  await using live = await Surroundings.open({ ...common, forest });
  await judged(live, "live");
  const configuration = await recordedConfiguration(live, recorded.configuration);
  await using replayed = await Surroundings.open({ ...common, configuration });
  await judged(replayed, "a snapshot");
}
