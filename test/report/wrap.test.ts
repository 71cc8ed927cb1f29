import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut, wrap } from "../../report/wrap.ts";

describe("wrapping", () => {
  it("breaks between words", () => {
    expect(wrap("seen on dc1.fabrikam.example today", 12)).toEqual(["seen on", "dc1.fabrikam", ".example", "today"]);
  });

  it("breaks a distinguished name after a comma", () => {
    expect(wrap("CN=svc,OU=Services,DC=fabrikam", 14)).toEqual(["CN=svc,", "OU=Services,", "DC=fabrikam"]);
  });

  it("parts a long name after a hyphen where that leaves no short line", () => {
    expect(wrap("connector-account-takeover", 12)).toEqual(["connector-", "account-", "takeover"]);
    expect(wrap("a-longsinglename", 12)).toEqual(["a-longsingle", "name"]);
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

  it("parts no character that takes two units", () => {
    expect(wrap("😀😀😀", 3)).toEqual(["😀", "😀", "😀"]);
  });
});

describe("cutting", () => {
  it("leaves what fits, and says of the rest that it goes on", () => {
    expect([cut("fits", 4), cut("longer", 4), cut("longer", 1), cut("longer", 0), cut("", 0)]).toEqual([
      "fits",
      "lon…",
      "…",
      "",
      "",
    ]);
  });

  it("parts no character that takes two units, and keeps to the width", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), fc.integer({ min: 3, max: 40 }), (text, columns) => {
        const short = cut(text, columns);
        expect(short.length).toBeLessThanOrEqual(columns);
        expect(short.isWellFormed()).toBe(true);
      }),
    );
  });
});
