import type { ResourceValidation, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { judgeResource } from "./judgement/judge-resource.ts";
import { findingKey } from "./judgement/listed-by-pack.ts";
import type { Rule } from "./judgement/rule.ts";
import { violationOf } from "./judgement/violation.ts";

/** The SDK also takes an object for a message, though its types do not say so. */
type Report = (violation: { readonly message: string; readonly enforcementLevel: string } | string) => void;

/**
 * A rule as the policy SDK takes it; `clock` gives the moment of judgement, each time again. The keys of the findings that
 * are listed are added to `listed`.
 */
export function toPolicy(rule: Rule, clock: () => Date, listed: Set<string> = new Set()): ResourceValidationPolicy {
  const validateResource: ResourceValidation = (resource, reportViolation) =>
    report(rule, resource, clock(), reportViolation as Report, listed);
  return {
    name: rule.name,
    displayName: rule.title,
    description: rule.description,
    enforcementLevel: rule.enforcementLevel,
    severity: rule.severity,
    remediationSteps: String(rule.remedy),
    url: rule.reference,
    tags: ["microsoft-entra", "active-directory"],
    validateResource: ofType(rule.resources.type, validateResource),
  };
}

/** Marked as `validateResourceOfType` marks it, so that the SDK does not decode resources of other types for the rule. */
function ofType(type: string | undefined, validation: ResourceValidation): ResourceValidation {
  return type === undefined ? validation : Object.assign(validation, { __pulumiType: type });
}

function report(
  rule: Rule,
  resource: ResourceValidationArgs,
  now: Date,
  reportViolation: Report,
  listed: Set<string>,
): void {
  if (!rule.resources.includes(resource.type)) resource.notApplicable(`This rule is about: ${rule.resources.title}.`);
  for (const verdict of judgeResource(
    rule,
    { type: resource.type, name: resource.name, inputs: resource.props },
    { now },
  )) {
    const violation = violationOf(rule, verdict);
    if (violation === undefined) continue;
    const { message, enforcementLevel } = violation;
    listed.add(findingKey(rule.name, resource.name, message));
    if (enforcementLevel === undefined) reportViolation(message);
    else reportViolation({ message: `${rule.description}\n${message}`, enforcementLevel });
  }
}
