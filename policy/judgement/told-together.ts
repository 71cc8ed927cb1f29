/**
 * What is told of a resource: where several rules, or one rule about several things, cannot verify anything for one
 * reason, that is one message, and so is what a rule says alike of several things. Every finding keeps its id, and counts
 * on its own wherever findings are counted.
 */
import { legible } from "../../catalogue/legible.ts";
import { alike, consequencesTogether, enumeratedThings, remedyForAll, saying } from "./each-thing.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";
import type { EnforcementLevel } from "./verdict.ts";
import { messageOf, type Violation, violationOf, withId } from "./violation.ts";

export interface JudgedBy {
  readonly rule: Rule;
  readonly verdicts: readonly Finding[];
}

export interface Told {
  readonly rule: Rule;
  /** The first of those that are told together. */
  readonly finding: Finding;
  readonly violation: Violation;
  /** As it is printed, with the ids. */
  readonly message: string;
  /** Given where other resources may have the same cause. */
  readonly cause?: ToldCause;
}

interface ToldCause {
  /** The same of all that this message is about, whichever of them tells it. */
  readonly key: string;
  /** Reason, remedy and consequence: the same text is the same cause. */
  readonly text: string;
  /** The message that leaves the reason and the remedy to another resource, by its name. */
  readonly sameAs: (resource: string) => string;
}

interface One {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly violation: Violation;
}

/** Names of subjects and questions in a message; the rest is counted. */
const mostNames = 5;

/** Remedies in a message that differ by what they are for. */
const mostRemedies = 3;

/** In the order of the rules; what has one cause stands where the first rule that it stops most severely does. */
export function toldOf(judged: readonly JudgedBy[]): readonly Told[] {
  const all = judged.flatMap(({ rule, verdicts }) =>
    verdicts.flatMap((finding): One[] => {
      const violation = violationOf(rule, finding);
      return violation === undefined ? [] : [{ rule, finding, violation }];
    }),
  );
  const groups = Map.groupBy(all, (one) => causeOf(one.finding) ?? kindOf(one) ?? one);
  const owners = new Map([...groups.values()].map((group) => [ownerOf(group), group]));
  return all.flatMap((one): Told[] => {
    const group = owners.get(one);
    if (group === undefined) return [];
    const key = causeOf(one.finding);
    if (key === undefined)
      return [{ ...one, message: group.length === 1 ? withId(one.violation) : enumerating(group) }];
    const message = group.length === 1 ? withId(one.violation) : unverified(one, group);
    return [{ ...one, message, cause: toldCause(key, one, group) }];
  });
}

/** Text for those that may have it in common, undefined for all others: a decision that does not count is told of each. */
function causeOf(finding: Finding): string | undefined {
  const { cause, remedy, consequence, item } = finding;
  return finding.verdict === "unobservable" && finding.note === undefined && cause !== undefined
    ? JSON.stringify([alike(cause.reason, item), alike(String(remedy), item), consequence])
    : undefined;
}

/** Text for those of which a rule says the same, undefined for all others. */
function kindOf({ rule, finding, violation }: One): string | undefined {
  const { verdict, subject, fact, item } = finding;
  const note = "note" in finding ? finding.note : undefined;
  return item === undefined
    ? undefined
    : JSON.stringify([rule.name, violation.enforcementLevel, verdict, subject, alike(fact, item), note]);
}

function ownerOf(group: readonly One[]): One | undefined {
  return group.find((one) => levelOf(one) === "mandatory") ?? group[0];
}

function levelOf({ rule, violation }: One): EnforcementLevel {
  return violation.enforcementLevel ?? rule.enforcementLevel;
}

/** What cannot be verified for one reason. */
function unverified(one: One, group: readonly One[]): string {
  const { reason, remedy } = reasonIn(one, group);
  return `${withoutReason(one, group, `: ${reason}`)}\n${remedy}`;
}

function toldCause(key: string, one: One, group: readonly One[]): ToldCause {
  const { reason, remedy } = reasonIn(one, group);
  return {
    key,
    text: JSON.stringify([reason, remedy, one.finding.consequence]),
    sameAs: (resource) => withoutReason(one, group, `, for the same reason as ${resource}`),
  };
}

function reasonIn({ finding, violation }: One, group: readonly One[]): Readonly<Record<"reason" | "remedy", string>> {
  const said = sayingOf(group);
  return { reason: said(finding.cause?.reason ?? "", finding), remedy: said(remedyIn(violation), finding) };
}

/** Says a text of all things that the group is about. */
function sayingOf(group: readonly One[]): (text: string, finding: Finding) => string {
  const items = distinct(group.flatMap((one) => one.finding.item ?? []));
  return (text, { item }) => saying(alike(text, item), shortened(items, "; "));
}

/** `because` follows what cannot be verified. */
function withoutReason({ rule, finding }: One, group: readonly One[], because: string): string {
  const own = group.filter((one) => one.rule === rule);
  const subjects = distinct(own.map((one) => one.finding.subject));
  const said = sayingOf(group);
  const questions = distinct(
    own.flatMap((one) => (one.finding.cause?.question ? [said(one.finding.cause.question, one.finding)] : [])),
  );
  const about = questions.length === 0 ? "" : ` ${shortened(questions)}`;
  const consequence = finding.consequence === undefined ? "" : `; ${finding.consequence}`;
  const ids = own.map((one) => ` [${one.violation.id}]`).join("");
  const others = group.filter((one) => one.rule !== rule).map((one) => `${one.rule.name} [${one.violation.id}]`);
  return [
    `${legible(`${shortened(subjects)}: cannot verify${about}${because}${consequence}`)}.${ids}`,
    ...(others.length === 0 ? [] : [`These rules cannot verify anything for the same reason: ${others.join(", ")}.`]),
  ].join("\n");
}

/** What is so of each of several things, with the id of each behind its name. */
function enumerating(group: readonly One[]): string {
  const [first] = group;
  if (first === undefined) return "";
  const things = group.map(({ finding, violation }) => ({
    item: legible(finding.item ?? ""),
    id: violation.id,
    isRest: finding.neverAccepted === "uncounted",
  }));
  const { shown, ids } = enumeratedThings(things, mostNames);
  const consequences = group.flatMap(
    ({ rule, finding }) => finding.consequence ?? (finding.verdict === "unmet" ? rule.consequence : []),
  );
  const common = consequences.length === 0 ? {} : { consequence: consequencesTogether(consequences) };
  const fact = saying(alike(first.finding.fact, first.finding.item), shown);
  const [sentence = ""] = messageOf(first.rule, { ...first.finding, fact, ...common }).split("\n");
  const remedies = distinct(group.map(({ violation }) => remedyIn(violation)));
  const one = remedyForAll(remedies);
  return [
    `${sentence}${ids.map((id) => ` [${id}]`).join("")}`,
    ...(one === undefined ? remedies.slice(0, mostRemedies) : [one]),
    ...(one === undefined && remedies.length > mostRemedies ? ["Fix the others in the same way."] : []),
  ].join("\n");
}

/** What follows the sentence, on lines of its own. */
function remedyIn({ message }: Violation): string {
  return /\n([\s\S]*)$/.exec(message)?.[1] ?? "";
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function shortened(texts: readonly string[], between = ", "): string {
  const shown = texts.slice(0, mostNames);
  const more = texts.length - shown.length;
  if (more > 0) return `${shown.join(between)} and ${more} more`;
  return shown.length === 1 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(between)} and ${shown.at(-1)}`;
}
