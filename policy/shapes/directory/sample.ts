import type { Sample } from "../../../directory/facts/sample.ts";
import type { Shape } from "../shape.ts";
import { list, object, tally, text } from "../shape.ts";

/** A list cut short, and how many there were. */
export function sampled<T>(item: Shape<T>) {
  return object<{ readonly count: number; readonly sample: readonly T[] }>({ count: tally, sample: list(item) });
}

export const sample = object<Sample>({ count: tally, sample: list(text) });
