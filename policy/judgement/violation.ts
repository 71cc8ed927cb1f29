import { legible } from "../../catalogue/legible.ts";
import type { Rule } from "./rule.ts";
import type { EnforcementLevel, Verdict } from "./verdict.ts";

/** What the engine is told about a verdict that is not good enough. */
export interface Violation {
  readonly message: string;
  /** Instead of the level of the rule, which policy configuration may have changed; undefined to leave that in force. */
  readonly enforcementLevel: EnforcementLevel | undefined;
}

/** The violation in a verdict; undefined for those that are shown and never violate. */
export function violationOf(rule: Rule, verdict: Verdict): Violation | undefined {
  switch (verdict.verdict) {
    case "unmet":
      return { message: messageOf(rule, verdict), enforcementLevel: verdict.enforcementLevel };
    case "unobservable":
      return {
        message: messageOf(rule, verdict),
        enforcementLevel: verdict.enforcementLevel ?? rule.unobservableLevel,
      };
    case "undecided":
      return { message: messageOf(rule, verdict), enforcementLevel: "advisory" };
    case "met":
    case "installer creates it":
    case "not yet known":
    case "attested":
    case "accepted":
    case "not applicable":
      return undefined;
  }
}

/** Subject, fact, consequence; and on a line of its own, so that a command can be copied, the remedy. */
export function messageOf(rule: Rule, verdict: Verdict): string {
  const subject = legible(verdict.subject);
  const fact = legible(verdict.fact);
  const remedy = legible(String(verdict.remedy ?? rule.remedy));
  if (verdict.verdict !== "unmet") {
    const consequence = verdict.consequence === undefined ? "" : `; ${legible(verdict.consequence)}`;
    return `${subject}: ${fact}${consequence}.\n${remedy}`;
  }
  return `${subject} ${fact}; ${legible(verdict.consequence ?? rule.consequence)}.\n${remedy}`;
}
