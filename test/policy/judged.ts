import { expect } from "vitest";
import type { VerdictWord } from "../../catalogue/verdicts.ts";
import { judgeResource } from "../../policy/judgement/judge-resource.ts";
import type { Rule } from "../../policy/judgement/rule.ts";
import { violationOf } from "../../policy/judgement/violation.ts";
import { type Example, resource, today } from "./examples.ts";
import { expectSafeCommands } from "./hostile-names.ts";

export interface Judged {
  readonly verdicts: readonly VerdictWord[];
  /** As printed below the rule's description. */
  readonly messages: readonly string[];
  readonly levels: readonly string[];
  readonly facts: readonly string[];
}

/** What a rule concludes about the inputs, each as the engine would be told; no name in them may harm in a remedy. */
export function judged(rule: Rule, example: Example, inputs: object, now = today): Judged {
  const declared = resource(example, inputs);
  const verdicts = judgeResource(rule, declared, { now });
  expect(verdicts.length).toBeGreaterThan(0);
  expectSafeCommands(rule, declared, now);
  const violations = verdicts.flatMap((verdict) => violationOf(rule, verdict) ?? []);
  return {
    verdicts: verdicts.map(({ verdict }) => verdict),
    messages: violations.map(({ message }) => message),
    levels: violations.map(({ enforcementLevel }) => enforcementLevel ?? rule.enforcementLevel),
    facts: verdicts.map(({ subject, fact }) => `${subject} ${fact}`),
  };
}

/** What the engine puts in the place of a value that is not known in a preview. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const unknownObject = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";

/** The inputs with nothing observed yet. */
export function notObservedYet<T extends object>(inputs: T): object {
  return { ...inputs, observed: unknownText };
}
