/** Pins the clock, so that recorded samples judge the same on every day. For the practice environment alone. */
const pinningVariable = "HYBRID_SYNC_LAB_CLOCK";
/** Where the azuread provider looks for the cloud it talks to; the practice tenant's is on this machine. */
const tenantVariable = "ARM_METADATA_HOSTNAME";

/** A clock that may not be pinned here, or is pinned to no time. */
export class ClockError extends Error {
  readonly value: string;

  constructor(value: string, problem: string) {
    super(
      `${pinningVariable} is set to "${value}", but ${problem}. Rules about dates would judge by a wrong day; unset ${pinningVariable}.`,
    );
    this.name = "ClockError";
    this.value = value;
  }
}

/**
 * The moment by which rules judge: the real one, unless the practice environment pins it with `HYBRID_SYNC_LAB_CLOCK`
 * (ISO 8601 with a time zone). That counts only beside a simulated tenant on a loopback host: anyone who could set the
 * clock of a real stack could make an expired attestation pass.
 *
 * @throws {ClockError} when the variable is set without a simulated tenant, or is not a time.
 */
export function now(environment: Readonly<Record<string, string | undefined>>): Date {
  const pinned = environment[pinningVariable];
  if (pinned === undefined || pinned === "") return new Date();
  if (!isLoopback(environment[tenantVariable] ?? "")) {
    throw new ClockError(
      pinned,
      `${tenantVariable}, or azuread:metadataHost of the stack, names no simulated tenant on this machine, and the clock can only be pinned there`,
    );
  }
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(pinned)
    ? new Date(pinned)
    : new Date(Number.NaN);
  if (Number.isNaN(time.getTime())) {
    throw new ClockError(pinned, "that is not a time in ISO 8601, such as 2026-11-20T09:00:00Z");
  }
  return time;
}

/** Host and optional port, as the provider takes it; no address that only begins like one of this machine. */
function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\]|::1)(:\d{1,5})?$/i.test(host);
}
