import type { Unobservable } from "../../catalogue/fact.ts";
import { Remedy } from "../../catalogue/remedy.ts";
import type { VerdictWord } from "../../catalogue/verdicts.ts";

export type EnforcementLevel = "mandatory" | "advisory";

/** What a rule concludes about one subject. */
export interface Verdict {
  readonly verdict: VerdictWord;
  /** Whom or what it is about, as people write it: `CONTOSO\svc-connect`. */
  readonly subject: string;
  /** What was seen: the rest of a sentence that begins with the subject, without a full stop. */
  readonly fact: string;
  /** What goes wrong because of it, a clause without a full stop; the rule's own when absent. */
  readonly consequence?: string;
  /** The remedy, in whole sentences or with the exact command at the end; the rule's own when absent. */
  readonly remedy?: Remedy;
  /** What a table shows beside the account, in a few words; the fact when absent. */
  readonly evidence?: string;
  /** Instead of the rule's own level. */
  readonly enforcementLevel?: EnforcementLevel;
}

/** What the judge of one thing may come to. Whatever combines judges gives a list. */
export type Conclusion = Verdict | readonly Verdict[];

type Explanation = Pick<Verdict, "consequence" | "remedy" | "evidence">;

export function met(subject: string, fact: string, evidence?: string): Verdict {
  return { verdict: "met", subject, fact, ...(evidence === undefined ? {} : { evidence }) };
}

export function unmet(subject: string, fact: string, explanation: Explanation = {}): Verdict {
  return { verdict: "unmet", subject, fact, ...explanation };
}

/** The same, shown without blocking whatever the level of the rule. */
export function advisory(verdict: Verdict): Verdict {
  return { ...verdict, enforcementLevel: "advisory" };
}

export function installerCreatesIt(subject: string, fact: string): Verdict {
  return { verdict: "installer creates it", subject, fact };
}

export function notYetKnown(subject: string): Verdict {
  return { verdict: "not yet known", subject, fact: "depends on something that this update creates" };
}

/** `question` completes "cannot verify …", for example "whether it is enabled"; null where nothing can be verified. */
export function cannotVerify(subject: string, question: string | null, reason: string, remedy: Remedy): Verdict {
  const about = question === null ? "" : ` ${question}`;
  return { verdict: "unobservable", subject, fact: `cannot verify${about}: ${trimmed(reason)}`, remedy };
}

/** The same where an observation tells why, and what would allow it. */
export function notObserved(subject: string, question: string | null, { reason, remedy }: Unobservable): Verdict {
  return cannotVerify(subject, question, reason, Remedy.recorded(remedy));
}

export function undecided(subject: string, question: string, reason: string, remedy?: Remedy): Verdict {
  const fact = `undecided ${question}: ${trimmed(reason)}`;
  return { verdict: "undecided", subject, fact, ...(remedy === undefined ? {} : { remedy }) };
}

export function attested(subject: string, fact: string, evidence: string): Verdict {
  return { verdict: "attested", subject, fact, evidence };
}

export function notApplicable(subject: string, fact: string): Verdict {
  return { verdict: "not applicable", subject, fact };
}

/** Reasons come from elsewhere, with or without a full stop; the sentence around them sets its own. */
function trimmed(reason: string): string {
  return reason.trim().replace(/\.$/, "");
}
