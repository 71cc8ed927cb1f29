/** Where a rule meets a resource: what is not of the right shape is not judged, and a rule that fails concludes nothing. */

import type { AccountId } from "../../catalogue/accounts.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { Terms } from "../../contract/terms.ts";
import { shapes } from "../shapes.ts";
import { decided } from "./acceptance.ts";
import { type Circumstances, contextOf } from "./context.ts";
import { type Finding, identified } from "./finding.ts";
import type { Context, DeclaredResource, Rule } from "./rule.ts";
import { about, named } from "./subject.ts";
import { guarded, isUnknownValue, MisshapenInputError } from "./unknown-values.ts";
import { cannotVerify, notApplicable, notYetKnown, type Verdict } from "./verdict.ts";

/** Judges one resource by one rule: no verdict when the rule is about other resources, and never an exception. */
export function judgeResource(
  rule: Rule,
  resource: DeclaredResource,
  circumstances: Circumstances,
): readonly Finding[] {
  if (!rule.resources.includes(resource.type)) return [];
  const { type, name } = resource;
  try {
    const inputs = guarded(resource.inputs, shapes[type]);
    const context = contextOf(circumstances, inputs);
    const findings = identified(rule.name, { type, name, inputs }, verdictsOf(rule, { type, name, inputs }, context));
    const { terms } = inputs as { readonly terms?: Terms };
    return terms === undefined ? findings : decided(rule, findings, inputs, terms, context);
  } catch (error) {
    // Nothing of the inputs is asked any more, not even which account it is.
    return identified(rule.name, { type, name, inputs: {} }, [withoutVerdict(rule, resource, error)]);
  }
}

function verdictsOf(rule: Rule, resource: DeclaredResource, context: Context): readonly Verdict[] {
  const { name, inputs } = resource;
  if (rule.accounts && !rule.accounts.includes(inputs.account as AccountId)) {
    return [notApplicable(name, "is an account to which this rule does not apply")];
  }
  const verdicts = rule.judge(inputs, context);
  if (verdicts.length === 0) return [failure(rule, resource, "it returned no verdict")];
  return verdicts.every(isWorded)
    ? verdicts
    : [...verdicts.filter(isWorded), failure(rule, resource, "a verdict without text")];
}

function withoutVerdict(rule: Rule, resource: DeclaredResource, error: unknown): Verdict {
  if (isUnknownValue(error)) return notYetKnown(resource.name);
  if (error instanceof MisshapenInputError) return misshapen(resource, error);
  return failure(rule, resource, error instanceof Error ? error.name : typeof error);
}

/** Damaged inputs may leave anything where a name was meant, and anyone who shows the verdict must not stumble over it. */
function isWorded({ subject, about, fact, consequence = "", evidence = "" }: Verdict): boolean {
  return [subject, ...about, fact, consequence, evidence].every((words: unknown) => typeof words === "string");
}

/** Where stored inputs were changed by hand, or another version wrote them: the place, and nothing of what stands there. */
function misshapen({ name }: DeclaredResource, { message }: MisshapenInputError): Verdict {
  return {
    ...cannotVerify(
      named(name),
      null,
      message,
      wayOut`Run "pulumi refresh" to observe it again: another version of hybrid-sync wrote it, or someone changed the state of the stack.`,
    ),
    consequence: "nothing is concluded about this resource",
    enforcementLevel: "mandatory",
    neverAccepted: "failed",
  };
}

/** Says which kind of error it was, and nothing of the inputs: a secret may stand in them. */
function failure(rule: Rule, resource: DeclaredResource, problem: string): Verdict {
  return {
    ...cannotVerify(
      about(resource.name, "failed"),
      null,
      `the rule ${rule.name} failed (${problem})`,
      wayOut`Run "pulumi refresh" if another version of hybrid-sync created this stack. Otherwise report the defect with the name of the rule.`,
    ),
    consequence: "nothing is concluded about this resource",
    enforcementLevel: "mandatory",
    neverAccepted: "failed",
  };
}
