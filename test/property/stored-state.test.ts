import { expect, it } from "vitest";
import { lostFindings, storedMutations } from "./stored-mutations.ts";

/** A prime, so that every place and every kind of damage has its turn; all of them are judged in stored-state.full.test.ts. */
const step = 61;

it("loses no mandatory finding by one damaged value in what was stored, and judges it all the same", () => {
  const chosen = [...storedMutations()].filter((_, index) => index % step === 0);
  const lost = chosen.flatMap((one) => lostFindings(one).map((rule) => `${rule}: ${one.place} ${one.damage}`));
  expect(lost).toEqual([]);
  expect(chosen.length).toBeGreaterThan(150);
});
