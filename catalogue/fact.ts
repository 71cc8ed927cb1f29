/** Why something could not be read, and what would allow it. */
export interface Unobservable {
  readonly reason: string;
  /** The right, grant or setting that would make it readable. */
  readonly remedy: string;
}

/** Why what was read settles nothing. */
export interface Undecided {
  readonly undecided: { readonly reason: string };
}

/**
 * One thing asked of a directory or a tenant: read, not readable, or read but not decidable.
 * Plain JSON, because it is stored in the state and handed to the policy pack.
 */
export type Fact<T> =
  | {
      readonly observed: T;
      /** Of a list: why it may have more than what was read, or why nobody can tell. */
      readonly besides?: Unobservable | Undecided;
    }
  | { readonly unobservable: Unobservable }
  | Undecided;

export function observed<T>(value: T): Fact<T> {
  return { observed: value };
}

export function unobservable(reason: string, remedy: string): { readonly unobservable: Unobservable } {
  return { unobservable: { reason, remedy } };
}

export function undecided(reason: string): Undecided {
  return { undecided: { reason } };
}
