import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrap } from "../../report/wrap.ts";

describe("wrapping", () => {
  it("breaks between words", () => {
    expect(wrap("seen on dc1.fabrikam.example today", 12)).toEqual(["seen on", "dc1.fabrikam", ".example", "today"]);
  });

  it("breaks a distinguished name after a comma", () => {
    expect(wrap("CN=svc,OU=Services,DC=fabrikam", 14)).toEqual(["CN=svc,", "OU=Services,", "DC=fabrikam"]);
  });

  it("leaves a text that fits as it is, the empty one included", () => {
    expect([wrap("fits", 4), wrap("", 4)]).toEqual([["fits"], [""]]);
  });

  it("loses nothing but spaces at the ends of lines, and keeps to the width", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        const lines = wrap(text, columns);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
        expect(lines.join("").replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
      }),
    );
  });
});
