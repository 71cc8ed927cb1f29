/** The first few of several, ordered, at most 20, and how many there are. */
export interface Sample {
  readonly count: number;
  readonly sample: readonly string[];
}
