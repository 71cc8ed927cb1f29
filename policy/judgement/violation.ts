import { legible } from "../../catalogue/legible.ts";
import { type Finding, type FindingId, violates } from "./finding.ts";
import type { Rule } from "./rule.ts";
import type { EnforcementLevel, Verdict } from "./verdict.ts";

/** What the engine is told about a verdict that is not good enough. */
export interface Violation {
  readonly id: FindingId;
  /** Without the id. */
  readonly message: string;
  /** Instead of the level of the rule, which policy configuration may have changed; undefined to leave that in force. */
  readonly enforcementLevel: EnforcementLevel | undefined;
}

/** The violation in a finding; undefined for those that are shown and never violate. */
export function violationOf(rule: Rule, finding: Finding): Violation | undefined {
  if (!violates(finding)) return undefined;
  return { id: finding.id, message: messageOf(rule, finding), enforcementLevel: ownLevelOf(rule, finding) };
}

/** The level at which a finding counts unless policy configuration has changed that of the rule. */
export function levelOf(rule: Rule, verdict: Verdict): EnforcementLevel {
  return ownLevelOf(rule, verdict) ?? rule.enforcementLevel;
}

function ownLevelOf(rule: Rule, { verdict, enforcementLevel }: Verdict): EnforcementLevel | undefined {
  if (verdict === "undecided") return "advisory";
  return enforcementLevel ?? (verdict === "unobservable" ? rule.unobservableLevel : undefined);
}

/** The message as it is printed: with the id of the finding at the end of its first line. */
export function withId({ message, id }: Violation): string {
  return message.replace(/$/m, ` [${id}]`);
}

/** Subject, fact, consequence; and on a line of its own, so that a command can be copied, the remedy. */
export function messageOf(rule: Rule, verdict: Verdict & { readonly note?: string }): string {
  const note = verdict.note === undefined ? "" : ` ${legible(verdict.note)}.`;
  const subject = legible(verdict.subject);
  const fact = legible(verdict.fact);
  const remedy = legible(String(verdict.remedy ?? rule.remedy));
  if (verdict.verdict !== "unmet") {
    const consequence = verdict.consequence === undefined ? "" : `; ${legible(verdict.consequence)}`;
    return `${subject}: ${fact}${consequence}.${note}\n${remedy}`;
  }
  return `${subject} ${fact}; ${legible(verdict.consequence ?? rule.consequence)}.${note}\n${remedy}`;
}
