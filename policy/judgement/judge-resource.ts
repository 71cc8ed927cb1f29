/** Where a rule meets a resource: what is not of the right shape is not judged, and a rule that fails concludes nothing. */

import type { AccountId } from "../../catalogue/accounts.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import { shapes } from "../shapes.ts";
import type { Context, DeclaredResource, Rule } from "./rule.ts";
import { guarded, isUnknownValue, MisshapenInputError } from "./unknown-values.ts";
import { cannotVerify, notApplicable, notYetKnown, type Verdict } from "./verdict.ts";

/** Judges one resource by one rule: no verdict when the rule is about other resources, and never an exception. */
export function judgeResource(rule: Rule, resource: DeclaredResource, context: Context): readonly Verdict[] {
  if (!rule.resources.includes(resource.type)) return [];
  try {
    const inputs = guarded(resource.inputs, shapes[resource.type]);
    if (rule.accounts && !rule.accounts.includes(inputs.account as AccountId)) {
      return [notApplicable(resource.name, "is an account to which this rule does not apply")];
    }
    const verdicts = rule.judge(inputs, context);
    if (verdicts.length === 0) return [failure(rule, resource, "it returned no verdict")];
    return verdicts.every(isWorded)
      ? verdicts
      : [...verdicts.filter(isWorded), failure(rule, resource, "a verdict without text")];
  } catch (error) {
    if (isUnknownValue(error)) return [notYetKnown(resource.name)];
    if (error instanceof MisshapenInputError) return [misshapen(resource, error)];
    return [failure(rule, resource, error instanceof Error ? error.name : typeof error)];
  }
}

/** Damaged inputs may leave anything where a name was meant, and anyone who shows the verdict must not stumble over it. */
function isWorded({ subject, fact, consequence = "", evidence = "" }: Verdict): boolean {
  return [subject, fact, consequence, evidence].every((words: unknown) => typeof words === "string");
}

/** Where stored inputs were changed by hand, or another version wrote them: the place, and nothing of what stands there. */
function misshapen({ name }: DeclaredResource, { message }: MisshapenInputError): Verdict {
  return {
    ...cannotVerify(
      name,
      null,
      message,
      wayOut`Run "pulumi refresh" to observe it again: another version of hybrid-sync wrote it, or someone changed the state of the stack.`,
    ),
    consequence: "nothing is concluded about this resource",
    enforcementLevel: "mandatory",
  };
}

/** Says which kind of error it was, and nothing of the inputs: a secret may stand in them. */
function failure(rule: Rule, resource: DeclaredResource, problem: string): Verdict {
  return {
    ...cannotVerify(
      resource.name,
      null,
      `the rule ${rule.name} failed (${problem})`,
      wayOut`Run "pulumi refresh" if another version of hybrid-sync created this stack. Otherwise report the defect with the name of the rule.`,
    ),
    consequence: "nothing is concluded about this resource",
    enforcementLevel: "mandatory",
  };
}
