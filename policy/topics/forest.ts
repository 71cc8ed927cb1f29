/** What the rules about a forest share. */

import type { ForestInputs } from "../../contract/active-directory.ts";
import type { ForestObservation } from "../../directory/facts/forest.ts";
import type { Context } from "../judgement/rule.ts";
import { listed } from "../judgement/settle.ts";
import { about, type Subject } from "../judgement/subject.ts";
import type { Conclusion, Verdict } from "../judgement/verdict.ts";
import { problemOf } from "./evidence.ts";

/** Judges what was seen of a forest as a whole; `subject` names it. */
export function judgeForest(
  { forest, observed }: ForestInputs,
  context: Context,
  judge: (observed: ForestObservation, subject: Subject) => Conclusion,
): readonly Verdict[] {
  const subject = about(`The forest ${forest}`, "forest");
  const { evidence } = observed;
  // Facts count one by one; only where nothing was opened does one of them say why for all.
  const why = evidence.source === "none" ? observed.domains : null;
  return listed(problemOf(evidence, why, forest, subject, context) ?? judge(observed, subject));
}
