/** `hybrid-sync baseline --stack NAME`: records what the rules find now, so that only what is new blocks. */
import { dirname, join } from "node:path";
import { dayAfter } from "../../catalogue/calendar.ts";
import { countOf } from "../../catalogue/count-of.ts";
import { baselineDays } from "../../catalogue/exceptions.ts";
import { legible } from "../../catalogue/legible.ts";
import { baselineFileOf, baselineText, readBaseline } from "../../config/baseline-file.ts";
import * as formats from "../../config/formats.ts";
import type { Baseline } from "../../contract/terms.ts";
import { assertReplaceable, replaceFiles } from "../../files/replace-files.ts";
import { dayOf } from "../../policy/judgement/days.ts";
import { checkOptions, type JudgedOptions, observe } from "../check/check-stack.ts";
import { UsageError } from "../errors.ts";
import { type Decision, prune, record } from "./record.ts";

interface Options extends JudgedOptions {
  readonly by?: string;
  readonly reason?: string;
  readonly lastDay?: string;
  readonly prune?: boolean;
  readonly acceptUnverified?: boolean;
}

export async function runBaseline(asked: Options, projectRoot: string): Promise<void> {
  const judged = checkOptions(asked, projectRoot);
  const { stack } = judged;
  const file = join(dirname(judged.file), baselineFileOf(stack));
  const decision = asked.prune === true ? null : checked(asked, dayOf(new Date()));
  assertReplaceable(file);
  const { resources, clock, pack } = await observe(judged);
  if (decision === null) {
    const before = readBaseline(file, stack, clock);
    if (before === null) throw new UsageError(`${file} does not exist, so that there is nothing to remove.`);
    const after = prune(before, resources, clock, pack);
    write(file, stack, after);
    const removed = before.findings.length - after.findings.length;
    console.log(legible(`${removed} of ${countOf(before.findings.length, "finding")} fixed, and removed from ${file}`));
    return;
  }
  const recorded = record(resources, { ...decision, acceptUnverified: asked.acceptUnverified ?? false }, clock, pack);
  write(file, stack, recorded.baseline);
  console.log(summary(file, recorded));
}

function write(file: string, stack: string, baseline: Baseline): void {
  replaceFiles([{ file, text: baselineText(stack, baseline) }]);
}

function checked(
  { by, reason, lastDay }: Pick<Options, "by" | "reason" | "lastDay">,
  today: string,
): Omit<Decision, "acceptUnverified"> {
  const last = dayAfter(today, baselineDays.most);
  const person = formats.line("the name of a person", "Maria Lopez, identity team", 256);
  const why = formats.line("a reason", "The clean-up is planned for January", 1024);
  const problems = [
    ...missing("--by", by, person),
    ...missing("--reason", reason, why),
    ...(lastDay === undefined ? [] : missing("--last-day", lastDay, formats.day)),
    ...(lastDay !== undefined && formats.day.fault(lastDay) === undefined && (lastDay < today || lastDay > last)
      ? [`--last-day must be from ${today} to ${last}, got ${lastDay}.`]
      : []),
  ];
  if (problems.length > 0 || by === undefined || reason === undefined) throw new UsageError(problems.join("\n"));
  return { recordedBy: by, reason, ...(lastDay === undefined ? {} : { lastDay }) };
}

function missing(option: string, value: string | undefined, { allowed, fault }: formats.Format): readonly string[] {
  if (value === undefined) return [`${option} is missing: it must be ${allowed}.`];
  const problem = fault(value);
  return problem === undefined ? [] : [`${option} must be ${allowed}, got "${value}": ${problem}.`];
}

function summary(file: string, { baseline, never, unverified }: ReturnType<typeof record>): string {
  const mandatory = baseline.findings.filter(({ level }) => level === "mandatory").length;
  return [
    `Recorded ${countOf(baseline.findings.length, "finding")}, of which ${mandatory} mandatory, until ${baseline.lastDay}`,
    ...(unverified === 0
      ? []
      : [
          `  Left out: ${countOf(unverified, "mandatory finding")} that cannot be verified; --accept-unverified records them too`,
        ]),
    ...(never === 0 ? [] : [`  Left out: ${countOf(never, "finding")} that a baseline cannot accept`]),
    `  ${file}`,
  ]
    .map(legible)
    .join("\n");
}
