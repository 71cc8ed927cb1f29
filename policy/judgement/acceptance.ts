/** Where a decision of the stack meets a finding: an exception or the baseline accepts it, or says why it does not. */
import { foldCase } from "../../catalogue/distinguished-name.ts";
import { type NeverAccepted, neverAccepted } from "../../catalogue/exceptions.ts";
import { type Baseline, type Exception, isForest, type Terms } from "../../contract/terms.ts";
import { accountIn } from "./account-in.ts";
import { type Context, ofPack } from "./context.ts";
import { daysSince, isAhead, isOver } from "./days.ts";
import { type Acceptance, type Finding, type ViolatingWord, violates } from "./finding.ts";
import type { Rule } from "./rule.ts";
import { levelOf } from "./violation.ts";

type Open = Finding & { readonly verdict: ViolatingWord };

/** What the rule concluded, with what the stack has decided about it. */
export function decided(
  rule: Rule,
  findings: readonly Finding[],
  inputs: Inputs,
  terms: Terms,
  context: Context,
): readonly Finding[] {
  const { exceptions = [], baseline = null } = terms;
  const own = exceptions.filter((exception) => exception.rule === rule.name);
  return findings.map((finding) => {
    if (!violates(finding)) return finding;
    const meant = own.filter((exception) => means(exception, finding, findings, inputs));
    return meant.length > 0
      ? excepted(rule, finding, meant, context)
      : inBaseline(rule, finding, baseline, context.now);
  });
}

/**
 * Whether an exception is about a finding. In words it names one only where nothing but the subject tells the finding
 * from others and no other finding of the rule is called the same: it must not accept what comes later.
 */
export function means(exception: Exception, finding: Finding, all: readonly Finding[], inputs: Inputs): boolean {
  const { finding: id } = exception;
  if (id !== undefined) return finding.id !== null && id.toLowerCase() === finding.id.toLowerCase();
  if (finding.about.length !== 1) return false;
  const called = calledSo(exception, all, inputs);
  return called.length === 1 && called.includes(finding);
}

/** The findings of a rule about a resource that an exception in words may name; none for one that gives an id. */
export function calledSo(
  { account, forest, subject }: Exception,
  all: readonly Finding[],
  inputs: Inputs,
): readonly Finding[] {
  if (subject === undefined || account !== accountIn(inputs)) return [];
  if (forest !== undefined && !isForest(forest, inputs)) return [];
  return all.filter((finding) => finding.id !== null && foldCase(finding.subject) === foldCase(subject));
}

/** Of a resource. */
type Inputs = Readonly<Record<string, unknown>>;

function excepted(rule: Rule, finding: Open, meant: readonly Exception[], context: Context): Finding {
  const [exception] = meant;
  if (exception === undefined || meant.length > 1)
    return noted(finding, "Several exceptions match it, so none of them counts");
  const problem = problemOf(rule, finding, exception, context);
  return problem === undefined ? accepted(rule, finding, { by: "exception", exception }) : noted(finding, problem);
}

/** Why an exception does not count, if so. */
function problemOf(rule: Rule, finding: Open, exception: Exception, context: Context): string | undefined {
  const { now, thresholds } = context;
  const { approvedBy, grantedOn, expires, acceptUnverified } = exception;
  const why = whyNever(finding);
  if (why !== undefined) return `No exception can accept it, because ${why}`;
  if (isOver(expires, now)) return `The exception by ${approvedBy} expired on ${expires}`;
  if (daysSince(grantedOn, new Date(expires)) > thresholds.exceptionDays)
    return `The exception by ${approvedBy} is longer than the ${thresholds.exceptionDays} days that are allowed${ofPack(context, "exceptionDays")}`;
  if (isAhead(grantedOn, now)) return `The exception by ${approvedBy} counts only from ${grantedOn}`;
  if (finding.verdict === "unobservable" && levelOf(rule, finding) === "mandatory" && !acceptUnverified)
    return `The exception by ${approvedBy} does not accept what cannot be verified, unless it says acceptUnverified: true`;
  return undefined;
}

/**
 * Whether a baseline may hold a finding: it says what was there when someone began, whatever that was, but what is not
 * named one by one, or was not concluded at all, may be anything tomorrow.
 */
export function mayStandInBaseline({ neverAccepted: which }: Pick<Finding, "neverAccepted">): boolean {
  return which !== "failed" && which !== "uncounted";
}

/** Why no exception accepts a finding, if so. */
function whyNever({ neverAccepted: which }: { readonly neverAccepted?: NeverAccepted }): string | undefined {
  return which === undefined ? undefined : neverAccepted[which];
}

function inBaseline(rule: Rule, finding: Open, baseline: Baseline | null, now: Date): Finding {
  const entry = baseline?.findings.find(({ id }) => id === finding.id);
  if (baseline === null || entry === undefined || !mayStandInBaseline(finding)) return finding;
  const { recordedOn, lastDay } = baseline;
  if (isOver(lastDay, now)) return noted(finding, `The baseline of ${recordedOn} ended on ${lastDay}`);
  if (isAhead(recordedOn, now)) return noted(finding, `The baseline counts only from ${recordedOn}`);
  if (entry.level === "advisory" && levelOf(rule, finding) === "mandatory")
    return noted(finding, `It was advisory in the baseline of ${recordedOn}`);
  const { findings: _, ...decision } = baseline;
  return accepted(rule, finding, { by: "baseline", baseline: decision });
}

function noted(finding: Open, note: string): Finding {
  return { ...finding, note };
}

function accepted(rule: Rule, finding: Open, acceptance: Acceptance): Finding {
  return {
    ...finding,
    verdict: "accepted",
    acceptance,
    instead: { verdict: finding.verdict, enforcementLevel: levelOf(rule, finding) },
  };
}
