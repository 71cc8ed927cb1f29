import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { baselineText, readBaseline } from "../../config/baseline-file.ts";
import type { Baseline } from "../../contract/terms.ts";

const now = new Date("2026-11-30T09:00:00Z");
const baseline: Baseline = {
  recordedOn: "2026-11-20",
  recordedBy: "Maria Lopez",
  reason: "Clean-up in January",
  lastDay: "2027-02-18",
  findings: [{ id: "HS-3f9a1c2bk7qm", rule: "gmsa-excess", level: "mandatory" }],
};
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-baseline-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string) {
  const file = join(folder, "baseline.prod.json");
  await writeFile(file, text);
  return readBaseline(file, "prod", now);
}

const problem = (words: string) =>
  `The baseline baseline.prod.json cannot be used: ${words}. Record it again with: npm run baseline -- --stack NAME`;

describe("the file of a baseline", () => {
  it("is read as it was written, and there is none where there is no file", async () => {
    expect(await read(baselineText("prod", baseline))).toEqual(baseline);
    expect(readBaseline(join(folder, "none.json"), "prod", now)).toBeNull();
  });

  it.each([
    ["of another stack", baselineText("test", baseline), "it belongs to the stack test, not to prod"],
    [
      "of another version",
      baselineText("prod", baseline).replace('"version": 2', '"version": 3'),
      "it has version 3, and this program knows versions up to 2",
    ],
    [
      "of an earlier version, whose ids are others",
      baselineText("prod", baseline).replace('"version": 2', '"version": 1'),
      "an earlier version of hybrid-sync recorded it, and several findings have other ids since",
    ],
    [
      "edited by hand",
      baselineText("prod", baseline).replace("3f9a1c2bk7qm", "3f9a1c2bk7qn"),
      "someone changed it after it was recorded",
    ],
    [
      "recorded later than today",
      baselineText("prod", { ...baseline, recordedOn: "2026-12-20" }),
      "it was recorded on 2026-12-20, which is later than today",
    ],
    [
      "longer than a year",
      baselineText("prod", { ...baseline, lastDay: "2028-01-01" }),
      "its last day is 2028-01-01, and must be from 2026-11-20 to 2027-11-20",
    ],
    ["that is something else", "{}", "it is not a baseline of this program"],
    ["that is no JSON", "x", "it is not JSON"],
  ])("is refused in one sentence: one %s", async (_, text, words) => {
    await expect(read(text)).rejects.toThrow(problem(words));
  });
});
