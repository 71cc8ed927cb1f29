import { describe, expect, it } from "vitest";
import { anyOf, quoted } from "../../tenant/odata.ts";

describe("a filter", () => {
  it("doubles a quotation mark", () => {
    expect(quoted("o'neil")).toBe("'o''neil'");
  });

  it("asks for at most fifteen values at a time, and for nothing when there are none", () => {
    const values = Array.from({ length: 16 }, (_, index) => `v${index}`);
    const [first = "", second, ...rest] = anyOf("id", values);
    expect(first.match(/'v\d+'/g)).toHaveLength(15);
    expect(second).toBe("id in ('v15')");
    expect(rest).toEqual([]);
    expect(anyOf("id", [])).toEqual([]);
  });
});
