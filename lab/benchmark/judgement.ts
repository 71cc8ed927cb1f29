/** What the program's own judgement costs a preview: the rules are loaded and asked in the program's process. */
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { execa } from "execa";
import { resourcesOfPreview } from "../../commands/preview/resources.ts";
import { type Practice, projectRoot } from "../practice.ts";
import { sampleClock } from "../sample-tenants.ts";
import { median } from "./median.ts";
import type { Section } from "./page.ts";

/** Counted runs, after one that warms the compile cache. */
const runs = 5;

/** @param previewSeconds of a whole preview of the same stack, in the same run */
export async function judgementSection(practice: Practice, previewSeconds: number): Promise<Section> {
  const { events } = await practice.pulumi(["preview"]);
  const resources = resourcesOfPreview(events);
  const file = `${practice.folder}/resources.json`;
  await writeFile(file, JSON.stringify(resources));
  const times: { load: number; judge: number }[] = [];
  for (let run = 0; run <= runs; run++) {
    // Each in a process that has loaded nothing yet, as a program that was just started.
    const { stdout } = await execa(process.execPath, ["lab/benchmark/judge-resources.ts", file, sampleClock], {
      cwd: projectRoot,
      env: practice.environment,
    });
    if (run > 0) times.push(JSON.parse(stdout));
  }
  const load = median(times.map((time) => time.load));
  const judge = median(times.map((time) => time.judge));
  return {
    title: "Judging in the program",
    introduction: `Medians of ${runs} runs, compile cache warm. Node ${process.versions.node}, ${availableParallelism()} cores.`,
    figures: {
      "judgement-load-seconds": load,
      "judgement-seconds": judge,
      "judgement-vs-preview": (load + judge) / previewSeconds,
    },
    notes: [
      "`judgement-load-seconds`: a new process loads all rules.",
      "`judgement-seconds`: it judges every observation of the sample stack.",
      "`judgement-vs-preview`: the sum of both, divided by `preview-full-seconds` of the same run. An update also observes each",
      "forest once more before it writes.",
    ],
  };
}
