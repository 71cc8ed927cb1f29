/**
 * Times and durations as Active Directory stores them, in decimal: intervals of 100 ns since 1601-01-01 UTC, negative
 * where they are durations. Source: MS-DTYP 2.3.3, MS-ADTS 3.1.1.2.2.2.11.
 */

import { DamagedValueError } from "./damaged-value.ts";

/** Milliseconds between 1601-01-01, where Windows starts to count, and 1970-01-01. */
const windowsEpoch = 11_644_473_600_000n;

/** The largest value, which stands for "never" wherever a time may be left open. Source: MS-ADA1 2.3. */
const never = 0x7fff_ffff_ffff_ffffn;

/** ISO 8601 in UTC; null for zero and for "never". Throws DamagedValueError for what is no time. */
export function timeIn(stored: string, attribute: string, owner: string): string | null {
  const ticks = /^\d{1,19}$/.test(stored) ? BigInt(stored) : -1n;
  if (ticks < 0n || ticks > never) throw new DamagedValueError(attribute, owner, "it is not a time");
  if (ticks === 0n || ticks === never) return null;
  return new Date(Number(ticks / 10_000n - windowsEpoch)).toISOString();
}

/** Whole seconds of a duration. Throws DamagedValueError for what is none. */
export function secondsIn(stored: string, attribute: string, owner: string): number {
  if (!/^-\d{1,19}$|^0$/.test(stored) || -BigInt(stored) > never + 1n)
    throw new DamagedValueError(attribute, owner, "it is not a duration");
  return Number(-BigInt(stored) / 10_000_000n);
}
