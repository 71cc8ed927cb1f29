import { describe, expect, it } from "vitest";
import { DateError, dayOf, daysSince, isAhead, isOver } from "../../../policy/judgement/days.ts";

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

  it.each(["", "soon", "2026-2-3", "2026-99-99", "31.12.2026"])("are not made up from %j", (text) => {
    expect(() => isOver(text, evening)).toThrow(DateError);
    expect(() => isAhead(text, evening)).toThrow(DateError);
  });

  it("are not counted from a moment that is none", () => {
    expect(() => daysSince("recently", evening)).toThrow(new DateError("recently"));
  });
});
