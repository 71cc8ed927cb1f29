/** A remediation plan: the steps of all findings in an order in which nothing that is needed is missing in between. */
import type { PlaceOfWork } from "../../catalogue/directory-change.ts";
import { nameKey } from "../../catalogue/distinguished-name.ts";
import { valueWithout } from "../descriptor-value.ts";
import { type Finding, isUnverified, type Result } from "../result.ts";
import type { Step } from "../steps.ts";

export interface PlannedStep {
  /** From 1, through all places. */
  readonly number: number;
  readonly at: PlaceOfWork;
  readonly step: PlanStep;
  /** Those that it mends, alone or with other steps. */
  readonly findings: readonly Finding[];
}

export interface Plan {
  readonly stack: string;
  /** When the facts were judged, ISO 8601 in UTC. */
  readonly judgedAt: string;
  readonly steps: readonly PlannedStep[];
  /** Findings that a person has to deal with, and why no script does. */
  readonly byPerson: readonly { readonly finding: Finding; readonly why: string }[];
}

/** Which findings are wanted; all when both are absent. */
export interface Wanted {
  /** An account of the catalogue. */
  readonly account?: string | undefined;
  /** Ids, in whatever letter case. */
  readonly findings?: readonly string[] | undefined;
}

export function wantedFindings(result: Result, { account, findings }: Wanted): readonly Finding[] {
  const ids = findings?.map((id) => id.toLowerCase());
  return result.findings.filter(
    (finding) =>
      (account === undefined || finding.account === account) &&
      (ids === undefined || ids.includes(finding.id.toLowerCase())),
  );
}

export function planOf(result: Result, wanted: Wanted): Plan {
  const findings = wantedFindings(result, wanted);
  const opposed = opposedIn(findings);
  const whyPerson = (finding: Finding): string | undefined => {
    if (!/^HS-[0-9a-z]{12}$/.test(finding.id)) return "its id is not one of this program";
    if (finding.steps === undefined) return "an earlier version wrote the result, which has no steps";
    if (isUnverified(finding)) return "it could not be verified";
    if (finding.steps.length === 0) return "the remedy needs a decision, or a place that no script reaches";
    return opposed.has(finding) ? "another finding asks for the opposite" : undefined;
  };
  const mechanical = findings.filter((finding) => whyPerson(finding) === undefined);
  const all = mechanical.flatMap((finding) => (finding.steps ?? []).map((step) => ({ step, finding })));
  const distinct = [...Map.groupBy(all, ({ step }) => keyOf(step)).values()];
  const wantedSteps = distinct.flatMap((same): readonly WantedStep[] => {
    const [first] = same;
    return first === undefined
      ? []
      : [{ step: first.step, findings: [...new Set(same.map(({ finding }) => finding))] }];
  });
  const ordered = joiningValues(exchanging(wantedSteps)).toSorted((one, other) => phaseOf(one) - phaseOf(other));
  return {
    stack: result.stack,
    judgedAt: result.obtained.at,
    steps: ordered.map(({ step, findings: of }, index) => ({
      number: index + 1,
      at: step.do === "run" ? step.at : "directory",
      step,
      findings: of,
    })),
    byPerson: findings.flatMap((finding) => {
      const why = whyPerson(finding);
      return why === undefined ? [] : [{ finding, why }];
    }),
  };
}

/** What a step does, whoever asks for it, however its names are spelled, and whatever else dsacls would take. */
function keyOf(step: Step): string {
  return JSON.stringify(step, (field, value) => {
    if (field === "dsacls") return null;
    return namesIn.has(field) && typeof value === "string" ? nameKey(value) : value;
  });
}

/** The fields of a step that name an object. */
const namesIn: ReadonlySet<string> = new Set(["on", "group", "member"]);

interface WantedStep {
  readonly step: PlanStep;
  readonly findings: readonly Finding[];
}

/**
 * Windows joins an entry to one that differs from it in its rights only. To remove that one later would take the new rights
 * along, so such entries are exchanged for each other in one write.
 */
function exchanging(steps: readonly WantedStep[]): readonly WantedStep[] {
  const placeOf = (on: string, entry: string) => {
    const [type, flags = "", , ...rest] = entry.slice(1, -1).split(";");
    return JSON.stringify([nameKey(on), type, (flags.match(/../g) ?? []).toSorted(), rest]).toLowerCase();
  };
  const removed = new Set(
    steps.flatMap(({ step }) =>
      step.do === "remove entries" ? step.entries.map((entry) => placeOf(step.on, entry)) : [],
    ),
  );
  const isJoined = (on: string, entry: string) => removed.has(placeOf(on, entry));
  const joined = steps.flatMap(({ step, findings }) =>
    step.do === "add entries"
      ? step.entries.filter((entry) => isJoined(step.on, entry)).map((entry) => ({ on: step.on, entry, findings }))
      : [],
  );
  return steps.flatMap(({ step, findings }): readonly WantedStep[] => {
    if (step.do === "add entries") {
      const entries = step.entries.filter((entry) => !isJoined(step.on, entry));
      return entries.length === 0 ? [] : [{ step: { ...step, entries }, findings }];
    }
    if (step.do !== "remove entries") return [{ step, findings }];
    const places = step.entries.map((entry) => placeOf(step.on, entry));
    const instead = joined.filter(({ on, entry }) => places.includes(placeOf(on, entry)));
    if (instead.length === 0) return [{ step, findings }];
    const by = [...new Set(instead.map(({ entry }) => entry))];
    const all = [...new Set([...findings, ...instead.flatMap((each) => each.findings)])];
    return [{ step: { do: "exchange entries", on: step.on, entries: step.entries, by }, findings: all }];
  });
}

