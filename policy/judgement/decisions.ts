/** What has become of the decisions of a stack: exceptions that count, end soon or are not needed, and the baseline. */

import { distance } from "fastest-levenshtein";
import { millisecondsPerDay } from "../../catalogue/calendar.ts";
import { countOf } from "../../catalogue/count-of.ts";
import { exceptionNoticeDays, withOtherIdsBefore } from "../../catalogue/exceptions.ts";
import { type Baseline, type Exception, noTerms, type Terms } from "../../contract/terms.ts";
import { calledSo, means } from "./acceptance.ts";
import { differenceOf, type PackTerms } from "./context.ts";
import { dayOf, isOver } from "./days.ts";
import type { Finding } from "./finding.ts";
import type { JudgedRule } from "./judged-rule.ts";
import type { Rule } from "./rule.ts";
import type { EnforcementLevel } from "./verdict.ts";

/** Something to be told about a decision. */
export interface Notice {
  /** "information": nothing is to be done. */
  readonly level: EnforcementLevel | "information";
  /** Whole sentences on one line. */
  readonly message: string;
}

/** A finding that an exception or the baseline accepts. */
export type Accepted = Finding & { readonly verdict: "accepted" };

/** Whether an exception accepts a finding, which is told one by one; what the baseline holds is only counted. */
export function isExcepted(finding: Finding): finding is Accepted {
  return finding.verdict === "accepted" && finding.acceptance.by === "exception";
}

/**
 * What is to be told about the decisions that the judged resources carry. `complete` says that nothing of the stack is
 * missing: only then can a rule without any resource make an exception superfluous.
 */
export function notices(
  judged: readonly JudgedRule[],
  now: Date,
  complete: boolean,
  pack: PackTerms = {},
): readonly Notice[] {
  const all = judged.map(termsOf);
  const exceptions = unique(all.flatMap(({ exceptions: some }) => some));
  const strict = pack.profile === "strict" || all.some(({ profile }) => profile === "strict");
  return [
    ...differences(all, pack),
    ...exceptions.flatMap((exception) => [
      ...ending(exception, judged, now),
      ...unused(exception, judged, strict, complete),
    ]),
    ...baselineNotices(all, judged, now, { strict, complete }),
  ];
}

/** What counts of stack and policy pack. Every resource of a stack carries the same. */
function differences(all: readonly Required<Terms>[], pack: PackTerms): readonly Notice[] {
  const message = differenceOf(pack, all[0] ?? noTerms);
  return message === undefined ? [] : [{ level: "information", message }];
}

/** How a finding that an exception accepts is told, on one line. */
export function acceptedMessage({ subject, fact, acceptance }: Accepted, now: Date): string {
  if (acceptance.by === "baseline")
    return `${subject} ${fact}; it is in the baseline of ${acceptance.baseline.recordedOn}.`;
  const { approvedBy, ticket, expires, reason } = acceptance.exception;
  return `${subject} ${fact}; accepted by ${approvedBy} until ${expires} (${left(expires, now)}), ${ticket}: ${reason}.`;
}

/** The same in words: `12 days left`. */
export function left(lastDay: string, now: Date): string {
  const days = daysLeft(lastDay, now);
  return days === 1 ? "1 day left" : `${days} days left`;
}

/** Whole days until a last day is over. */
export function daysLeft(lastDay: string, now: Date): number {
  return Math.round((Date.parse(lastDay) - Date.parse(dayOf(now))) / millisecondsPerDay);
}

