/** What has changed from one result to another. */
import { countOf } from "../catalogue/count-of.ts";
import { legible } from "../catalogue/legible.ts";
import { coloursFor } from "./colours.ts";
import { type AcceptedFinding, type Finding, isUnverified, type Result } from "./result.ts";
import { decision, markOf, nameOf, sentence } from "./sentence.ts";

export interface Comparison {
  /** What makes the two hard to compare, in sentences. */
  readonly remarks: readonly string[];
  /** In the later result only. */
  readonly appeared: readonly Finding[];
  /** Not in the later result, whose rule now comes to another verdict about the same. */
  readonly fixed: readonly Finding[];
  /** What the earlier result could not verify, and the later one could; where it found something, that is new. */
  readonly verified: readonly Finding[];
  /** Not in the later result, which could not verify it or did not judge it: it may be there as before. */
  readonly unknown: readonly { readonly finding: Finding; readonly because: string }[];
  /** An exception or the baseline accepts in the later result what it did not accept before. */
  readonly accepted: readonly AcceptedFinding[];
  /** The earlier result accepted it, and the later one does not. */
  readonly countsAgain: readonly Finding[];
  /** In both, with another level, severity, verdict or fact. */
  readonly changed: readonly { readonly before: Finding; readonly after: Finding }[];
  readonly unchanged: number;
}

export function compare(before: Result, after: Result): Comparison {
  const earlier = byId(before.findings);
  const later = byId(after.findings);
  const acceptedEarlier = byId(before.accepted);
  const acceptedLater = byId(after.accepted);
  const both = [...later].flatMap(([id, now]) => {
    const then = earlier.get(id);
    return then === undefined ? [] : [{ before: then, after: now }];
  });
  const changed = both.filter((pair) =>
    (["fact", "level", "severity", "verdict"] as const).some((key) => pair.before[key] !== pair.after[key]),
  );
  const added = [...later.values()].filter(({ id }) => !earlier.has(id));
  const gone = [...earlier.values()].filter(({ id }) => !later.has(id));
  const nowhere = gone.filter(({ id }) => !acceptedLater.has(id));
  const unknown = nowhere.flatMap((finding) => {
    const because = whyUnknown(finding, after);
    return because === null ? [] : [{ finding, because }];
  });
  const settled = nowhere.filter((finding) => !unknown.some((one) => one.finding === finding));
  return {
    remarks: remarksOn(before, after),
    appeared: added.filter(({ id }) => !acceptedEarlier.has(id)),
    fixed: settled.filter((finding) => !isUnverified(finding)),
    verified: settled.filter(isUnverified),
    unknown,
    accepted: gone.flatMap(({ id }) => acceptedLater.get(id) ?? []),
    countsAgain: added.filter(({ id }) => acceptedEarlier.has(id)),
    changed,
    unchanged: both.length - changed.length,
  };
}

function byId<T extends { readonly id: string }>(findings: readonly T[]): ReadonlyMap<string, T> {
  return new Map(findings.map((finding) => [finding.id, finding]));
}

/** A finding is fixed only where its rule was able to judge the same once more. */
function whyUnknown({ rule, resource }: Finding, { verdicts }: Result): string | null {
  const judged = verdicts.filter((one) => one.rule === rule && one.resource === resource);
  if (judged.some(isUnverified)) return "cannot be verified now";
  if (judged.some(({ verdict }) => verdict === "not yet known")) return "is not known before an update";
  return judged.length === 0 ? "is not judged now" : null;
}

function remarksOn(before: Result, after: Result): string[] {
  const [then, now] = [before.obtained, after.obtained];
  return [
    ...(before.stack === after.stack
      ? []
      : [`These are results of two stacks: first ${before.stack}, then ${after.stack}.`]),
    ...(Date.parse(then.at) > Date.parse(now.at)
      ? [`The first result is the later one: it was judged at ${then.at}, and the second one at ${now.at}.`]
      : []),
    ...(then.program === now.program
      ? []
      : [`Two versions of hybrid-sync judged, ${then.program} and ${now.program}: their rules may differ.`]),
  ];
}

export function renderComparison(
  { remarks, appeared, fixed, verified, unknown, accepted, countsAgain, changed, unchanged }: Comparison,
  { colour }: { readonly colour: boolean },
): string {
  const colours = coloursFor(colour);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", colours.bold(title), ...lines.map((line) => `  ${legible(line)}`)];
  const line = (finding: Finding) => `[${finding.level}, ${markOf(finding)}] ${sentence(finding)} (${nameOf(finding)})`;
  const others = [
    [countsAgain.length, "no longer accepted"],
    [accepted.length, "accepted now"],
    [verified.length, "verified now"],
    [unknown.length, "not known now"],
  ] as const;
  const counts = [
    countOf(appeared.length, "new finding"),
    `${fixed.length} fixed`,
    ...others.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`])),
    `${changed.length} changed`,
    `${unchanged} unchanged`,
  ];
  return [
    counts.join(", "),
    ...remarks.map(legible),
    ...section("New", appeared.map(line)),
    ...section("No longer accepted", countsAgain.map(line)),
    ...section(
      "Not known now",
      unknown.map(({ finding, because }) => `${because}: ${line(finding)}`),
    ),
    ...section("Fixed", fixed.map(line)),
    ...section("Verified now", verified.map(line)),
    ...section(
      "Accepted now",
      accepted.map((finding) => `${line({ ...finding, note: null })}: ${decision(finding)}`),
    ),
    ...section(
      "Changed",
      changed.flatMap(({ before, after }) => [`was ${line(before)}`, `is  ${line(after)}`]),
    ),
  ].join("\n");
}
