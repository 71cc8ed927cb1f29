import type { NeverAccepted } from "../../catalogue/exceptions.ts";
import type { Unobservable } from "../../catalogue/fact.ts";
import { Remedy } from "../../catalogue/remedy.ts";
import type { VerdictWord } from "../../catalogue/verdicts.ts";
import type { JudgedPermission, TakeoverWay } from "./details.ts";
import { type Concerned, type Subject, toSubject } from "./subject.ts";

export type EnforcementLevel = "mandatory" | "advisory";

/** What a rule concludes about one subject. */
export interface Verdict {
  readonly verdict: VerdictWord;
  /** Whom or what it is about, as people write it: `CONTOSO\svc-connect`. */
  readonly subject: string;
  /** By what it is told from others, as in {@link Subject}; empty for what never violates. */
  readonly about: readonly string[];
  /** What was seen: the rest of a sentence that begins with the subject, without a full stop. */
  readonly fact: string;
  /** The one thing in `fact` by which it differs from those that are told with it in one message: `CN=a,DC=x`. */
  readonly item?: string;
  /** What goes wrong because of it, a clause without a full stop; the rule's own when absent. */
  readonly consequence?: string;
  /** The remedy, in whole sentences or with the exact command at the end; the rule's own when absent. */
  readonly remedy?: Remedy;
  /** What a table shows beside the account, in a few words; the fact when absent. */
  readonly evidence?: string;
  /** Instead of the rule's own level. */
  readonly enforcementLevel?: EnforcementLevel;
  /** Given where no exception may accept it: why. */
  readonly neverAccepted?: NeverAccepted;
  /** Why it cannot be verified, and what: what has one reason is told once. */
  readonly cause?: { readonly question: string | null; readonly reason: string };
  /** The permissions that it is about; nothing when absent. */
  readonly permissions?: readonly JudgedPermission[];
  /** The way that it tells of, where it tells of one. */
  readonly way?: TakeoverWay;
}

/** What the judge of one thing may come to. Whatever combines judges gives a list. */
export type Conclusion = Verdict | readonly Verdict[];

type Explanation = Pick<Verdict, "consequence" | "remedy" | "evidence">;

type Named = Concerned | string;

/** What can be neither accepted nor counted needs nothing but words. */
function told(named: Named): Pick<Verdict, "subject" | "about" | "neverAccepted"> {
  if (typeof named === "string") return { subject: named, about: [] };
  const { words, about, uncounted }: Subject = toSubject(named);
  return { subject: words, about, ...(uncounted === undefined ? {} : { neverAccepted: "uncounted" }) };
}

export function met(subject: Named, fact: string, evidence?: string): Verdict {
  return { verdict: "met", ...told(subject), fact, ...(evidence === undefined ? {} : { evidence }) };
}

export function unmet(subject: Concerned, fact: string, explanation: Explanation = {}): Verdict {
  return { verdict: "unmet", ...told(subject), fact, ...explanation };
}

/** The same, which no exception accepts. */
export function never(verdict: Verdict, neverAccepted: NeverAccepted): Verdict {
  return { ...verdict, neverAccepted };
}

/** The same, told in one message with those that say the same of another thing; each can be accepted by itself. */
export function ofItem(verdict: Verdict, item: string): Verdict {
  return { ...verdict, item };
}

/** The same, shown without blocking whatever the level of the rule. */
export function advisory(verdict: Verdict): Verdict {
  return { ...verdict, enforcementLevel: "advisory" };
}

export function installerCreatesIt(subject: Named, fact: string): Verdict {
  return { verdict: "installer creates it", ...told(subject), fact };
}

export function notYetKnown(subject: Named): Verdict {
  return { verdict: "not yet known", ...told(subject), fact: "depends on something that this update creates" };
}

/** `question` completes "cannot verify …", for example "whether it is enabled"; null where nothing can be verified. */
export function cannotVerify(subject: Concerned, question: string | null, reason: string, remedy: Remedy): Verdict {
  const about = question === null ? "" : ` ${question}`;
  const cause = { question, reason: trimmed(reason) };
  return { verdict: "unobservable", ...told(subject), fact: `cannot verify${about}: ${cause.reason}`, remedy, cause };
}

/** The same where an observation tells why, and what would allow it. */
export function notObserved(subject: Concerned, question: string | null, { reason, remedy }: Unobservable): Verdict {
  return cannotVerify(subject, question, reason, Remedy.recorded(remedy));
}

export function undecided(subject: Concerned, question: string, reason: string, remedy?: Remedy): Verdict {
  const fact = `undecided ${question}: ${trimmed(reason)}`;
  return { verdict: "undecided", ...told(subject), fact, ...(remedy === undefined ? {} : { remedy }) };
}

export function attested(subject: Named, fact: string, evidence: string): Verdict {
  return { verdict: "attested", ...told(subject), fact, evidence };
}

export function notApplicable(subject: Named, fact: string): Verdict {
  return { verdict: "not applicable", ...told(subject), fact };
}

/** Reasons come from elsewhere, with or without a full stop; the sentence around them sets its own. */
function trimmed(reason: string): string {
  return reason.trim().replace(/\.$/, "");
}
