/** A list cut short: how many there are, and the first of them by name, at most `largestSample`. */
export interface Listing<T> {
  readonly count: number;
  readonly sample: readonly T[];
}
