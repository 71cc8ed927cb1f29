/**
 * `node lab/benchmark/judge-resources.ts FILE DAY`: loads the rules and judges the resources in a JSON file, as a program
 * does that was just started, and prints the seconds of both.
 */
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

const [file = "", day = ""] = process.argv.slice(2);
const resources = JSON.parse(readFileSync(file, "utf8"));
const started = performance.now();
const { judge } = await import("../../policy/judge-stack.ts");
const loaded = performance.now();
const judged = judge(resources, new Date(day));
const ended = performance.now();
if (judged.length === 0) throw new Error("Nothing was judged.");
process.stdout.write(JSON.stringify({ load: (loaded - started) / 1000, judge: (ended - loaded) / 1000 }));
