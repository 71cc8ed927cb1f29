import { expect } from "vitest";
import type { Change } from "../../catalogue/directory-change.ts";
import type { VerdictWord } from "../../catalogue/verdicts.ts";
import { judgeResource } from "../../policy/judgement/judge-resource.ts";
import type { Rule } from "../../policy/judgement/rule.ts";
import type { Verdict } from "../../policy/judgement/verdict.ts";
import { violationOf } from "../../policy/judgement/violation.ts";
import { expectSteadfast, unknownText } from "./changed-inputs.ts";
import { type Example, resource, today } from "./examples.ts";
import { expectSafeCommands } from "./hostile-names.ts";

/** Where mutants are tried, each example is judged as it is written: with its hundreds of variants, a run takes days. */
const onlyAsWritten = process.env.EXAMPLES_AS_WRITTEN === "1";

export interface Judged {
  readonly verdicts: readonly VerdictWord[];
  /** As printed below the rule's description. */
  readonly messages: readonly string[];
  readonly levels: readonly string[];
  readonly facts: readonly string[];
  readonly ids: readonly string[];
  /** What the remedies of violations change in Active Directory. */
  readonly changes: readonly (readonly Change[])[];
}

/** What a rule concludes about the inputs, each as the engine would be told; no name in them may harm in a remedy. */
export function judged(rule: Rule, example: Example, inputs: object, now = today): Judged {
  const declared = resource(example, inputs);
  const verdicts = judgeResource(rule, declared, { now });
  expect(verdicts.length).toBeGreaterThan(0);
  for (const verdict of verdicts) {
    expect(unfinishedIn(verdict), JSON.stringify(verdict)).toEqual([]);
    // A rule that failed is unobservable too, and would pass for one that tells what it cannot verify.
    expect(verdict.fact).not.toMatch(/the rule \S+ failed \((?!DateError)/);
    if (!leavesOut.test(rule.name)) expect(verdict.about, JSON.stringify(verdict)).not.toContain("");
  }
  if (!onlyAsWritten) {
    expectSafeCommands(rule, declared, now);
    expectSteadfast(rule, declared, now);
  }
  const violations = verdicts.flatMap((verdict) => violationOf(rule, verdict) ?? []);
  return {
    verdicts: verdicts.map(({ verdict }) => verdict),
    messages: violations.map(({ message }) => message),
    ids: violations.map(({ id }) => id),
    levels: violations.map(({ enforcementLevel }) => enforcementLevel ?? rule.enforcementLevel),
    changes: verdicts.flatMap((verdict) =>
      violationOf(rule, verdict) === undefined ? [] : [verdict.remedy?.changes ?? []],
    ),
    facts: verdicts.map(({ subject, fact }) => `${subject} ${fact}`),
  };
}

/** Rules with findings of which one part of the identity is left out here and there. */
const leavesOut = /-(?:takeover|blocked-objects)$/;

/** Parts of a verdict that are no finished words, whatever they say. */
function unfinishedIn({ subject, fact, evidence, consequence, remedy, cause }: Verdict): readonly string[] {
  const sentences = { fact, evidence, consequence, reason: cause?.reason, question: cause?.question };
  // Names and commands have points and colons anywhere.
  const others = { subject, remedy: remedy === undefined ? undefined : `${remedy}` };
  const lacksWords = (text: string) =>
    text === "" || text !== text.trim() || /\bundefined\b|\bNaN\b|\[object /.test(text);
  return [
    ...Object.entries(sentences).filter(
      ([, text]) => text != null && (lacksWords(text) || / [:;,.](?: |$)/.test(text)),
    ),
    ...Object.entries(others).filter(([, text]) => text !== undefined && lacksWords(text)),
  ].map(([part]) => part);
}

export { unknownText } from "./changed-inputs.ts";

/** What the engine puts in the place of an object that is not known in a preview. */
export const unknownObject = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";

/** The inputs with nothing observed yet. */
export function notObservedYet<T extends object>(inputs: T): object {
  return { ...inputs, observed: unknownText };
}
