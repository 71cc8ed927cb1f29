import { millisecondsPerDay } from "../../catalogue/calendar.ts";

/** The tenant's own time, which a test may move ahead: what the tenant forgets after a while, it forgets by this. */
export class Clock {
  #ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  advance({ days }: { readonly days: number }): void {
    this.#ahead += days * millisecondsPerDay;
  }

  /** Whether a moment, ISO 8601, lies further back than the given days. */
  isOlderThan(moment: string, days: number): boolean {
    return this.now().getTime() - Date.parse(moment) > days * millisecondsPerDay;
  }
}
