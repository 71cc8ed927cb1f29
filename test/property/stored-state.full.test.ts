import { expect, it } from "vitest";
import { lostFindings, storedMutations } from "./stored-mutations.ts";

it("loses no mandatory finding by any damaged value in what was stored", { timeout: 600_000 }, () => {
  let count = 0;
  const lost: string[] = [];
  for (const one of storedMutations()) {
    count += 1;
    lost.push(...lostFindings(one).map((rule) => `${rule}: ${one.place} ${one.damage}`));
  }
  expect([...new Set(lost)]).toEqual([]);
  expect(count).toBeGreaterThan(11_000);
});
