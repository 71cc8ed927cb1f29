import { describe, expect, it } from "vitest";
import { secondsOf, timeOf } from "../../directory/windows-time.ts";

describe("a time of Active Directory", () => {
  it("counts from 1601", () => {
    expect(timeOf("133497504000000000")).toBe("2024-01-15T00:00:00.000Z");
    expect(timeOf("1")).toBe("1601-01-01T00:00:00.000Z");
  });

  it.each(["0", "9223372036854775807", "-1", "soon", ""])("%j is none", (stored) => {
    expect(timeOf(stored)).toBeNull();
  });
});

describe("a duration of Active Directory", () => {
  it("is stored as a negative number of intervals", () => {
    expect(secondsOf("-864000000000")).toBe(86_400);
    expect(secondsOf("0")).toBe(0);
    expect(secondsOf("long")).toBeNull();
  });
});
