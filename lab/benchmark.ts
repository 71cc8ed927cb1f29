/** `npm run bench`: times previews, one line a figure, and writes them to docs/benchmarks.md. */
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { execa } from "execa";
import { compileCheck } from "../packaging/compile-check.ts";
import type { Result } from "../report/result.ts";
import { observationSection, snapshotSection } from "./benchmark/directory-section.ts";
import { judgementSection } from "./benchmark/judgement.ts";
import { runEndingPack, writeEndingPack, writeTrivialPack } from "./benchmark/least-policy-packs.ts";
import { median } from "./benchmark/median.ts";
import { observeAndFetch } from "./benchmark/observe-and-fetch.ts";
import { writeSection } from "./benchmark/page.ts";
import { objectsPerSecond } from "./benchmark/read-snapshot.ts";
import { renderingSection } from "./benchmark/rendering.ts";
import { Practice, projectRoot, Surroundings } from "./practice.ts";
import { sampleClock, samples } from "./sample-tenants.ts";

/** Counted runs of each preview, in turn, after one that warms the caches. */
const runs = 5;

await using practice = await Practice.open({
  stack: "dev",
  clock: sampleClock,
  ...(samples.dev ? { tenant: samples.dev.tenant } : {}),
  progress: (line) => process.stderr.write(`${line}\n`),
});
// As npm ci leaves it, whatever was edited since.
await compileCheck();
const emptyProject = await writeEmptyProject(practice.folder);
await checked(practice.pulumi(["stack", "init", "--non-interactive"], { project: emptyProject }));

const trivialPack = await writeTrivialPack(practice.folder);
const endingPack = await writeEndingPack(practice.folder);
const previewEmpty = (...flags: readonly string[]) =>
  checked(practice.pulumi(["preview", ...flags], { project: emptyProject, policies: false }));

const timed = {
  empty: () => previewEmpty(),
  startOfPack: () => runEndingPack(endingPack, practice),
  withTrivialPack: () => previewEmpty("--policy-pack", trivialPack),
  withPack: () => previewEmpty("--policy-pack", `${projectRoot}/policy`),
  full: () => checked(practice.pulumi(["preview"])),
  check: () => practice.surroundings.check(),
};
type Timed = keyof typeof timed;
const names = Object.keys(timed) as Timed[];
const seconds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Timed, number[]>;
for (let run = 0; run <= runs; run++) {
  process.stderr.write(run === 0 ? "Warming up …\n" : `Run ${run} of ${runs} …\n`);
  for (const name of names) {
    const started = performance.now();
    await timed[name]();
    if (run > 0) seconds[name].push((performance.now() - started) / 1000);
  }
}

const toEmpty = (times: readonly number[]) => times.map((time, run) => time / (seconds.empty[run] ?? Number.NaN));
const standIn = await medianOf(runs, startOfStandIn);
const figures = {
  "preview-empty-seconds": median(seconds.empty),
  "policy-pack-vs-empty": median(toEmpty(seconds.withPack)),
  "trivial-pack-vs-empty": median(toEmpty(seconds.withTrivialPack)),
  "least-pack-vs-empty": 1 + median(toEmpty(seconds.startOfPack)),
  "preview-full-seconds": median(seconds.full),
  "preview-full-vs-empty": median(toEmpty(seconds.full)),
  "check-seconds": median(seconds.check),
  "check-vs-empty": median(toEmpty(seconds.check)),
  "stand-in-start-seconds": standIn,
};
await writeSection({
  title: "Previews",
  introduction:
    `Medians of ${runs} runs, the previews in turn, compile cache warm. Pulumi ${practice.engine.version} ` +
    `(${practice.engine.origin}), Node ${process.versions.node}, ${availableParallelism()} cores.`,
  figures,
  notes: [
    "`preview-empty-seconds`: preview of a program without resources and without a policy pack.",
    "`policy-pack-vs-empty`: the same preview with the policy pack, divided by that without it. The engine starts the program",
    "when the pack answers, so the start of the pack adds to the time in full.",
    "`trivial-pack-vs-empty`: the same with a pack of one policy, in plain JavaScript, that looks at no resource. It loads the",
    "whole SDK, and the policy pack does not (see node-loading).",
    "`least-pack-vs-empty`: the empty preview and the start of a pack that ends with its first statement, divided by the empty",
    "preview. Before that statement, the SDK loads gRPC and the TypeScript compiler. No pack in Node comes below that.",
    "`preview-full-seconds`: preview of the sample stack, which prepares Connect Sync and Cloud Sync. It uses a snapshot, the",
    "practice tenant, the policy pack, and the stand-in for the azuread plugin.",
    "`preview-full-vs-empty`: that divided by the empty preview. It includes the start of the stand-in.",
    "`check-seconds`: `hybrid-sync check` of the same stack, snapshot and tenant, which needs no engine and no plugin. It is",
    "compiled, as after `npm ci` (see node-loading).",
    "`check-vs-empty`: that divided by the empty preview.",
    "`stand-in-start-seconds`: from the start of that stand-in, a Node program, until it answers. Outside the lab the released",
    "plugin takes its place, with a different start time.",
  ],
});
await writeSection(await renderingSection(await faultyResult()));
await writeSection(await judgementSection(practice, median(seconds.full)));
await writeSection(snapshotSection(await objectsPerSecond("repeating"), await objectsPerSecond("distinct")));
await writeSection(
  observationSection("20k", await observeAndFetch(20_000, (line) => process.stderr.write(`${line}\n`))),
);

/** Of the sample with findings. */
async function faultyResult(): Promise<Result> {
  const tenant = samples.faulty ? { tenant: samples.faulty.tenant } : {};
  await using surroundings = await Surroundings.open({ stack: "faulty", clock: sampleClock, ...tenant });
  return await surroundings.check();
}

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
