import type { PackTerms } from "./judgement/context.ts";
import { judgeResource } from "./judgement/judge-resource.ts";
import { accountOf, type JudgedRule } from "./judgement/judged-rule.ts";
import type { DeclaredResource, Rule } from "./judgement/rule.ts";
import type { EnforcementLevel } from "./judgement/verdict.ts";
import { rules as allRules } from "./rules.ts";

/** How someone has configured the policy pack. */
export interface PackConfiguration {
  readonly terms?: PackTerms;
  /** By name of the rule. */
  readonly levels?: Levels;
}

export type Levels = Readonly<Record<string, EnforcementLevel | "disabled">>;

/** Judges resources as the policy pack does, in the order of the resources and of the rules. */
export function judge(
  resources: readonly DeclaredResource[],
  clock: Date,
  rules: readonly Rule[] = allRules,
  { terms = {}, levels = {} }: PackConfiguration = {},
): readonly JudgedRule[] {
  const circumstances = { now: clock, pack: terms };
  const told = new Map(rules.map((rule) => [rule, atLevel(rule, levels)]));
  return resources.flatMap((resource) =>
    [...told].flatMap(([rule, atOwnLevel]): JudgedRule[] => {
      const verdicts = atOwnLevel === null ? [] : judgeResource(rule, resource, circumstances);
      return atOwnLevel === null || verdicts.length === 0
        ? []
        : [{ rule: atOwnLevel, resource, account: accountOf(resource), verdicts }];
    }),
  );
}

/**
 * The rule as it is told: null where it is disabled. What an exception or the baseline needs stays as the rule itself says,
 * for the pack is not told its own levels.
 */
function atLevel(rule: Rule, levels: Levels): Rule | null {
  const level = levels[rule.name];
  if (level === undefined || level === rule.enforcementLevel) return rule;
  return level === "disabled" ? null : { ...rule, enforcementLevel: level };
}