/** A value is written as a whole, so whatever is to go from it goes in one write. */
function joiningValues(steps: readonly WantedStep[]): readonly WantedStep[] {
  const places = Map.groupBy(steps, ({ step }, index) =>
    step.do === "remove entries of attribute" ? keyOf({ ...step, entries: [] }) : index,
  );
  return [...places.values()].flatMap((same): readonly WantedStep[] => {
    const steps = same.map(({ step }) => step).filter((step) => step.do === "remove entries of attribute");
    const [first] = steps;
    if (first === undefined) return same;
    const entries = [...new Set(steps.flatMap((step) => step.entries))];
    return [{ step: { ...first, entries }, findings: [...new Set(same.flatMap(({ findings }) => findings))] }];
  });
}

/** What is given comes first, what is taken away last: an account never lacks what it is about to get another way. */
function phaseOf({ step }: WantedStep): number {
  switch (step.do) {
    case "add entries":
    case "add member":
      return 0;
    case "set inheritance":
      return step.to ? 0 : 4;
    case "set owner":
      return 2;
    case "exchange entries":
      return 3;
    case "remove entries":
    case "remove entries of attribute":
    case "remove member":
    case "remove value":
      return 4;
    default:
      return 1;
  }
}

/** Findings whose steps another one would take back: which of them is right is for a person. */
function opposedIn(findings: readonly Finding[]): ReadonlySet<Finding> {
  const all = findings.flatMap((finding) =>
    (finding.steps ?? []).flatMap((step) => aims(step).map(([what, how]) => ({ what, how, finding }))),
  );
  const clashing = [...Map.groupBy(all, ({ what }) => what).values()].filter(
    (about) => new Set(about.map(({ how }) => how)).size > 1,
  );
  return new Set(clashing.flatMap((about) => about.map(({ finding }) => finding)));
}

/** What a step is about, and what it makes of it. */
function aims(step: Step): readonly (readonly [what: string, how: string])[] {
  // Whatever is no distinguished name counts without its letter case.
  const about = (...parts: readonly string[]) => JSON.stringify(parts.map(nameKey));
  switch (step.do) {
    case "add entries":
    case "remove entries":
      return step.entries.map((entry) => [about("entry", step.on, entry), step.do]);
    case "remove entries of attribute":
      return step.entries.map((entry) => [about("entry", step.on, step.attribute, entry), step.do]);
    case "set inheritance":
      return [[about(step.do, step.on), String(step.to)]];
    case "set owner":
      return [[about(step.do, step.on), step.owner]];
    case "add member":
    case "remove member":
      return [[about("member", step.group, step.domain ?? "", step.member), step.do]];
    case "set attribute":
      return [[about(step.do, step.on, step.attribute), JSON.stringify(step.after)]];
    case "set account control":
      return [[about(step.do, step.on, step.flag), String(step.to)]];
    case "remove value":
    case "run":
      return [];
  }
}

/** What takes a step back, made from what was observed; null where that is not known, or nothing takes it back. */
export function undoOf(step: PlanStep): UndoStep | null {
  switch (step.do) {
    case "add entries":
      return { do: "take back entries", on: step.on, entries: step.entries };
    case "remove entries":
      return { do: "add entries", on: step.on, entries: step.entries, dsacls: null };
    case "remove entries of attribute":
      return { ...step, do: "restore attribute" };
    case "exchange entries":
      return { ...step, entries: step.by, by: step.entries };
    case "set inheritance":
      return { ...step, to: !step.to };
    case "set owner":
      return step.before === null ? null : { ...step, owner: step.before, before: step.owner };
    case "add member":
      return { ...step, do: "remove member" };
    case "remove member":
      return { ...step, do: "add member" };
    case "set attribute":
      return step.before === null ? null : { ...step, after: step.before, before: isStored(step) ? step.after : null };
    case "set account control":
      return { ...step, to: !step.to };
    case "remove value":
      return null;
    case "run":
      return step.undo === null ? null : { ...step, ...step.undo, undo: null };
  }
}

type ValueStep = Extract<UndoStep, { readonly do: "remove entries of attribute" | "restore attribute" }>;

/** What an attribute holds before and after such a step, in base64. */
export function valuesOf({ do: what, before: whole, entries }: ValueStep): { before: string; after: string } {
  const without = valueWithout(whole, entries);
  // The schema of steps has tried the same.
  if (without === undefined) throw new TypeError("the entries are not in the value");
  return what === "restore attribute" ? { before: without, after: whole } : { before: whole, after: without };
}

/** Whether the directory has the value as it was written: of pwdLastSet, -1 stands for the moment of writing. */
function isStored({ attribute, after }: Extract<Step, { readonly do: "set attribute" }>): boolean {
  const [only] = after;
  return !(attribute === "pwdLastSet" && only !== undefined && "integer" in only && only.integer === "-1");
}

/** The steps of the remedies, and entries that are exchanged for others in one write. */
export type PlanStep =
  | Step
  | {
      readonly do: "exchange entries";
      readonly on: string;
      readonly entries: readonly string[];
      readonly by: readonly string[];
    };

/**
 * Beside the steps of a plan: of an entry that was there before, or that was joined to one, only what was added goes; and a
 * value comes back as it was, byte for byte.
 */
export type UndoStep =
  | PlanStep
  | (Omit<Extract<Step, { readonly do: "remove entries of attribute" }>, "do"> & { readonly do: "restore attribute" })
  | { readonly do: "take back entries"; readonly on: string; readonly entries: readonly string[] };
