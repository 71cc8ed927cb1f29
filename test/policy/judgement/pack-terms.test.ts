import { describe, expect, it } from "vitest";
import { thresholdNames, thresholds } from "../../../catalogue/thresholds.ts";
import { configSchema, packTermsOf } from "../../../policy/judgement/pack-terms.ts";

describe("what the configuration of the policy pack may ask for", () => {
  it("is what a stack may ask for, in the same ranges", () => {
    expect(Object.keys(configSchema.properties)).toEqual(["profile", ...thresholdNames]);
    for (const name of thresholdNames) {
      const { minimum, maximum } = thresholds[name];
      expect(configSchema.properties).toMatchObject({ [name]: { type: "integer", minimum, maximum } });
      expect(packTermsOf({ [name]: minimum })).toEqual({ terms: { thresholds: { [name]: minimum } }, problems: [] });
      expect(packTermsOf({ [name]: maximum + 1 })).toEqual({
        terms: { thresholds: {} },
        problems: [
          `profile-and-thresholds.${name} must be a whole number from ${minimum} to ${maximum}, got ${maximum + 1}.`,
        ],
      });
    }
    expect(packTermsOf({ profile: "strict", enforcementLevel: "mandatory" })).toEqual({
      terms: { profile: "strict", thresholds: {} },
      problems: [],
    });
  });

  it.each([
    [{ profile: "lax" }, 'profile-and-thresholds.profile must be baseline or strict, got "lax".'],
    [{ snapshotDays: "7" }, 'profile-and-thresholds.snapshotDays must be a whole number from 1 to 365, got "7".'],
    [{ snapshotDays: 1.5 }, "profile-and-thresholds.snapshotDays must be a whole number from 1 to 365, got 1.5."],
    [{ snapshotDays: null }, "profile-and-thresholds.snapshotDays must be a whole number from 1 to 365, got null."],
    [
      { constructor: 7 },
      expect.stringMatching(/^profile-and-thresholds\.constructor is not known\. Did you mean \w+\?/),
    ],
  ])("is not %j, and one sentence says why", (config, problem) => {
    expect(packTermsOf({ ...config, exceptionDays: 9 })).toEqual({
      terms: { thresholds: { exceptionDays: 9 } },
      problems: [problem],
    });
  });
});
