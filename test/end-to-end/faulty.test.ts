import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Practice, PulumiResult } from "../../lab/practice.ts";
import { renderTerminal } from "../../report/terminal.ts";
import { verdicts, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { plantedFaults } from "./planted-faults.ts";
import { openSample } from "./sample-practice.ts";

describe("the faulty sample, on the real engine", () => {
  let practice: Practice;
  let preview: PulumiResult;
  beforeAll(async () => {
    practice = await openSample("faulty");
    preview = await practice.pulumi(["preview"]);
  });
  afterAll(async () => {
    await practice?.close();
  });

  it("fails its preview with every planted fault, and nothing else", () => {
    expect(preview.exitCode).not.toBe(0);
    expect(violations(preview.events)).toEqual(plantedFaults);
  });

  it("is judged the same without an engine, and fits a screen", async () => {
    const result = await expectSameWithoutEngine(practice, preview);
    // With what npm start says besides, it has to stay under 120 lines.
    expect(renderTerminal(result, { colour: false }).split("\n").length).toBeLessThan(115);
  });

  it("is judged the same on a live forest as on its snapshot", async () => {
    await using live = await openSample("faulty", { live: true });
    const seen = await live.pulumi(["preview"]);
    expect(verdicts(seen.events).length).toBeGreaterThan(20);
    expect(verdicts(seen.events)).toEqual(verdicts(preview.events));
    await expectSameWithoutEngine(live, seen);
  });

  it("is stopped before its first write even when the preview is skipped", async () => {
    const up = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(up.exitCode).not.toBe(0);
    expect(violations(up.events, "mandatory").length).toBeGreaterThan(0);
    expect(practice.tenant.writes()).toEqual([]);
  });
});
