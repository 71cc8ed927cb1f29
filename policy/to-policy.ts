import type { ResourceValidation, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { legible } from "../catalogue/legible.ts";
import type { Circumstances } from "./judgement/context.ts";
import { type Accepted, acceptedMessage, isExcepted } from "./judgement/decisions.ts";
import { judgeResource } from "./judgement/judge-resource.ts";
import { findingKey } from "./judgement/listed-by-pack.ts";
import type { Rule } from "./judgement/rule.ts";
import { ToldOnce } from "./judgement/told-once.ts";
import { type JudgedBy, type Told, toldOf } from "./judgement/told-together.ts";
import type { EnforcementLevel } from "./judgement/verdict.ts";

/**
 * The SDK also takes an object for a message, though its types do not say so. Before a text it would put the description
 * of the rule, which says in general what the message says of this resource. Without a level, that of the rule counts, or
 * the one that the configuration of the pack gives.
 */
type Report = (violation: { readonly message: string; readonly enforcementLevel?: string } | string) => void;

/** What the policies of a pack have in common. */
interface Pack {
  /** In the order in which they are asked. What stops several of them is told by one. */
  readonly rules: readonly Rule[];
  /** The keys of what is listed are added. */
  readonly listed: Set<string>;
  readonly told: ToldOnce;
  /** Of each rule that was asked already, as someone has configured the pack; one that is disabled is never asked. */
  readonly levels: Map<Rule, EnforcementLevel>;
  /** Which rule tells a cause of a resource, and at which level. */
  readonly tellers: Map<string, { readonly place: number; readonly level: EnforcementLevel }>;
}

export function packOf(rules: readonly Rule[], listed: Set<string> = new Set()): Pack {
  return { rules, listed, told: new ToldOnce(), levels: new Map(), tellers: new Map() };
}

/** A rule as the policy SDK takes it; `circumstances` are asked for each time again. */
export function toPolicy(rule: Rule, circumstances: () => Circumstances, pack: Pack): ResourceValidationPolicy {
  const validateResource: ResourceValidation = (resource, reportViolation) => {
    if (!rule.resources.includes(resource.type)) resource.notApplicable(`This rule is about: ${rule.resources.title}.`);
    const judgedIn = circumstances();
    const { listed, told } = pack;
    const { told: violating, accepted } = judgedBy(rule, resource, judgedIn, pack);
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
  { type, name, props, getConfig }: ResourceValidationArgs,
  circumstances: Circumstances,
  { rules, levels, tellers }: Pack,
): { readonly told: readonly Told[]; readonly accepted: readonly Accepted[] } {
  const { enforcementLevel: level = rule.enforcementLevel } = getConfig<{ enforcementLevel?: string }>();
  levels.set(rule, level === "advisory" ? level : "mandatory");
  const resource = { type, name, inputs: props };
  const judge = (each: Rule) => ({
    rule: { ...each, enforcementLevel: levels.get(each) ?? each.enforcementLevel },
    verdicts: judgeResource(each, resource, circumstances),
  });
  const own = judge(rule);
  const toldByThis = (judged: readonly JudgedBy[]) => toldOf(judged).filter((one) => one.rule === own.rule);
  const accepted = own.verdicts.filter(isExcepted);
  if (!own.verdicts.some(({ verdict }) => verdict === "unobservable")) return { told: toldByThis([own]), accepted };
  const place = rules.indexOf(rule);
  const others = (some: readonly Rule[]) => some.filter((each) => each !== rule).map(judge);
  const before = others(rules.slice(0, place).filter((each) => levels.has(each)));
  const after = others(rules.slice(place));
  const usual = toldByThis([...before, own, ...after]);
  // Where the rule that usually tells it is disabled or only advises, this one does, unless one before it has.
  const told = toldByThis([own, ...before, ...after]).filter((one) => {
    if (one.cause === undefined) return true;
    const key = JSON.stringify([type, name, one.cause.key]);
    const level = one.violation.enforcementLevel ?? own.rule.enforcementLevel;
    const teller = tellers.get(key);
    if (teller !== undefined && teller.place < place && (teller.level === "mandatory" || level === "advisory"))
      return false;
    tellers.set(key, { place, level });
    return true;
  });
  return { told: told.map((one) => usual.find(({ finding }) => finding === one.finding) ?? one), accepted };
}
