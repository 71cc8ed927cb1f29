import { describe, expect, it } from "vitest";
import { secondsIn, timeIn } from "../../directory/windows-time.ts";

const owner = "CN=x,DC=wingtip,DC=test";

describe("a time of Active Directory", () => {
  it("counts from 1601", () => {
    expect(timeIn("133497504000000000", "accountExpires", owner)).toBe("2024-01-15T00:00:00.000Z");
    expect(timeIn("1", "accountExpires", owner)).toBe("1601-01-01T00:00:00.000Z");
    expect(timeIn("9223372036854775806", "accountExpires", owner)).toMatch(/^\+030828-09-14/);
  });

  it.each(["0", "9223372036854775807"])("%j is none", (stored) => {
    expect(timeIn(stored, "accountExpires", owner)).toBeNull();
  });

  it.each(["-1", "soon", "", "1.5", "9223372036854775808", "1".repeat(400)])("%j makes no sense", (stored) => {
    const told = `accountExpires of ${owner} cannot be decoded: it is not a time`;
    expect(() => timeIn(stored, "accountExpires", owner)).toThrow(told);
  });
});

describe("a duration of Active Directory", () => {
  it("is stored as a negative number of intervals", () => {
    expect(secondsIn("-864000000000", "minPwdAge", owner)).toBe(86_400);
    expect(secondsIn("0", "minPwdAge", owner)).toBe(0);
    expect(secondsIn("-9223372036854775808", "minPwdAge", owner)).toBe(922_337_203_685);
  });

  it.each(["long", "", "864000000000", "-9223372036854775809", `-${"9".repeat(400)}`])("%j is none", (stored) => {
    const told = `minPwdAge of ${owner} cannot be decoded: it is not a duration`;
    expect(() => secondsIn(stored, "minPwdAge", owner)).toThrow(told);
  });
});
