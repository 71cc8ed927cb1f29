import { describe, expect, it } from "vitest";
import { foreignDoubts, lostFindings, Sample } from "./damaged-values.ts";

/** Every value of both samples made senseless, one at a time; of these, every one in so many. */
export function describeDamage(step: number): void {
  describe.each(["contoso", "contoso-faulty"])("of the sample %s, one value that makes no sense", (name) => {
    it("loses no finding unseen, leaves all that does not rest on it, and stops nothing", async () => {
      const sample = new Sample(name);
      const before = await sample.findings();
      const problems: string[] = [];
      let count = 0;
      let index = 0;
      for (const { place, how, words, apply } of sample.damages()) {
        index += 1;
        if (index % step !== 0) continue;
        count += 1;
        const undo = apply();
        try {
          const after = await sample.findings();
          for (const key of lostFindings(before, after)) problems.push(`${place} ${how}: lost ${key}`);
          for (const { key, message } of foreignDoubts(before, after, words))
            problems.push(`${place} ${how}: ${key} doubts ${message}`);
        } catch (error) {
          problems.push(`${place} ${how}: ${error instanceof Error ? error.message : error}`);
        }
        undo();
      }
      if (step === 1) console.log(`${name}: damaged ${count} times, problems: ${problems.length}`);
      expect(await sample.findings()).toEqual(before);
      expect(problems).toEqual([]);
      expect(count).toBeGreaterThan(1000 / step);
    }, 1_200_000);
  });
}
