import { type AccountId, accounts } from "../../catalogue/accounts.ts";
import { resourceTypes } from "../../contract/resources.ts";
import { rules as allRules } from "../rules.ts";
import { judgeResource } from "./judge-resource.ts";
import type { DeclaredResource, Rule } from "./rule.ts";
import type { EnforcementLevel, Verdict } from "./verdict.ts";
import { violationOf } from "./violation.ts";

/** What one rule concludes about one resource. */
export interface JudgedRule {
  readonly rule: Rule;
  readonly resource: DeclaredResource;
  /** Null for a resource that stands for no account, such as a role assignment. */
  readonly account: AccountId | null;
  readonly verdicts: readonly Verdict[];
}

/** A verdict that is not good enough, at the level at which it counts. */
export interface JudgedViolation {
  readonly enforcementLevel: EnforcementLevel;
  readonly rule: Rule;
  readonly resource: DeclaredResource;
  readonly verdict: Verdict;
  readonly message: string;
}

/** Judges resources as the policy pack does, in the order of the resources and of the rules. */
export function judge(
  resources: readonly DeclaredResource[],
  clock: Date,
  rules: readonly Rule[] = allRules,
): readonly JudgedRule[] {
  return resources.flatMap((resource) =>
    rules.flatMap((rule) => {
      const verdicts = judgeResource(rule, resource, { now: clock });
      return verdicts.length === 0 ? [] : [{ rule, resource, account: accountOf(resource), verdicts }];
    }),
  );
}

/** The violations among what was judged, mandatory ones first. */
export function violationsIn(judged: readonly JudgedRule[]): readonly JudgedViolation[] {
  const violations = judged.flatMap(({ rule, resource, verdicts }) =>
    verdicts.flatMap((verdict): JudgedViolation[] => {
      const violation = violationOf(rule, verdict);
      if (violation === undefined) return [];
      const enforcementLevel = violation.enforcementLevel ?? rule.enforcementLevel;
      return [{ enforcementLevel, rule, resource, verdict, message: violation.message }];
    }),
  );
  const atLevel = (level: EnforcementLevel) => violations.filter(({ enforcementLevel }) => enforcementLevel === level);
  return [...atLevel("mandatory"), ...atLevel("advisory")];
}

const ownTypes: ReadonlySet<string> = new Set(Object.values(resourceTypes));

/** The account that a resource of this program stands for, where it says so. */
export function accountOf({ type, inputs }: DeclaredResource): AccountId | null {
  if (!ownTypes.has(type)) return null;
  const account = inputs.account ?? inputs.administrator;
  return typeof account === "string" && Object.hasOwn(accounts, account) ? (account as AccountId) : null;
}
