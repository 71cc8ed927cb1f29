/** The file with the baseline of a stack, `baseline.NAME.json` beside its configuration: read, checked and written. */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import * as z from "zod";
import { dayAfter } from "../catalogue/calendar.ts";
import { baselineDays, findingIdPattern } from "../catalogue/exceptions.ts";
import { ruleNames } from "../catalogue/rule-names.ts";
import type { Baseline } from "../contract/terms.ts";
import { NamedFileError, ordinaryFile, readNamedText, shownName } from "../files/named-file.ts";
import * as formats from "./formats.ts";

/** The file cannot be used; the message says everything that is wrong with it, in one sentence each. */
export class BaselineError extends Error {
  override readonly name = "BaselineError";
}

const format = "hybrid-sync baseline";
/** Raised when findings that are still there get other ids: what a file of before names would count as fixed. */
const version = 2;

const header = z.looseObject({ format: z.literal(format), version: z.int() });

const day = z.string().refine((value) => formats.day.fault(value) === undefined, "is not a day of the calendar");
const words = (longest: number) => {
  const line = formats.line("words", "words", longest);
  return z.string().refine((value) => line.fault(value) === undefined, "is not a line of text");
};

const schema = z.strictObject({
  format: z.literal(format),
  version: z.literal(version),
  digest: z.string(),
  stack: words(256),
  recordedOn: day,
  recordedBy: words(256),
  reason: words(1024),
  lastDay: day,
  findings: z.array(
    z.strictObject({
      id: z.string().regex(findingIdPattern, "is not the id of a finding"),
      rule: z.enum(ruleNames, "is not the name of a rule"),
      level: z.enum(["mandatory", "advisory"]),
    }),
  ),
});

/** Where the baseline of a stack stands; the name of a stack may have slashes where an organization is named. */
export function baselineFileOf(stack: string): string {
  return `baseline.${stack.split("/").at(-1) ?? stack}.json`;
}

/**
 * The baseline in a file; null where there is no file.
 *
 * @throws {BaselineError}
 */
export function readBaseline(file: string, stack: string, now: Date): Baseline | null {
  const text = textOf(file);
  if (text === null) return null;
  const content = contentOf(file, text);
  const { success, data, error } = schema.safeParse(content);
  if (!success) throw broken(file, error.issues.slice(0, 10).map(issueWords));
  const { format: _, version: __, digest, stack: own, ...baseline } = data;
  const problems = [
    ...(own === stack ? [] : [`it belongs to the stack ${own}, not to ${stack}`]),
    ...(digest === digestOf(own, baseline) ? [] : ["someone changed it after it was recorded"]),
    ...dateProblems(baseline, now),
    ...repeated(baseline),
  ];
  if (problems.length > 0) throw broken(file, problems);
  return baseline;
}

/** The text of a file that holds the baseline. */
export function baselineText(stack: string, baseline: Baseline): string {
  const sealed = { format, version, digest: digestOf(stack, baseline), stack, ...baseline };
  return `${JSON.stringify(sealed, null, 2)}\n`;
}

function textOf(file: string): string | null {
  try {
    return readNamedText(file, ordinaryFile);
  } catch (error) {
    if (!(error instanceof NamedFileError)) throw error;
    if (error.code === "ENOENT") return null;
    throw broken(file, [`it ${error.fault}`]);
  }
}

function contentOf(file: string, text: string): unknown {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw broken(file, ["it is not JSON"]);
  }
  const known = header.safeParse(content);
  if (!known.success) throw broken(file, ["it is not a baseline of this program"]);
  if (known.data.version < version)
    throw broken(file, ["an earlier version of hybrid-sync recorded it, and several findings have other ids since"]);
  if (known.data.version > version)
    throw broken(file, [`it has version ${known.data.version}, and this program knows versions up to ${version}`]);
  return content;
}

function issueWords({ path, message, code }: z.core.$ZodIssue): string {
  const place = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  const problem = code === "custom" || message.startsWith("is ") ? message : "is missing or is not what it has to be";
  return `${place === "" ? "it" : place.replace(/^\./, "")} ${problem}`;
}

/** Farthest ahead are clocks 14 hours east of UTC. */
const farthestAhead = 14 * 3_600_000;

function dateProblems({ recordedOn, lastDay }: Baseline, now: Date): readonly string[] {
  const today = new Date(now.getTime() + farthestAhead).toISOString().slice(0, 10);
  const last = dayAfter(recordedOn, baselineDays.most);
  return [
    ...(recordedOn > today ? [`it was recorded on ${recordedOn}, which is later than today`] : []),
    ...(lastDay < recordedOn || lastDay > last
      ? [`its last day is ${lastDay}, and must be from ${recordedOn} to ${last}`]
      : []),
  ];
}

function repeated({ findings }: Baseline): readonly string[] {
  const ids = findings.map(({ id }) => id.toLowerCase());
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return twice === undefined ? [] : [`it names ${twice} twice`];
}

function digestOf(stack: string, { recordedOn, recordedBy, reason, lastDay, findings }: Baseline): string {
  const entries = findings.map(({ id, rule, level }) => [id, rule, level]);
  const text = JSON.stringify([version, stack, recordedOn, recordedBy, reason, lastDay, entries]);
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

function broken(file: string, problems: readonly string[]): BaselineError {
  const again = "Record it again with: npm run baseline -- --stack NAME";
  return new BaselineError(
    `The baseline ${shownName(basename(file))} cannot be used: ${problems.join("; ")}. ${again}`,
  );
}
