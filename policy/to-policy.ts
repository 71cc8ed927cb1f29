import type { ResourceValidation, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { legible } from "../catalogue/legible.ts";
import type { Circumstances } from "./judgement/context.ts";
import { type Accepted, acceptedMessage, isExcepted } from "./judgement/decisions.ts";
import { judgeResource } from "./judgement/judge-resource.ts";
import { findingKey } from "./judgement/listed-by-pack.ts";
import type { Rule } from "./judgement/rule.ts";
import type { ToldOnce } from "./judgement/told-once.ts";
import { type Told, toldOf } from "./judgement/told-together.ts";

/**
 * The SDK also takes an object for a message, though its types do not say so. Before a text it would put the description
 * of the rule, which says in general what the message says of this resource. Without a level, that of the rule counts, or
 * the one that the configuration of the pack gives.
 */
type Report = (violation: { readonly message: string; readonly enforcementLevel?: string } | string) => void;

/** What the policies of a pack have in common. */
interface Pack {
  /** What stops several of them is told by one. */
  readonly rules: readonly Rule[];
  /** The keys of what is listed are added. */
  readonly listed: Set<string>;
  readonly told: ToldOnce;
}

/** A rule as the policy SDK takes it; `circumstances` are asked for each time again. */
export function toPolicy(
  rule: Rule,
  circumstances: () => Circumstances,
  { rules, listed, told }: Pack,
): ResourceValidationPolicy {
  const validateResource: ResourceValidation = (resource, reportViolation) => {
    if (!rule.resources.includes(resource.type)) resource.notApplicable(`This rule is about: ${rule.resources.title}.`);
    const judgedIn = circumstances();
    const { told: violating, accepted } = judgedBy(rule, resource, judgedIn, rules);
    for (const finding of accepted) {
      const message = legible(`${acceptedMessage(finding, judgedIn.now)} [${finding.id}]`);
      listed.add(findingKey(rule.name, resource.name, message));
      (reportViolation as Report)({ message, enforcementLevel: "advisory" });
    }
    for (const one of violating) {
      const { enforcementLevel } = one.violation;
      listed.add(findingKey(rule.name, resource.name, one.message));
      const message = told.messageFor(one, resource);
      (reportViolation as Report)({ message, ...(enforcementLevel === undefined ? {} : { enforcementLevel }) });
    }
  };
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

/** The other rules are asked only where this one cannot verify something. */
function judgedBy(
  rule: Rule,
  { type, name, props }: ResourceValidationArgs,
  circumstances: Circumstances,
  all: readonly Rule[],
): { readonly told: readonly Told[]; readonly accepted: readonly Accepted[] } {
  const resource = { type, name, inputs: props };
  const judge = (each: Rule) => ({ rule: each, verdicts: judgeResource(each, resource, circumstances) });
  const own = judge(rule);
  const isStopped = own.verdicts.some(({ verdict }) => verdict === "unobservable");
  const judged = isStopped ? all.map((each) => (each === rule ? own : judge(each))) : [own];
  return { told: toldOf(judged).filter((told) => told.rule === rule), accepted: own.verdicts.filter(isExcepted) };
}
