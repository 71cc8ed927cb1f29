/** What the rules conclude about the tenant itself, apart from the ten accounts. */

import type { VerdictWord } from "../catalogue/verdicts.ts";
import { resourceTypes } from "../contract/resources.ts";
import type { JudgedRule } from "../policy/judgement/judged-rule.ts";
import type { EnforcementLevel, Verdict } from "../policy/judgement/verdict.ts";
import { type WorstVerdict, worstVerdict } from "./worst-verdict.ts";

/** One thing that is judged about the tenant. */
export interface TenantFact {
  /** Name of the rule, as in docs/rules.md. */
  readonly rule: string;
  /** What should be so. */
  readonly title: string;
  /** The worst of what the rule concludes. */
  readonly verdict: VerdictWord;
  /** The level at which the verdict violates; null when it does not. */
  readonly enforcementLevel: EnforcementLevel | null;
  /** What was seen: the first two of those that are equally bad, and how many there are besides. */
  readonly evidence: string;
}

/** The facts in the order of the rules; what does not apply to the stack is left out. */
export function tenantFacts(judged: readonly JudgedRule[]): readonly TenantFact[] {
  return judged
    .filter(({ resource: { type } }) => type === resourceTypes.tenant)
    .flatMap((one): TenantFact[] => {
      const worst = worstVerdict([one]);
      if (worst === undefined || worst.verdict === "not applicable") return [];
      const { verdict, enforcementLevel } = worst;
      return [{ rule: one.rule.name, title: one.rule.title, verdict, enforcementLevel, evidence: evidenceOf(worst) }];
    });
}

/** Most verdicts that are spelt out beside one fact; the rest is counted. */
const shownAlike = 2;

function evidenceOf({ alike }: WorstVerdict): string {
  const hidden = alike.length - shownAlike;
  const more = hidden > 0 ? [`and ${hidden} more`] : [];
  return [...alike.slice(0, shownAlike).map(sentence), ...more].join("; ");
}

/** With whom it is about, unless that is the tenant as a whole, which the heading names. */
function sentence({ subject, verdict, fact, evidence = fact }: Verdict): string {
  if (subject === "The tenant") return evidence;
  return verdict === "unobservable" ? `${subject}: ${evidence}` : `${subject} ${evidence}`;
}
