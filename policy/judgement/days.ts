import { millisecondsPerDay } from "../../catalogue/calendar.ts";

/** A date that is none. */
export class DateError extends Error {
  readonly value: string;

  constructor(value: string) {
    super(`"${value}" is not a date`);
    this.name = "DateError";
    this.value = value;
  }
}

/** The day of a moment in UTC, `2026-11-20`. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Whether a last day, `2026-12-31`, is over. The day itself still counts, in UTC. @throws {DateError} */
export function isOver(lastDay: string, now: Date): boolean {
  return dayOf(now) > validDay(lastDay);
}

/** How far the clocks that are farthest ahead are ahead of UTC, in milliseconds: 14 hours. */
const farthestAhead = (14 * millisecondsPerDay) / 24;

/** Whether a day has not begun yet anywhere: in the east, today begins while UTC has yesterday. @throws {DateError} */
export function isAhead(day: string, now: Date): boolean {
  return dayOf(new Date(now.getTime() + farthestAhead)) < validDay(day);
}

/** Whether a day is farther ahead than anybody plans: the year is probably misspelled. @throws {DateError} */
export function isFarAhead(day: string, now: Date, { years }: { readonly years: number }): boolean {
  return daysSince(validDay(day), now) < -366 * years;
}

/** Days between a moment, ISO 8601, and now; fractions included, negative when the moment is ahead. @throws {DateError} */
export function daysSince(moment: string, now: Date): number {
  const time = Date.parse(moment);
  if (Number.isNaN(time)) throw new DateError(moment);
  return (now.getTime() - time) / millisecondsPerDay;
}

/** How much of the time between two days is over, from 0 on the first day to 1 at the end of the last. @throws {DateError} */
export function partOver(firstDay: string, lastDay: string, now: Date): number {
  const since = daysSince(`${validDay(firstDay)}T00:00:00Z`, now);
  const left = -daysSince(`${validDay(lastDay)}T00:00:00Z`, now);
  // A certificate of a day is over as soon as it begins.
  return since + left <= 0 ? 1 : Math.min(1, Math.max(0, since / (since + left)));
}

function validDay(day: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))) throw new DateError(day);
  return day;
}
