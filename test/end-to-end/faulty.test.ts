import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/samples.ts";
import { violations } from "./events.ts";
import { plantedFaults } from "./planted-faults.ts";

describe("the faulty sample, on the real engine", () => {
  let practice: Practice;
  beforeAll(async () => {
    practice = await Practice.open({
      stack: "faulty",
      clock: sampleClock,
      ...(samples.faulty ? { tenant: samples.faulty.tenant } : {}),
    });
  });
  afterAll(async () => {
    await practice?.close();
  });

  it("fails its preview with every planted fault, and nothing else", async () => {
    const preview = await practice.pulumi(["preview"]);
    expect(preview.exitCode).not.toBe(0);
    expect(violations(preview.events)).toEqual(plantedFaults);
  });

  it("is stopped before its first write even when the preview is skipped", async () => {
    const up = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(up.exitCode).not.toBe(0);
    expect(violations(up.events, "mandatory").length).toBeGreaterThan(0);
    expect(practice.tenant.writes()).toEqual([]);
  });
});
