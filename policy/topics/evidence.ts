/** What observations rest on: how long it counts, and how it is named. */

import type { Fact } from "../../catalogue/fact.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { Evidence } from "../../directory/facts/evidence.ts";
import type { ObjectsSeen } from "../../directory/facts/permissions.ts";
import { ofPack } from "../judgement/context.ts";
import { dayOf, daysSince } from "../judgement/days.ts";
import type { Context } from "../judgement/rule.ts";
import type { Concerned } from "../judgement/subject.ts";
import { cannotVerify, notObserved, type Verdict } from "../judgement/verdict.ts";

/** Clocks of the machine that recorded and of the one that judges may differ by this much; in days. */
const toleratedClockDifference = 1 / 24;

/**
 * Why nothing may be concluded from the evidence, if so: a snapshot counts for some days only. `seen` says why nothing was,
 * where the directory could not be opened.
 */
export function problemOf(
  evidence: Evidence,
  seen: Fact<unknown> | null,
  forest: string,
  subject: Concerned,
  context: Context,
): Verdict | undefined {
  switch (evidence.source) {
    case "live":
      return undefined;
    case "snapshot":
      return snapshotProblem(evidence, forest, subject, context);
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
  { recordedAt, maximumAgeDays: allowed }: Extract<Evidence, { source: "snapshot" }>,
  forest: string,
  subject: Concerned,
  context: Context,
): Verdict | undefined {
  const { now, thresholds } = context;
  const maximumAgeDays = Math.min(allowed, thresholds.snapshotDays);
  const age = daysSince(recordedAt, now);
  const remedy = wayOut`Record it again with: npx hybrid-sync snapshot --stack NAME`;
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
    `${recorded} and is ${Math.floor(age)} days old; ${maximumAgeDays === allowed ? "maximumAgeDays" : "thresholds.snapshotDays"} is ${maximumAgeDays}${maximumAgeDays === allowed ? "" : ofPack(context, "snapshotDays")}`,
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
