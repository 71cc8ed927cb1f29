/** Findings that say the same of several things, shown as one; each keeps its id. */
import { alike, consequencesTogether, enumeratedThings, remedyForAll, saying } from "../policy/judgement/each-thing.ts";
import type { Finding } from "./result.ts";
import { nameOf } from "./sentence.ts";

/** One finding, or several that differ only in the thing which they are about. */
export interface Shown extends Finding {
  /** All of them, in their order. */
  readonly findings: readonly [Finding, ...Finding[]];
}

/** Things named; the rest is counted, with the ids at the end. */
const mostNames = 5;

/** Where the first of those stands that are shown together. */
export function together(findings: readonly Finding[]): readonly Shown[] {
  return [...Map.groupBy(findings, kindOf).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [shownAs([first, ...others])],
  );
}

function kindOf(finding: Finding): unknown {
  const { rule, resource, level, severity, verdict, subject, fact, item, note } = finding;
  if (item === null || !fact.includes(item)) return finding;
  return JSON.stringify([rule, resource, level, severity, verdict, subject, alike(fact, item), note]);
}

function shownAs(findings: readonly [Finding, ...Finding[]]): Shown {
  const [first] = findings;
  if (findings.length === 1) return { ...first, findings };
  const things = findings.map(({ item, id }) => ({ item: item ?? "", id, isRest: false }));
  const { shown, ids } = enumeratedThings(things, mostNames);
  const fact = saying(alike(first.fact, first.item ?? undefined), shown) + ids.map((id) => ` [${id}]`).join("");
  const consequences = findings.flatMap(({ consequence }) => consequence ?? []);
  const consequence = consequences.length === 0 ? null : consequencesTogether(consequences);
  return { ...first, fact, consequence, remedy: remedyOf(findings), findings };
}

/** Of several, the first one tells what is to be done. */
function remedyOf(findings: readonly Finding[]): string {
  const remedies = [...new Set(findings.map(({ remedy }) => remedy))];
  const [first = "", ...others] = remedies;
  return others.length === 0
    ? first
    : (remedyForAll(remedies) ?? `Of each that is named, as of the first one: ${first}`);
}

/** By its id where it is one, else each id stands in the fact. */
export function nameIn(finding: Shown): string {
  return finding.findings.length === 1 ? nameOf(finding) : `${finding.rule} (${finding.findings.length})`;
}
