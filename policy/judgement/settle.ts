/** Where what was observed, or could not be, becomes a verdict: unknown is never compliant. */
import type { Fact } from "../../catalogue/fact.ts";
import type { Remedy } from "../../catalogue/remedy.ts";
import { about, type Concerned } from "./subject.ts";
import { isUnknownValue } from "./unknown-values.ts";
import { type Conclusion, notObserved, notYetKnown, undecided, type Verdict } from "./verdict.ts";

/** Judges each of several items by itself, so that a value which is not known yet hides nothing about the others. */
export function each<T>(
  subject: Concerned | string,
  items: readonly T[],
  judge: (item: T) => Conclusion,
): readonly Verdict[] {
  // By index, because an iteration would read the item, and meet one that is not known, outside of the guard.
  return Array.from({ length: items.length }, (_, index) => {
    try {
      return judge(items[index] as T);
    } catch (error) {
      if (isUnknownValue(error)) return notYetKnown(subject);
      throw error;
    }
  }).flat();
}

/**
 * Judges the value of a fact, or says why there is none. `question` completes "cannot verify …"; `remedy` is the one
 * for what is undecided, the rule's own when absent.
 */
export function settle<T>(
  fact: Fact<T>,
  { subject, question, remedy }: { readonly subject: Concerned; readonly question: string; readonly remedy?: Remedy },
  judge: (value: T) => Conclusion,
): readonly Verdict[] {
  if ("observed" in fact) return listed(judge(fact.observed));
  if ("unobservable" in fact) {
    return [notObserved(subject, question, fact.unobservable)];
  }
  return [undecided(subject, question, fact.undecided.reason, remedy)];
}

/** The same of a list that must be empty: where it may have more than what was read, that cannot be verified either. */
export function settleWhole<T>(
  fact: Fact<T>,
  options: { readonly subject: Concerned; readonly question: string; readonly remedy?: Remedy },
  judge: (value: T) => Conclusion,
): readonly Verdict[] {
  const verdicts = settle(fact, options, judge);
  if (!("observed" in fact) || fact.besides === undefined) return verdicts;
  const { question, remedy } = options;
  const { besides } = fact;
  const subject = about(options.subject, "besides these");
  const open =
    "undecided" in besides
      ? undecided(subject, `${question} besides`, besides.undecided.reason, remedy)
      : notObserved(subject, `${question} besides`, besides);
  return [...verdicts, open];
}

export function listed(conclusion: Conclusion): readonly Verdict[] {
  return [conclusion].flat();
}
