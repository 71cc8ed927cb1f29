/** `npm run bench`: times previews, one line a figure, and writes them to docs/benchmarks.md. */
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { execa } from "execa";
import { observationSection, snapshotSection } from "./benchmark/directory-section.ts";
import { judgementSection } from "./benchmark/judgement.ts";
import { median } from "./benchmark/median.ts";
import { observeAndFetch } from "./benchmark/observe-and-fetch.ts";
import { writeSection } from "./benchmark/page.ts";
import { objectsPerSecond } from "./benchmark/read-snapshot.ts";
import { Practice } from "./practice.ts";
import { sampleClock, samples } from "./sample-tenants.ts";

/** Counted runs of each preview, in turn, after one that warms the caches. */
const runs = 5;

await using practice = await Practice.open({
  stack: "dev",
  clock: sampleClock,
  ...(samples.dev ? { tenant: samples.dev.tenant } : {}),
  progress: (line) => process.stderr.write(`${line}\n`),
});
const emptyProject = await writeEmptyProject(practice.folder);
await checked(practice.pulumi(["stack", "init", "--non-interactive"], { project: emptyProject }));

const previews = {
  empty: () => practice.pulumi(["preview"], { project: emptyProject, policies: false }),
  full: () => practice.pulumi(["preview"]),
};
const seconds: Record<keyof typeof previews, number[]> = { empty: [], full: [] };
for (let run = 0; run <= runs; run++) {
  process.stderr.write(run === 0 ? "Warming up …\n" : `Run ${run} of ${runs} …\n`);
  for (const name of ["empty", "full"] as const) {
    const started = performance.now();
    await checked(previews[name]());
    if (run > 0) seconds[name].push((performance.now() - started) / 1000);
  }
}

const ratios = seconds.full.map((full, run) => full / (seconds.empty[run] ?? Number.NaN));
const standIn = await medianOf(runs, startOfStandIn);
const figures = {
  "preview-empty-seconds": median(seconds.empty),
  "preview-full-seconds": median(seconds.full),
  "preview-full-vs-empty": median(ratios),
  "stand-in-start-seconds": standIn,
};
await writeSection({
  title: "Previews",
  introduction:
    `Medians of ${runs} runs, the two previews in turn, compile cache warm. Pulumi ${practice.engine.version} ` +
    `(${practice.engine.origin}), Node ${process.versions.node}, ${availableParallelism()} cores.`,
  figures,
  notes: [
    "`preview-empty-seconds`: preview of a program without resources and without a policy pack.",
    "`preview-full-seconds`: preview of the sample stack, which prepares Connect Sync and Cloud Sync. It uses a snapshot, the",
    "practice tenant, the policy pack, and the stand-in for the azuread plugin.",
    "`preview-full-vs-empty`: the second divided by the first. It includes the start of the stand-in.",
    "`stand-in-start-seconds`: from the start of that stand-in, a Node program, until it answers. Outside the lab the released",
    "plugin takes its place, with a different start time.",
  ],
});
await writeSection(await judgementSection(practice, median(seconds.full)));
await writeSection(snapshotSection(await objectsPerSecond("repeating"), await objectsPerSecond("distinct")));
await writeSection(
  observationSection("20k", await observeAndFetch(20_000, (line) => process.stderr.write(`${line}\n`))),
);

async function writeEmptyProject(folder: string): Promise<string> {
  const project = `${folder}/empty`;
  await mkdir(project);
  await writeFile(
    `${project}/Pulumi.yaml`,
    "name: empty\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.js\n",
  );
  await writeFile(`${project}/package.json`, '{"name":"empty","version":"0.0.0"}\n');
  await writeFile(`${project}/index.js`, "");
  return project;
}

/**
 * From the start of the stand-in for the azuread plugin until it can be asked. A real plugin, a Go program, starts in its
 * own time.
 */
async function startOfStandIn(): Promise<number> {
  const { version } = createRequire(import.meta.url)("@pulumi/azuread/package.json");
  const plugin = `${practice.folder}/home/plugins/resource-azuread-v${version}/pulumi-resource-azuread`;
  const started = performance.now();
  const child = execa(plugin, ["127.0.0.1:1"], { env: practice.environment, reject: false });
  await once(child.stdout, "data");
  const duration = (performance.now() - started) / 1000;
  child.kill();
  await child;
  return duration;
}

async function medianOf(count: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let run = 0; run < count; run++) values.push(await measure());
  return median(values);
}

async function checked(result: ReturnType<Practice["pulumi"]>): Promise<void> {
  const { exitCode, output } = await result;
  if (exitCode !== 0) throw new Error(`A command that is to be timed failed:\n${output}`);
}
