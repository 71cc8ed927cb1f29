/** Organizational units that someone declared and that lead to nothing: a name with a letter too few names no object. */
import { distance } from "fastest-levenshtein";
import { nameKey, withinKey } from "../../catalogue/distinguished-name.ts";
import type { Census } from "../census.ts";
import type { MissingUnit } from "../facts/permissions.ts";

/** Letters by which a name may differ from the one that was meant; what differs more is another name. */
const mostDifferent = 4;

/** A unit that the reader does not see, and below which it sees objects, is there anyway. */
export function missingUnits(census: Census, scope: readonly string[]): readonly MissingUnit[] {
  const missing = scope.filter((unit) => census.container(unit) === undefined);
  if (missing.length === 0) return [];
  const filled = [...new Set(census.groups().map(({ container }) => container))].map(nameKey);
  const containers = census.containers().map(({ container, names: [name = ""] }) => `${name},${container}`);
  return missing
    .filter((unit) => !filled.some(withinKey(nameKey(unit))))
    .map((unit) => ({ unit, nearest: nearest(unit, containers.toSorted()) }));
}

function nearest(unit: string, containers: readonly string[]): string | null {
  const wanted = nameKey(unit);
  const near = containers
    // Names of very different lengths are not worth the comparison.
    .filter((name) => Math.abs(name.length - unit.length) <= 3 * mostDifferent)
    .map((name) => ({ name, away: distance(wanted, nameKey(name)) }))
    .filter(({ away }) => away <= mostDifferent);
  return near.toSorted((a, b) => a.away - b.away)[0]?.name ?? null;
}
