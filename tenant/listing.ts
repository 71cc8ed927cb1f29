import type { Listing } from "./facts/listing.ts";

/** Most entries that a list in the state shows; the rest is counted. */
export const largestSample = 20;

/** The first entries in the order of their keys, which does not depend on the order in which a tenant answers. */
export function listing<T>(items: readonly T[], key: (item: T) => string): Listing<T> {
  const sorted = items
    .map((item) => ({ item, key: key(item) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
  return { count: sorted.length, sample: sorted.slice(0, largestSample) };
}
