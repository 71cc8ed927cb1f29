import type { Sample } from "./facts/sample.ts";

/** How many of several things an observation names: objects, entries, ways, groups. Their count stands beside them. */
export const sampleSize = 20;

/** The first of several different ones, ordered, and how many there are. */
export function sampleOf(texts: readonly string[]): Sample {
  const all = [...new Set(texts)].toSorted();
  return { count: all.length, sample: all.slice(0, sampleSize) };
}

/** Objects of one container: the names of the first ones, and how many there are. */
interface Group {
  readonly names: readonly string[];
  readonly container: string;
  readonly count: number;
}

/** The first objects of several groups, and how many they hold together. */
export function sampleOfGroups(groups: readonly Group[]): Sample {
  const { sample } = sampleOf(groups.flatMap(({ names, container }) => names.map((name) => `${name},${container}`)));
  return { count: groups.reduce((sum, { count }) => sum + count, 0), sample };
}
