import type { SearchRequest } from "./request.ts";
import type { Result } from "./response.ts";

/** What goes wrong with a search, as a row of a table. */
export interface Fault {
  /** Which searches it hits; `page` counts from 1. */
  readonly when: (search: SearchRequest, page: number) => boolean;
  /** How often; always when absent. */
  readonly times?: number;
  readonly what: Misbehaviour;
}

export type Misbehaviour =
  /** The connection is cut after so many entries of the answer. */
  | { readonly cutAfter: number }
  /** The search ends with this result after so many entries. */
  | { readonly result: Result; readonly after?: number }
  /** A page without entries, and a cookie to go on with. */
  | "empty page"
  /** Nothing is answered. */
  | "silence"
  /** The answer stops, and the client is told that the connection ends. Source: RFC 4511, 4.4.1. */
  | "notice of disconnection";

/** Counts how often each fault has happened. */
export class Faults {
  readonly #left: Map<Fault, number>;

  constructor(faults: readonly Fault[]) {
    this.#left = new Map(faults.map((fault) => [fault, fault.times ?? Number.POSITIVE_INFINITY]));
  }

  /** What goes wrong now, if anything. */
  next(search: SearchRequest, page: number): Misbehaviour | undefined {
    for (const [fault, left] of this.#left) {
      if (left === 0 || !fault.when(search, page)) continue;
      this.#left.set(fault, left - 1);
      return fault.what;
    }
    return undefined;
  }
}