function termsOf({ resource: { inputs } }: JudgedRule): Required<Terms> {
  // Damaged ones are a finding of every rule; here they decide nothing.
  const { terms } = inputs as { readonly terms?: Partial<Terms> | null };
  return {
    profile: terms?.profile === "strict" ? "strict" : "baseline",
    thresholds: Object.fromEntries(
      Object.entries(terms?.thresholds ?? {}).filter(([, value]) => typeof value === "number"),
    ),
    exceptions: Array.isArray(terms?.exceptions) ? terms.exceptions : [],
    baseline: terms?.baseline ?? null,
  };
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** How a message names an exception. */
function nameOf({ rule, finding, account, forest, subject }: Exception): string {
  const place = forest === undefined ? account : `${account} in ${forest}`;
  return finding === undefined
    ? `The exception for ${subject} (${place}, ${rule})`
    : `The exception for ${finding} (${rule})`;
}

/** Those that count and end soon. */
function ending(exception: Exception, judged: readonly JudgedRule[], now: Date): readonly Notice[] {
  const { expires, approvedBy } = exception;
  const counts = judged.some(({ rule, verdicts }) =>
    verdicts.some(
      (finding) =>
        rule.name === exception.rule &&
        finding.verdict === "accepted" &&
        finding.acceptance.by === "exception" &&
        JSON.stringify(finding.acceptance.exception) === JSON.stringify(exception),
    ),
  );
  if (!counts || daysLeft(expires, now) > exceptionNoticeDays) return [];
  const message = `${nameOf(exception)} ends on ${expires} (${left(expires, now)}). Fix the finding, or ask ${approvedBy} for a new decision.`;
  return [{ level: "advisory", message }];
}

function unused(
  exception: Exception,
  judged: readonly JudgedRule[],
  strict: boolean,
  complete: boolean,
): readonly Notice[] {
  const own = judged.filter(({ rule }) => rule.name === exception.rule);
  if (own.length === 0 && !complete) return [];
  if (own.some((one) => isMeant(exception, one)) || !own.every(isConcluded)) return [];
  const level = strict ? "mandatory" : "advisory";
  const candidates = own.flatMap(({ verdicts, resource: { inputs } }) => calledSo(exception, verdicts, inputs));
  if (candidates.length > 0) {
    const ids = candidates.slice(0, mostCandidates).flatMap(({ id }) => id ?? []);
    const more = candidates.length > ids.length ? ` and ${candidates.length - ids.length} more` : "";
    const message = `${nameOf(exception)} accepts nothing: its words fit several findings. Name it by \`finding\` instead: ${ids.join(", ")}${more}.`;
    return [{ level, message }];
  }
  const near = nearest(exception, own);
  const isOld = exception.finding !== undefined && withOtherIdsBefore.some((name) => name === exception.rule);
  const otherwise = isOld
    ? "Remove it under hybrid-sync:exceptions, or name the id of today: earlier versions gave findings of this rule others."
    : "Remove it under hybrid-sync:exceptions.";
  const mend = near === undefined ? otherwise : `Did you mean ${near}? Otherwise remove it.`;
  const message = `${nameOf(exception)} accepts nothing: the rule has no such finding. ${mend}`;
  return [{ level, message }];
}

function isMeant(exception: Exception, { verdicts, resource: { inputs } }: JudgedRule): boolean {
  return verdicts.some((finding) => means(exception, finding, verdicts, inputs));
}

/** Whether the rule has said everything: what is not known yet, cannot be read, or is not listed may be the finding again. */
function isConcluded({ verdicts }: JudgedRule): boolean {
  return verdicts.every(
    (finding) =>
      finding.verdict !== "not yet known" &&
      finding.verdict !== "unobservable" &&
      finding.neverAccepted !== "uncounted" &&
      !(finding.verdict === "accepted" && finding.instead.verdict === "unobservable"),
  );
}

/** Ids in a message; the rest is counted. */
const mostCandidates = 5;

/** Characters in which a misspelled id may differ. */
const misspelled = 3;

function nearest({ finding }: Exception, own: readonly JudgedRule[]): string | undefined {
  if (finding === undefined) return undefined;
  const ids = own.flatMap(({ verdicts }) => verdicts.flatMap(({ id }) => id ?? []));
  return ids
    .map((id) => ({ id, away: distance(id.toLowerCase(), finding.toLowerCase()) }))
    .filter(({ away }) => away <= misspelled)
    .toSorted((one, other) => one.away - other.away)[0]?.id;
}

/** Counted, not listed. */
function baselineNotices(
  all: readonly Required<Terms>[],
  judged: readonly JudgedRule[],
  now: Date,
  { strict, complete }: { readonly strict: boolean; readonly complete: boolean },
): readonly Notice[] {
  const [baseline] = all.flatMap((terms) => terms.baseline ?? []);
  if (baseline === undefined) return [];
  const { recordedOn, lastDay } = baseline;
  if (isOver(lastDay, now)) {
    const message = `The baseline of ${recordedOn} ended on ${lastDay}: its findings count again. Record a new one with: npm run baseline -- --stack NAME`;
    return [{ level: "advisory", message }];
  }
  const inIt = judged.flatMap(({ rule, verdicts }) =>
    verdicts.flatMap((finding) => (isInBaseline(finding) ? [{ rule, id: finding.id }] : [])),
  );
  const counted: Notice = {
    level: "information",
    message: `${countOf(inIt.length, "finding")} in the baseline of ${recordedOn}, ${left(lastDay, now)}${criticalWords(inIt)}.`,
  };
  const fixed = unique(all.flatMap((terms) => terms.baseline?.findings ?? [])).filter((entry) =>
    isFixed(entry, judged, complete),
  );
  if (fixed.length === 0) return [counted];
  const rest = `${countOf(fixed.length, "finding")} of the baseline ${fixed.length === 1 ? "is" : "are"} fixed. Remove ${fixed.length === 1 ? "it" : "them"} with: npm run baseline -- --stack NAME --prune`;
  return [counted, { level: strict ? "mandatory" : "advisory", message: rest }];
}

function isInBaseline(finding: Finding): finding is Accepted {
  return finding.verdict === "accepted" && finding.acceptance.by === "baseline";
}

/** Whether the rule has said everything, and nothing of this. */
export function isFixed(
  { id, rule: name }: Baseline["findings"][number],
  judged: readonly JudgedRule[],
  complete: boolean,
): boolean {
  const own = judged.filter(({ rule }) => rule.name === name);
  if (own.length === 0) return complete;
  return own.every(isConcluded) && !own.some(({ verdicts }) => verdicts.some((finding) => finding.id === id));
}

function criticalWords(inIt: readonly { readonly rule: Rule }[]): string {
  const critical = inIt.filter(({ rule }) => rule.severity === "critical").length;
  return critical === 0 ? "" : `; ${critical} of them ${critical === 1 ? "is" : "are"} critical`;
}
