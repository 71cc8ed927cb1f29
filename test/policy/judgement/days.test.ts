import { describe, expect, it } from "vitest";
import { DateError, dayOf, daysSince, isAhead, isFarAhead, isOver, partOver } from "../../../policy/judgement/days.ts";

const evening = new Date("2026-02-28T23:30:00Z");

describe("days", () => {
  it("are counted in UTC", () => {
    expect(dayOf(new Date("2026-03-01T01:30:00+02:00"))).toBe("2026-02-28");
  });

  it("are over when the next one has begun", () => {
    expect([isOver("2026-02-27", evening), isOver("2026-02-28", evening), isOver("2026-03-01", evening)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("are ahead until they begin somewhere on earth", () => {
    const at = (time: string) => isAhead("2026-03-01", new Date(time));
    expect([at("2026-02-28T09:59:59Z"), at("2026-02-28T10:00:00Z"), at("2026-03-01T00:00:00Z")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("lie between a moment and now, fractions included", () => {
    expect(daysSince("2026-02-27T11:30:00Z", evening)).toBe(1.5);
    expect(daysSince("2026-03-01T23:30:00Z", evening)).toBe(-1);
  });

  it("are far ahead beyond as many years of 366 days", () => {
    const now = new Date("2026-01-01T00:00:00Z");
    const years = { years: 2 };
    expect([isFarAhead("2028-01-03", now, years), isFarAhead("2028-01-04", now, years)]).toEqual([false, true]);
    expect(isFarAhead("2025-01-01", now, years)).toBe(false);
  });

  it("between two others are over in part", () => {
    const part = (now: string) => partOver("2026-01-01", "2026-01-11", new Date(now));
    expect(part("2026-01-01T00:00:00Z")).toBe(0);
    expect(part("2026-01-06T00:00:00Z")).toBe(0.5);
    expect(part("2026-01-08T12:00:00Z")).toBe(0.75);
    expect(part("2026-01-11T00:00:00Z")).toBe(1);
    expect([part("2025-12-01T00:00:00Z"), part("2027-01-01T00:00:00Z")]).toEqual([0, 1]);
    expect(partOver("2026-01-01", "2026-01-01", new Date("2025-01-01T00:00:00Z"))).toBe(1);
    expect(partOver("2026-01-02", "2026-01-01", new Date("2025-01-01T00:00:00Z"))).toBe(1);
    expect(() => partOver("2026", "2026-01-11", evening)).toThrow(DateError);
    expect(() => partOver("2026-01-01", "2026-01-1", evening)).toThrow(DateError);
  });

  it.each(["", "soon", "2026-2-3", "2026-99-99", "31.12.2026", "2026-01-01T00:00", "x2026-01-01"])(
    "are not made up from %j",
    (text) => {
      expect(() => isOver(text, evening)).toThrow(DateError);
      expect(() => isAhead(text, evening)).toThrow(DateError);
    },
  );

  it("are not counted from a moment that is none", () => {
    expect(() => daysSince("recently", evening)).toThrow(new DateError("recently"));
    expect(new DateError("recently")).toMatchObject({
      name: "DateError",
      message: '"recently" is not a date',
      value: "recently",
    });
  });
});
