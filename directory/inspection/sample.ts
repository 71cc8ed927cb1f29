import type { ObjectGroup } from "../census.ts";
import type { Sample } from "../facts/sample.ts";

/** How many of several things are named. */
export const sampleSize = 20;

/** The first of several different ones, ordered, and how many there are. */
export function sampleOf(texts: readonly string[]): Sample {
  const all = [...new Set(texts)].toSorted();
  return { count: all.length, sample: all.slice(0, sampleSize) };
}

/** The first objects of several groups, and how many they hold together. */
export function sampleOfGroups(groups: readonly ObjectGroup[]): Sample {
  const { sample } = sampleOf(groups.flatMap(({ names, container }) => names.map((name) => `${name},${container}`)));
  return { count: groups.reduce((sum, { count }) => sum + count, 0), sample };
}
