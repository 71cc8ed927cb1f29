import { describe, expect, it } from "vitest";
import { textsAfter } from "./problems-of.ts";

const versions = "hybrid-sync:connectSync.versions";

const declare = (declared: object) =>
  textsAfter(({ connectSync }) => Object.assign(connectSync, { versions: declared }));

describe("what is declared about versions of Connect Sync", () => {
  it("is releases with their last days, and the oldest versions that are served", () => {
    expect(
      declare({
        asOf: "2026-11-20",
        releases: [{ version: "2.6.92.0", supportEnds: "2027-11-18" }, { version: "2.7.1.0" }],
        served: [{ oldest: "2.6.84.0", from: "2027-04-07" }],
      }),
    ).toEqual([]);
  });

  it("has a day on which somebody looked, versions of four numbers and days of the calendar", () => {
    const texts = declare({ releases: [{ version: "2.6.92", supportEnds: "2027-02-30" }] });
    expect(texts).toHaveLength(3);
    expect(texts.join("\n")).toContain(`${versions}.asOf`);
    expect(texts.join("\n")).toContain("it is not four numbers with dots between them");
    expect(texts.join("\n")).toContain("the calendar does not have this day");
  });

  it("names each version once, zeros at the beginning of a number aside", () => {
    const releases = [{ version: "2.6.92.0" }, { version: "2.06.92.0" }];
    const served = [
      { oldest: "2.6.84.0", from: "2027-04-07" },
      { oldest: "2.6.84.0", from: "2027-05-07" },
    ];
    const texts = declare({ asOf: "2026-11-20", releases, served });
    expect(texts).toHaveLength(2);
    expect(texts.join("\n")).toContain(`${versions}.releases[1]`);
    expect(texts.join("\n")).toContain(`${versions}.served[1]`);
  });
});
