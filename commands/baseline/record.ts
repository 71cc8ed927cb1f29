/** Which findings a baseline holds, and which of them are fixed. */
import { dayAfter } from "../../catalogue/calendar.ts";
import { baselineDays } from "../../catalogue/exceptions.ts";
import type { Baseline, BaselineFinding, Terms } from "../../contract/terms.ts";
import { judge, type PackConfiguration } from "../../policy/judge-stack.ts";
import { mayStandInBaseline } from "../../policy/judgement/acceptance.ts";
import { dayOf } from "../../policy/judgement/days.ts";
import { isFixed } from "../../policy/judgement/decisions.ts";
import { violates } from "../../policy/judgement/finding.ts";
import type { JudgedRule } from "../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { levelOf } from "../../policy/judgement/violation.ts";

export interface Decision {
  readonly recordedBy: string;
  readonly reason: string;
  /** 90 days from now when absent. */
  readonly lastDay?: string;
  /** Whether to hold mandatory findings that nobody can verify. */
  readonly acceptUnverified: boolean;
}

/** What was recorded, and what had to be left out. */
export interface Recorded {
  readonly baseline: Baseline;
  /** Findings that no baseline may hold: rules that failed, and what is not named one by one. */
  readonly never: number;
  /** Mandatory findings that cannot be verified. */
  readonly unverified: number;
}

/** A baseline of everything that the rules find now and no exception accepts. */
export function record(
  resources: readonly DeclaredResource[],
  decision: Decision,
  now: Date,
  pack: PackConfiguration = {},
): Recorded {
  const open = judge(resources.map(withoutBaseline), now, undefined, { terms: pack.terms ?? {} }).flatMap(
    ({ rule, verdicts }) =>
      verdicts.filter(violates).map((finding) => ({ rule, finding, level: levelOf(rule, finding) })),
  );
  const allowed = open.filter(({ finding }) => mayStandInBaseline(finding));
  const isUnverified = ({ finding, level }: (typeof open)[number]) =>
    finding.verdict === "unobservable" && level === "mandatory" && !decision.acceptUnverified;
  const findings = allowed
    .filter((each) => !isUnverified(each))
    .map(({ rule, finding: { id }, level }): BaselineFinding => ({ id, rule: rule.name, level }))
    .toSorted((one, other) =>
      one.rule === other.rule ? (one.id < other.id ? -1 : 1) : one.rule < other.rule ? -1 : 1,
    );
  const { recordedBy, reason, lastDay = dayAfter(dayOf(now), baselineDays.usual) } = decision;
  return {
    baseline: { recordedOn: dayOf(now), recordedBy, reason, lastDay, findings },
    never: open.length - allowed.length,
    unverified: allowed.filter(isUnverified).length,
  };
}

/** The baseline without what is fixed; who recorded it, and when it ends, stay. */
export function prune(
  baseline: Baseline,
  resources: readonly DeclaredResource[],
  now: Date,
  pack: PackConfiguration = {},
): Baseline {
  const terms = pack.terms ?? {};
  const judged: readonly JudgedRule[] = judge(resources.map(withoutBaseline), now, undefined, { terms });
  return { ...baseline, findings: baseline.findings.filter((finding) => !isFixed(finding, judged, true)) };
}

function withoutBaseline(resource: DeclaredResource): DeclaredResource {
  const { terms } = resource.inputs as { readonly terms?: Terms };
  return terms === undefined
    ? resource
    : { ...resource, inputs: { ...resource.inputs, terms: { ...terms, baseline: null } } };
}
