import type { AccountId } from "../../catalogue/accounts.ts";
import { subjectOf } from "../../contract/resources.ts";
import { accountIn } from "./account-in.ts";
import type { Finding, FindingId } from "./finding.ts";
import type { DeclaredResource, Rule } from "./rule.ts";
import { type Told, toldOf } from "./told-together.ts";
import type { EnforcementLevel } from "./verdict.ts";
import { violationOf, withId } from "./violation.ts";

/** What one rule concludes about one resource. */
export interface JudgedRule {
  readonly rule: Rule;
  readonly resource: DeclaredResource;
  /** Null for a resource that stands for no account, such as a role assignment. */
  readonly account: AccountId | null;
  readonly verdicts: readonly Finding[];
}

/** A verdict that is not good enough, at the level at which it counts. */
export interface JudgedViolation extends Pick<Told, "cause"> {
  readonly enforcementLevel: EnforcementLevel;
  readonly rule: Rule;
  readonly resource: DeclaredResource;
  readonly verdict: Finding;
  readonly id: FindingId;
  /** As it is printed, with the id. */
  readonly message: string;
}

/** The violations among what was judged as they are told: what has one cause once for each resource, mandatory ones first. */
export function toldIn(judged: readonly JudgedRule[]): readonly JudgedViolation[] {
  const byResource = Map.groupBy(judged, ({ resource }) => resource);
  return mandatoryFirst(
    [...byResource].flatMap(([resource, ofOne]) =>
      toldOf(ofOne).map(({ rule, finding, violation, ...told }) => {
        const enforcementLevel = violation.enforcementLevel ?? rule.enforcementLevel;
        return { enforcementLevel, rule, resource, verdict: finding, id: violation.id, ...told };
      }),
    ),
  );
}

/** The violations among what was judged, mandatory ones first. */
export function violationsIn(judged: readonly JudgedRule[]): readonly JudgedViolation[] {
  const violations = judged.flatMap(({ rule, resource, verdicts }) =>
    verdicts.flatMap((verdict): JudgedViolation[] => {
      const violation = violationOf(rule, verdict);
      if (violation === undefined) return [];
      const enforcementLevel = violation.enforcementLevel ?? rule.enforcementLevel;
      return [{ enforcementLevel, rule, resource, verdict, id: violation.id, message: withId(violation) }];
    }),
  );
  return mandatoryFirst(violations);
}

function mandatoryFirst(violations: readonly JudgedViolation[]): readonly JudgedViolation[] {
  const atLevel = (level: EnforcementLevel) => violations.filter(({ enforcementLevel }) => enforcementLevel === level);
  return [...atLevel("mandatory"), ...atLevel("advisory")];
}

/** The account that a resource of this program stands for, where it says so. */
export function accountOf({ type, inputs }: DeclaredResource): AccountId | null {
  return subjectOf(type) === undefined ? null : accountIn(inputs);
}
