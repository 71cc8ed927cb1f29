/** What an earlier version stored of a faulty set-up, with one value damaged, and which findings are lost by it. */

import { readFileSync } from "node:fs";
import { judge } from "../../policy/judge-stack.ts";
import { type JudgedRule, violationsIn } from "../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";

type Container = Record<string, unknown>;
type Path = readonly string[];

export interface StoredMutation {
  readonly resource: DeclaredResource;
  /** `observed.details.permissions.#.objects`, whichever of several it is. */
  readonly place: string;
  readonly damage: string;
  readonly damaged: DeclaredResource;
}

interface Stored {
  readonly type: string;
  readonly urn: string;
  readonly inputs: Container;
}

const file = new URL("../fixtures/earlier-state/contoso-faulty.json", import.meta.url);
const stored = JSON.parse(readFileSync(file, "utf8")) as readonly Stored[];

const now = new Date("2026-11-23T09:00:00Z");

const damages: Readonly<Record<string, (parent: Container, key: string) => void>> = {
  removed: (parent, key) => {
    if (Array.isArray(parent)) parent[Number(key)] = undefined;
    else delete parent[key];
  },
  null: (parent, key) => {
    parent[key] = null;
  },
  number: (parent, key) => {
    parent[key] = -7;
  },
  text: (parent, key) => {
    parent[key] = "damaged";
  },
  list: (parent, key) => {
    parent[key] = [];
  },
  object: (parent, key) => {
    parent[key] = {};
  },
};

/** Changes after which the inputs say something else that can be so, as if it had been declared or observed. */
const lawful: ReadonlySet<string> = new Set([
  "temporaryUntil null",
  "observed.details.encryptionTypes.observed null",
  "observed.details.logon.workstations.observed null",
  // The domain has no computer account for it.
  "observed.domains.observed.#.seamlessSingleSignOn.observed null",
]);

/** Every value of every resource that has a mandatory finding, in every way in which it can be damaged. */
export function* storedMutations(): Generator<StoredMutation> {
  for (const { type, urn, inputs } of stored) {
    const resource = { type, name: urn.split("::").at(-1) ?? urn, inputs };
    if (mandatory(judge([resource], now)).size === 0) continue;
    for (const path of paths(inputs)) {
      const place = path.map((key) => (/^\d+$/.test(key) ? "#" : key)).join(".");
      for (const [damage, apply] of Object.entries(damages)) {
        if (kindOf(path.reduce<unknown>((value, key) => (value as Container)[key], inputs)) === damage) continue;
        if (lawful.has(`${place} ${damage}`)) continue;
        yield { resource, place, damage, damaged: { ...resource, inputs: changed(resource.inputs, path, apply) } };
      }
    }
  }
}

/**
 * Rules with a mandatory finding about the resource that is gone after the damage, with neither "cannot verify" nor
 * "undecided" of the same rule, nor a mandatory finding of another one, in its place.
 */
export function lostFindings({ resource, damaged }: StoredMutation): readonly string[] {
  const before = findings(resource);
  const judged = judge([damaged], now);
  const after = mandatory(judged);
  if ([...after].some((rule) => !before.has(rule))) return [];
  const open = judged.filter(({ verdicts }) =>
    verdicts.some(({ verdict }) => verdict === "unobservable" || verdict === "undecided"),
  );
  const accounted = new Set([...after, ...open.map(({ rule }) => rule.name)]);
  return [...before].filter((rule) => !accounted.has(rule));
}

const known = new Map<DeclaredResource, ReadonlySet<string>>();

function findings(resource: DeclaredResource): ReadonlySet<string> {
  const found = known.get(resource) ?? mandatory(judge([resource], now));
  known.set(resource, found);
  return found;
}

function mandatory(judged: readonly JudgedRule[]): ReadonlySet<string> {
  const violations = violationsIn(judged).filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
  return new Set(violations.map(({ rule }) => rule.name));
}

function* paths(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) yield* paths(inner, [...path, key]);
}

function changed(value: Container, path: Path, apply: (parent: Container, key: string) => void): Container {
  const [key = "", ...rest] = path;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Container;
  if (rest.length === 0) apply(copy, key);
  else copy[key] = changed(copy[key] as Container, rest, apply);
  return copy;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  return typeof value === "string" ? "text" : typeof value;
}
