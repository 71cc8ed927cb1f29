import { describe, expect, it } from "vitest";
import { ClockError, now } from "../../../policy/judgement/clock.ts";

const pinned = { HYBRID_SYNC_LAB_CLOCK: "2026-11-20T09:00:00Z" };

describe("the clock", () => {
  it("is the real one when nothing pins it, beside whichever tenant", () => {
    const before = Date.now();
    for (const environment of [{}, { HYBRID_SYNC_LAB_CLOCK: "" }, { ARM_METADATA_HOSTNAME: "localhost:8443" }]) {
      const time = now(environment).getTime();
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(Date.now());
    }
  });

  it.each(["localhost", "localhost:8443", "LOCALHOST:1", "127.0.0.1:8443", "127.8.9.10", "[::1]:8443", "::1"])(
    "may be pinned beside a simulated tenant at %s",
    (host) => {
      expect(now({ ...pinned, ARM_METADATA_HOSTNAME: host }).toISOString()).toBe("2026-11-20T09:00:00.000Z");
    },
  );

  it("keeps to the time zone it is pinned with", () => {
    const time = now({ HYBRID_SYNC_LAB_CLOCK: "2026-11-20T00:30+02:00", ARM_METADATA_HOSTNAME: "localhost" });
    expect(time.toISOString()).toBe("2026-11-19T22:30:00.000Z");
  });

  it.each([
    undefined,
    "",
    "management.azure.com",
    "localhost.tailspin.example",
    "127.0.0.1.tailspin.example:443",
    "tailspin.example#localhost",
    "localhost@tailspin.example",
    "tailspin.example\nlocalhost",
    "128.0.0.1",
    "10.127.0.0",
  ])("may not be pinned beside a tenant at %j", (host) => {
    expect(() => now({ ...pinned, ARM_METADATA_HOSTNAME: host })).toThrow(ClockError);
  });

  it("says why, and what to do", () => {
    expect(() => now(pinned)).toThrow(
      'HYBRID_SYNC_LAB_CLOCK is set to "2026-11-20T09:00:00Z", but ARM_METADATA_HOSTNAME, or azuread:metadataHost of the stack, names no simulated tenant on this machine, and the clock can only be pinned there. ' +
        "Rules about dates would judge by a wrong day; unset HYBRID_SYNC_LAB_CLOCK.",
    );
  });

  it.each(["tomorrow", "2026-11-20", "2026-11-20T09:00:00", "2026-13-40T09:00:00Z", "1763629200000"])(
    "is not pinned to %j, which is no time",
    (value) => {
      expect(() => now({ HYBRID_SYNC_LAB_CLOCK: value, ARM_METADATA_HOSTNAME: "localhost" })).toThrow(
        `HYBRID_SYNC_LAB_CLOCK is set to "${value}", but that is not a time in ISO 8601, such as 2026-11-20T09:00:00Z.`,
      );
    },
  );
});
