/** Which of several verdicts counts where only one can be shown. */
import type { VerdictWord } from "../catalogue/verdicts.ts";
import type { Finding } from "../policy/judgement/finding.ts";
import type { JudgedRule } from "../policy/judgement/judged-rule.ts";
import type { EnforcementLevel, Verdict } from "../policy/judgement/verdict.ts";
import { violationOf } from "../policy/judgement/violation.ts";

/** The worst of what rules conclude, with what was seen in one short line. */
export interface WorstVerdict {
  readonly verdict: VerdictWord;
  /** The level at which the verdict violates; null when it does not. */
  readonly enforcementLevel: EnforcementLevel | null;
  readonly evidence: string;
  /** Every verdict that is as bad, this one included. */
  readonly alike: readonly Finding[];
}

/**
 * From worst to best. What violates at the mandatory level comes first, then what violates at the advisory one, and in
 * both what is wrong before what cannot be verified; then what is still open; then what counts, the weaker evidence
 * before the stronger.
 */
const order: readonly { readonly verdict: VerdictWord; readonly enforcementLevel: EnforcementLevel | null }[] = [
  { verdict: "unmet", enforcementLevel: "mandatory" },
  { verdict: "unobservable", enforcementLevel: "mandatory" },
  { verdict: "unmet", enforcementLevel: "advisory" },
  { verdict: "unobservable", enforcementLevel: "advisory" },
  { verdict: "undecided", enforcementLevel: "advisory" },
  { verdict: "not yet known", enforcementLevel: null },
  { verdict: "installer creates it", enforcementLevel: null },
  { verdict: "accepted", enforcementLevel: null },
  { verdict: "attested", enforcementLevel: null },
  { verdict: "met", enforcementLevel: null },
  { verdict: "not applicable", enforcementLevel: null },
];

interface Ranked {
  readonly verdict: Finding;
  readonly enforcementLevel: EnforcementLevel | null;
}

/** Undefined where no rule says anything. */
export function worstVerdict(judged: readonly JudgedRule[]): WorstVerdict | undefined {
  const ranked = judged
    .flatMap(({ rule, verdicts }) =>
      verdicts.map((verdict): Ranked => ({ verdict, enforcementLevel: levelOf(rule, verdict) })),
    )
    .toSorted((a, b) => rank(a) - rank(b));
  const worst = ranked[0];
  if (!worst) return undefined;
  const equallyBad = ranked.filter((other) => rank(other) === rank(worst)).map(({ verdict }) => verdict);
  return {
    verdict: worst.verdict.verdict,
    enforcementLevel: worst.enforcementLevel,
    evidence: evidenceOf(equallyBad, worst.verdict),
    alike: equallyBad,
  };
}

function levelOf(rule: JudgedRule["rule"], verdict: Finding): EnforcementLevel | null {
  const violation = violationOf(rule, verdict);
  return violation === undefined ? null : (violation.enforcementLevel ?? rule.enforcementLevel);
}

/** What the first of the equally bad ones says in a few words, or else the fact. */
function evidenceOf(verdicts: readonly Verdict[], worst: Verdict): string {
  return verdicts.find(({ evidence }) => evidence !== undefined)?.evidence ?? worst.fact;
}

function rank({ verdict: { verdict }, enforcementLevel }: Ranked): number {
  const index = order.findIndex((entry) => entry.verdict === verdict && entry.enforcementLevel === enforcementLevel);
  // A pairing that is not in the list is one of an overridden level: it counts as the verdict does at its worst.
  return index === -1 ? order.findIndex((entry) => entry.verdict === verdict) : index;
}
