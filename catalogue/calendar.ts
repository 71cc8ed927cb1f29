/** Days as they are counted: of 24 hours, in UTC. */
export const millisecondsPerDay = 86_400_000;

/** The day so many days after another one, `2026-11-20`. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * millisecondsPerDay).toISOString().slice(0, 10);
}
