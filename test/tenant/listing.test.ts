import { describe, expect, it } from "vitest";
import { largestSample, listing } from "../../tenant/listing.ts";

describe("a listing", () => {
  it("is in the order of its keys, whatever order the tenant answers in", () => {
    const items = ["cedar", "birch", "alder"];
    expect(listing(items, (item) => item)).toEqual({ count: 3, sample: ["alder", "birch", "cedar"] });
    expect(listing(items.toReversed(), (item) => item)).toEqual(listing(items, (item) => item));
  });

  it("shows the first twenty and counts the rest", () => {
    const numbers = Array.from({ length: 31 }, (_, index) => index);
    const { count, sample } = listing(numbers, (number) => String(number).padStart(2, "0"));
    expect(count).toBe(31);
    expect(sample).toEqual(numbers.slice(0, largestSample));
  });
});
