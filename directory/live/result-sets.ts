/**
 * Paged searches that a domain controller keeps for one connection; with one more it forgets the oldest, whose next page
 * is then refused (unwillingToPerform). Source: MaxResultSetsPerConn of MS-ADTS 3.1.1.3.4.6, 10 unless someone changed it.
 */
const mostKept = 10;

/** Lets no more paged searches begin on one connection than its domain controller keeps; the others wait. */
export class ResultSets {
  #free = mostKept;
  readonly #waiting: (() => void)[] = [];

  async run<T>(search: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((begin) => this.#waiting.push(begin));
    try {
      return await search();
    } finally {
      // Handed on without becoming free in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
