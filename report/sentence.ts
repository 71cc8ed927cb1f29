/** How a finding reads, in every rendering alike. */
import { countOf } from "../catalogue/count-of.ts";
import { type AcceptedFinding, type Finding, isUnverified } from "./result.ts";

/** Subject and fact: what could not be verified is a sentence of its own. */
export function subjectAndFact({ subject, fact, verdict }: Pick<Finding, "subject" | "fact" | "verdict">): string {
  return verdict === "unmet" ? `${subject} ${fact}` : `${subject}: ${fact}`;
}

/** The same with what follows from it. */
export function sentence(finding: Pick<Finding, "subject" | "fact" | "verdict" | "consequence" | "note">): string {
  const { consequence, note } = finding;
  return `${subjectAndFact(finding)}${consequence === null ? "" : `; ${consequence}`}.${note === null ? "" : ` ${note}.`}`;
}

/** Who accepted a finding, until when and why. */
export function decision({ by, decidedBy, decidedOn, lastDay, daysLeft, ticket, reason }: AcceptedFinding): string {
  const left = `until ${lastDay} (${countOf(daysLeft, "day")} left)`;
  if (by === "baseline") return `in the baseline of ${decidedOn} by ${decidedBy}, ${left}: ${reason}`;
  return `accepted by ${decidedBy} on ${decidedOn}, ${left}${ticket === null ? "" : `, ${ticket}`}: ${reason}`;
}

/** By what people ask for it again. */
export function nameOf({ rule, id }: Pick<Finding, "rule" | "id">): string {
  return `${rule} ${id}`;
}

/** `critical`, or `critical, not verified`. */
export function markOf(finding: Pick<Finding, "severity" | "verdict">): string {
  return isUnverified(finding) ? `${finding.severity}, not verified` : finding.severity;
}
