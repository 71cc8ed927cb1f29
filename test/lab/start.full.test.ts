/** `npm start` as a newcomer runs it: what it prints fits a few screens. */
import { execa } from "execa";
import { expect, it } from "vitest";
import { projectRoot } from "../../lab/practice.ts";

it("prints fewer than 120 lines of the faulty sample, npm's own among them", async () => {
  const { stdout, exitCode } = await execa("npm", ["start", "--", "--stack", "faulty"], {
    cwd: projectRoot,
    reject: false,
    stdin: "ignore",
  });
  expect(stdout).toMatch(/^Stack faulty: blocked$/m);
  expect(stdout).toMatch(/^Blocked: the engine also has \d+ mandatory findings\. Nothing was applied\./m);
  expect(exitCode).toBe(1);
  expect(stdout.split("\n").length).toBeLessThan(120);
});
