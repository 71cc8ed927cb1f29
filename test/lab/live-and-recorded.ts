/** One stack over a running practice directory, and over a snapshot of the same. */
import { readFile, writeFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { recordStack } from "../../commands/snapshot/record-stack.ts";
import { type PracticeOptions, Surroundings } from "../../lab/practice.ts";
import { sampleClock } from "../../lab/sample-tenants.ts";
import type { Result } from "../../report/result.ts";

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

type OfOneForest = Omit<PracticeOptions, "stack" | "clock"> &
  Required<Pick<PracticeOptions, "forest" | "configuration">>;

/** The same forest on the samples' day, running and in a snapshot. */
export class LiveAndRecorded implements AsyncDisposable {
  readonly live: Surroundings;
  readonly recorded: Surroundings;

  private constructor(live: Surroundings, recorded: Surroundings) {
    this.live = live;
    this.recorded = recorded;
  }

  /**
   * @param options.configuration what the snapshot is recorded for
   * @param plant changes the running directory before it is recorded
   */
  static async open(
    { forest, ...options }: OfOneForest,
    plant: (live: Surroundings) => Promise<void> = async () => {},
  ): Promise<LiveAndRecorded> {
    const common = { ...options, stack: "dev", clock: sampleClock };
    await using started = new AsyncDisposableStack();
    const live = started.use(await Surroundings.open({ ...common, forest }));
    await plant(live);
    const configuration = await recordedConfiguration(live, options.configuration);
    const recorded = started.use(await Surroundings.open({ ...common, configuration }));
    started.move();
    return new LiveAndRecorded(live, recorded);
  }

  /** The verdict on another configuration, which asks the forest nothing that the snapshot was not recorded for. */
  async check(
    configuration: Readonly<Record<string, unknown>>,
  ): Promise<readonly (readonly ["live" | "a snapshot", Result])[]> {
    const check = async (surroundings: Surroundings) => {
      await configure(surroundings, configuration);
      return surroundings.check();
    };
    return [
      ["live", await check(this.live)],
      ["a snapshot", await check(this.recorded)],
    ];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.recorded[Symbol.asyncDispose]();
    await this.live[Symbol.asyncDispose]();
  }
}

/** Every forest stays where it is observed. */
async function configure(
  { folder, options: { stack } }: Surroundings,
  configuration: Readonly<Record<string, unknown>>,
): Promise<void> {
  const file = `${folder}/project/Pulumi.${stack}.yaml`;
  const { config } = parse(await readFile(file, "utf8"));
  const observed = config["hybrid-sync:forests"] as readonly { readonly directory: object }[];
  const forests = (configuration["hybrid-sync:forests"] as readonly object[]).map((forest, index) => ({
    ...forest,
    directory: observed[index]?.directory,
  }));
  await writeFile(file, stringify({ config: { ...configuration, "hybrid-sync:forests": forests } }));
}

/** Both on the samples' day; `judged` is told which of them it is. */
export async function liveAndRecorded(
  options: OfOneForest,
  judged: (surroundings: Surroundings, from: "live" | "a snapshot") => Promise<void>,
): Promise<void> {
  await using both = await LiveAndRecorded.open(options);
  await judged(both.live, "live");
  await judged(both.recorded, "a snapshot");
}
