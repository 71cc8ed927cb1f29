/**
 * The one place where what was observed, or could not be, becomes a verdict: unknown is never compliant, a recorded
 * snapshot counts for some days only, and a rule that fails concludes nothing.
 */
import type { AccountId } from "../../catalogue/accounts.ts";
import type { Fact } from "../../catalogue/fact.ts";
import { type Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { Evidence } from "../../directory/facts/evidence.ts";
import type { ForestObservation } from "../../directory/facts/forest.ts";
import type { ObjectsSeen } from "../../directory/facts/permissions.ts";
import { shapes } from "../shapes.ts";
import { dayOf, daysSince } from "./days.ts";
import type { Context, DeclaredResource, Rule } from "./rule.ts";
import { subjectOf } from "./subject.ts";
import { guarded, isUnknownValue, MisshapenInputError } from "./unknown-values.ts";
import {
  type Conclusion,
  cannotVerify,
  notApplicable,
  notObserved,
  notYetKnown,
  undecided,
  type Verdict,
} from "./verdict.ts";

/** Clocks of the machine that recorded and of the one that judges may differ by this much; in days. */
const toleratedClockDifference = 1 / 24;

/** Judges one resource by one rule: no verdict when the rule is about other resources, and never an exception. */
export function judgeResource(rule: Rule, resource: DeclaredResource, context: Context): readonly Verdict[] {
  if (!rule.resources.includes(resource.type)) return [];
  try {
    const inputs = guarded(resource.inputs, shapes[resource.type]);
    if (rule.accounts && !rule.accounts.includes(inputs.account as AccountId)) {
      return [notApplicable(resource.name, "is an account to which this rule does not apply")];
    }
    const verdicts = rule.judge(inputs, context);
    if (verdicts.length === 0) return [failure(rule, resource, "it returned no verdict")];
    return verdicts.every(isWorded)
      ? verdicts
      : [...verdicts.filter(isWorded), failure(rule, resource, "a verdict without text")];
  } catch (error) {
    if (isUnknownValue(error)) return [notYetKnown(resource.name)];
    if (error instanceof MisshapenInputError) return [misshapen(resource, error)];
    return [failure(rule, resource, error instanceof Error ? error.name : typeof error)];
  }
}

/** Damaged inputs may leave anything where a name was meant, and anyone who shows the verdict must not stumble over it. */
function isWorded({ subject, fact, consequence = "", evidence = "" }: Verdict): boolean {
  return [subject, fact, consequence, evidence].every((words: unknown) => typeof words === "string");
}

/** Where stored inputs were changed by hand, or another version wrote them: the place, and nothing of what stands there. */
function misshapen({ name }: DeclaredResource, { message }: MisshapenInputError): Verdict {
  return {
    ...cannotVerify(
      name,
      null,
      message,
      wayOut`Run "pulumi refresh" to observe it again: another version of hybrid-sync wrote it, or someone changed the state of the stack.`,
    ),
    consequence: "nothing is concluded about this resource",
    enforcementLevel: "mandatory",
  };
}

/** Says which kind of error it was, and nothing of the inputs: a secret may stand in them. */
function failure(rule: Rule, resource: DeclaredResource, problem: string): Verdict {
  return {
    ...cannotVerify(
      resource.name,
      null,
      `the rule ${rule.name} failed (${problem})`,
      wayOut`Run "pulumi refresh" if another version of hybrid-sync created this stack. Otherwise report the defect with the name of the rule.`,
    ),
    consequence: "nothing is concluded about this resource",
    enforcementLevel: "mandatory",
  };
}

/** Judges each of several items by itself, so that a value which is not known yet hides nothing about the others. */
export function each<T>(subject: string, items: readonly T[], judge: (item: T) => Conclusion): readonly Verdict[] {
  // By index, because an iteration would read the item, and meet one that is not known, outside of the guard.
  return Array.from({ length: items.length }, (_, index) => {
    try {
      return judge(items[index] as T);
    } catch (error) {
      if (isUnknownValue(error)) return notYetKnown(subject);
      throw error;
    }
  }).flat();
}

/**
 * Judges the value of a fact, or says why there is none. `question` completes "cannot verify …"; `remedy` is the way out
 * of what is undecided, the rule's own when absent.
 */
export function settle<T>(
  fact: Fact<T>,
  { subject, question, remedy }: { readonly subject: string; readonly question: string; readonly remedy?: Remedy },
  judge: (value: T) => Conclusion,
): readonly Verdict[] {
  if ("observed" in fact) return listed(judge(fact.observed));
  if ("unobservable" in fact) {
    return [notObserved(subject, question, fact.unobservable)];
  }
  return [undecided(subject, question, fact.undecided.reason, remedy)];
}

function listed(conclusion: Conclusion): readonly Verdict[] {
  return [conclusion].flat();
}

/** What the rules about an account in Active Directory share: whose it is, and what was seen of it. */
export interface ObservedAccountInputs<Details> {
  readonly account: AccountId;
  readonly forest: string;
  readonly name: string | null;
  readonly observed: {
    readonly evidence: Evidence;
    readonly account: Fact<FoundAccount | null> | null;
    readonly details: Details | null;
  };
}

/** The account as declared: its title, with the name where one is given. */
export function declaredSubject({
  account,
  forest,
  name,
}: Pick<ObservedAccountInputs<unknown>, "account" | "forest" | "name">): string {
  return name === null ? `${subjectOf(account, null)} of ${forest}` : subjectOf(account, name);
}

/** The way out where several objects may be the account. */
const nameTheOne = wayOut`Name the intended account in the stack configuration, preferably by its distinguished name.`;

/** Judges whether there is such an account; the judge gets null when none was seen. */
export function judgeExistence(
  inputs: ObservedAccountInputs<unknown>,
  context: Context,
  judge: (found: FoundAccount | null) => Conclusion,
): readonly Verdict[] {
  const subject = declaredSubject(inputs);
  const { evidence, account } = inputs.observed;
  const problem = evidenceProblem(inputs, subject, context.now);
  if (problem) return [problem];
  if (account === null) {
    return [
      cannotVerify(
        subject,
        "whether it exists",
        "it was not observed",
        wayOut`Run "pulumi refresh" to observe it again.`,
      ),
    ];
  }
  return settle(account, { subject, question: `whether it exists ${place(evidence)}`, remedy: nameTheOne }, judge);
}

/**
 * Judges what was seen of an account that is there. When it is not, another rule says so, and there is nothing here to
 * judge, unless `absent` says otherwise.
 */
export function judgeAccount<Details>(
  inputs: ObservedAccountInputs<Details>,
  context: Context,
  question: string,
  judge: (found: FoundAccount, details: Details) => Conclusion,
  absent?: () => Conclusion,
): readonly Verdict[] {
  const declared = declaredSubject(inputs);
  const { account, details } = inputs.observed;
  if (account === null) return [notApplicable(declared, "has no object in the directory")];
  const problem = evidenceProblem(inputs, declared, context.now);
  if (problem) return [problem];
  return settle(account, { subject: declared, question, remedy: nameTheOne }, (found): Conclusion => {
    if (found === null) return absent?.() ?? notApplicable(declared, "was not seen");
    if (details === null) {
      return cannotVerify(
        found.name,
        question,
        "its attributes could not be read",
        wayOut`Let the read account read the properties of ${found.distinguishedName}.`,
      );
    }
    return judge(found, details);
  });
}

/** Judges what was seen of a forest as a whole; `subject` names it. */
export function judgeForest(
  { forest, observed }: ForestInputs,
  { now }: Context,
  judge: (observed: ForestObservation, subject: string) => Conclusion,
): readonly Verdict[] {
  const subject = `The forest ${forest}`;
  const { evidence } = observed;
  // Facts count one by one; only where nothing was opened does one of them say why for all.
  const why = evidence.source === "none" ? observed.domains : null;
  return listed(problemOf(evidence, why, forest, subject, now) ?? judge(observed, subject));
}

/** Why nothing may be concluded from the evidence, if so. */
function evidenceProblem(
  { forest, observed }: Pick<ObservedAccountInputs<unknown>, "forest" | "observed">,
  subject: string,
  now: Date,
): Verdict | undefined {
  return problemOf(observed.evidence, observed.account, forest, subject, now);
}

/** `seen` says why nothing was, where the directory could not be opened. */
function problemOf(
  evidence: Evidence,
  seen: Fact<unknown> | null,
  forest: string,
  subject: string,
  now: Date,
): Verdict | undefined {
  switch (evidence.source) {
    case "live":
      return undefined;
    case "snapshot":
      return snapshotProblem(evidence, forest, subject, now);
    case "none":
      return seen !== null && "unobservable" in seen
        ? notObserved(subject, null, seen.unobservable)
        : cannotVerify(
            subject,
            null,
            `the directory of ${forest} could not be opened`,
            wayOut`Check the directory of ${forest} under hybrid-sync:forests.`,
          );
  }
}

function snapshotProblem(
  { recordedAt, maximumAgeDays }: Extract<Evidence, { source: "snapshot" }>,
  forest: string,
  subject: string,
  now: Date,
): Verdict | undefined {
  const age = daysSince(recordedAt, now);
  const remedy = wayOut`Record it again with: npm run snapshot -- --stack NAME`;
  const recorded = `the snapshot of ${forest} was recorded on ${dayOf(new Date(recordedAt))}`;
  if (age < -toleratedClockDifference) {
    return cannotVerify(
      subject,
      null,
      `${recorded}, which is later than today, ${dayOf(now)}`,
      wayOut`Correct the clock of this machine. ${remedy}`,
    );
  }
  if (age <= maximumAgeDays) return undefined;
  return cannotVerify(
    subject,
    null,
    `${recorded} and is ${Math.floor(age)} days old; maximumAgeDays is ${maximumAgeDays}`,
    remedy,
  );
}

/** Where something was seen, or not: `on dc1.contoso.example (snapshot of 2026-11-20)`. */
export function place(evidence: Evidence): string {
  switch (evidence.source) {
    case "live":
      return `on ${domainControllers(evidence)}`;
    case "snapshot":
      return `on ${domainControllers(evidence)}${age(evidence)}`;
    case "none":
      return "in the directory";
  }
}

/** Which objects of a domain were looked at: `345 objects visible to CONTOSO\\svc-reader on dc1.contoso.example`. */
export function objectsSeen({ domainController, visible }: ObjectsSeen, evidence: Evidence): string {
  const objects = visible === 1 ? "1 object" : `${visible} objects`;
  const reader = evidence.source === "none" ? "the reader" : evidence.reader;
  return `${objects} visible to ${reader} on ${domainController}${age(evidence)}`;
}

function age(evidence: Evidence): string {
  if (evidence.source !== "snapshot") return "";
  return ` (${evidence.edited === true ? "edited snapshot" : "snapshot"} of ${dayOf(new Date(evidence.recordedAt))})`;
}

/** How many domain controllers a sentence names. */
const mostNamed = 3;

function domainControllers({ domainController, domainControllers: all = [] }: Exclude<Evidence, { source: "none" }>) {
  const names = [...new Set([domainController, ...all.flatMap(({ names }) => names)])];
  return names.length <= mostNamed
    ? names.join(", ")
    : `${domainController} and ${names.length - 1} more domain controllers`;
}
