import type { Sample } from "../observation.ts";

/** How many of several things are named. */
export const sampleSize = 20;

/** The first of several different ones, ordered, and how many there are. */
export function sampleOf(texts: readonly string[]): Sample {
  const all = [...new Set(texts)].toSorted();
  return { count: all.length, sample: all.slice(0, sampleSize) };
}
