/** Small steps from one fact to another. */
import { type Fact, observed, unobservable } from "../catalogue/fact.ts";
import { DirectoryUnavailableError } from "./source.ts";

/** Reads something; what the source cannot answer becomes an unobservable fact. */
export async function factOf<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return observed(await read());
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    return unobservable(error.reason, error.remedy);
  }
}

/** Concludes from what was read; a value that cannot be decoded makes the conclusion unobservable. */
export function mapFact<T, U>(fact: Fact<T>, conclude: (value: T) => Fact<U>): Fact<U> {
  if (!("observed" in fact)) return fact;
  try {
    return conclude(fact.observed);
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    return unobservable(error.reason, error.remedy);
  }
}

/** An attribute that every object of its kind has: its absence means that the reader may not read it. */
export function always<T>(value: T | null, attribute: string, owner: string, reader: string): Fact<T> {
  return value === null ? notReadable(attribute, owner, reader) : observed(value);
}

/** An attribute of `owner` that `reader` may not read. */
export function notReadable(attribute: string, owner: string, reader: string) {
  return unobservable(
    `${reader} may not read ${attribute} of ${owner}`,
    `Grant ${reader} Read ${attribute} on ${owner}`,
  );
}
