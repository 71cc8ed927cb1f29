import { describe, expect, it } from "vitest";
import type { TenantInputs } from "../../../contract/entra.ts";
import { noTerms } from "../../../contract/terms.ts";
import { connectSyncVersionServed as rule } from "../../../policy/rules/connect-sync-version-served.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";

function withVersion(version: string | null, change: Partial<NonNullable<TenantInputs["connectSync"]>> = {}): object {
  const { connectSync, ...inputs } = examples.tenant();
  if (connectSync === null) throw new Error("the example declares no Connect Sync");
  const servers = [{ name: "SRV9", mode: "active", version }] as const;
  return { ...inputs, connectSync: { ...connectSync, servers, ...change } };
}

describe("connect-sync-version-served", () => {
  it.each([
    ["2.6.1.0", ", which Microsoft supports until 2027-03-10"],
    ["2.6.3.0", ", which Microsoft supports until 2027-07-07"],
    ["2.6.84.0", ", which Microsoft supports until 2027-09-16"],
    ["2.6.91.0", ", which Microsoft supports until 2027-09-23"],
    ["2.6.92.0", ""],
    ["2.6.93.0", ""],
    ["2.10.0.0", ""],
    ["10.0.0.0", ""],
  ])("accepts %s", (version, support) => {
    expect(judged(rule, "tenant", withVersion(version))).toMatchObject({
      verdicts: ["met"],
      facts: [`SRV9 is declared to run Connect Sync ${version}${support}`],
    });
  });

  it.each(["2.5.78.9", "2.5.8.0", "2.4.190.0", "1.6.79.0"])("objects to %s, and names the server", (version) => {
    expect(judged(rule, "tenant", withVersion(version))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      facts: [`SRV9 is declared to run Connect Sync ${version}, older than 2.5.79.0`],
    });
  });

  it("advises in the last 90 days of support, and says where the day is from", () => {
    expect(judged(rule, "tenant", withVersion("2.5.190.0"))).toMatchObject({
      levels: ["advisory"],
      messages: [
        "SRV9 is declared to run Connect Sync 2.5.190.0, which Microsoft supports until 2027-02-02 (as known on 2026-10-06); " +
          "after that day it gets no security fixes, and synchronization may stop without notice.\n" +
          "Install the newest version from the Microsoft Entra admin center, under Entra Connect. " +
          "If Microsoft has published another date, declare it under hybrid-sync:connectSync.versions.",
      ],
    });
    const on = (day: string) => judged(rule, "tenant", withVersion("2.5.190.0"), new Date(day)).levels;
    expect(on("2026-11-03T23:59:59Z")).toEqual([]);
    expect(on("2026-11-04T00:00:00Z")).toEqual(["advisory"]);
    expect(on("2027-02-02T23:59:59Z")).toEqual(["advisory"]);
  });

  it("advises once support has ended", () => {
    expect(judged(rule, "tenant", withVersion("2.5.79.0"))).toMatchObject({
      levels: ["advisory"],
      facts: [
        "SRV9 is declared to run Connect Sync 2.5.79.0, which Microsoft has not supported since 2026-10-23 (as known on 2026-10-06)",
      ],
    });
    const lastDay = judged(rule, "tenant", withVersion("2.5.79.0"), new Date("2026-10-23T23:59:59Z"));
    expect(lastDay.facts[0]).toContain("which Microsoft supports until 2026-10-23");
  });

  it.each(["2.5.79.0", "2.6.79.0"])("objects to %s in the strict profile", (version) => {
    const strict = { ...withVersion(version), terms: { ...noTerms, profile: "strict", thresholds: {} } };
    expect(judged(rule, "tenant", strict).levels).toEqual(["mandatory"]);
    const soon = { ...withVersion("2.5.190.0"), terms: { ...noTerms, profile: "strict", thresholds: {} } };
    expect(judged(rule, "tenant", soon).levels).toEqual(["advisory"]);
  });

  it("announces an end as many days before as the stack says", () => {
    const terms = { ...noTerms, profile: "baseline", thresholds: { noticeDays: 70 } };
    expect(judged(rule, "tenant", { ...withVersion("2.5.190.0"), terms }).verdicts).toEqual(["met"]);
  });

  it("advises about a recalled version", () => {
    const { levels, messages } = judged(rule, "tenant", withVersion("2.6.79.0"));
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      "which Microsoft recalled (as known on 2026-10-06); Microsoft asks to remove this version.\nUninstall it.",
    );
  });

  it("advises 90 days before the service rejects a version, and objects from that day on", () => {
    const on = (day: string) => judged(rule, "tenant", withVersion("2.6.3.0"), new Date(day));
    expect(on("2027-01-06T23:59:59Z").verdicts).toEqual(["met"]);
    expect(on("2027-01-07T00:00:00Z")).toMatchObject({
      levels: ["advisory"],
      facts: ["SRV9 is declared to run Connect Sync 2.6.3.0, older than 2.6.84.0"],
    });
    expect(on("2027-04-06T23:59:59Z").levels).toEqual(["advisory"]);
    expect(on("2027-04-07T00:00:00Z").levels).toEqual(["mandatory"]);
    const earlier = judged(rule, "tenant", withVersion("2.5.3.0"), new Date("2026-09-29T23:59:59Z"));
    expect(earlier.levels).toEqual(["advisory"]);
  });

  it.each(["2.5.79.1", "2.6.50.0", "2.6.92"])("cannot verify %s, which is no known release", (version) => {
    expect(judged(rule, "tenant", withVersion(version)).verdicts).toEqual(["unobservable"]);
  });

  it("knows no longer than twelve months after somebody looked whether the newest version is supported", () => {
    const on = (day: string) => judged(rule, "tenant", withVersion("2.6.92.0"), new Date(day));
    expect(on("2027-10-06T23:59:59Z").verdicts).toEqual(["met"]);
    expect(on("2027-10-07T00:00:00Z")).toMatchObject({ verdicts: ["unobservable"], levels: ["advisory"] });
  });

  it("takes what the configuration says in the place of what the program knows", () => {
    const versions = (change: object) => ({ versions: { asOf: "2026-11-20", releases: [], served: [], ...change } });
    const release = (version: string, supportEnds: string | null, recalled = false) =>
      versions({ releases: [{ version, supportEnds, recalled }] });
    const judgedWith = (version: string, change: object) => judged(rule, "tenant", withVersion(version, change));
    expect(judgedWith("2.5.79.0", release("2.5.79.0", "2027-10-23")).verdicts).toEqual(["met"]);
    expect(judgedWith("2.5.79.0", release("2.05.79.0", "2027-10-23")).verdicts).toEqual(["met"]);
    expect(judgedWith("2.6.50.0", release("2.6.50.0", "2027-10-23")).verdicts).toEqual(["met"]);
    expect(judgedWith("2.6.92.0", release("2.6.92.0", null, true)).facts[0]).toContain(
      "recalled (as known on 2026-11-20)",
    );
    expect(judgedWith("2.6.92.0", release("2.7.1.0", null)).verdicts).toEqual(["unobservable"]);
    const served = (oldest: string, from: string) => versions({ served: [{ oldest, from }] });
    expect(judgedWith("2.5.3.0", served("2.5.79.0", "2027-09-30")).levels).toEqual(["advisory"]);
    expect(judgedWith("2.6.92.0", served("2.7.0.0", "2026-11-23")).levels).toEqual(["mandatory"]);
  });

  it("does not follow a declaration that is older than what the program knows", () => {
    const versions = { asOf: "2025-01-01", releases: [], served: [] };
    expect(judged(rule, "tenant", withVersion("2.6.92.0", { versions })).verdicts).toEqual(["met"]);
  });

  it("does not believe that somebody looked on a day that has not come", () => {
    const versions = { asOf: "2099-01-01", releases: [], served: [] };
    const inputs = withVersion("2.6.92.0", { versions });
    expect(judged(rule, "tenant", inputs, new Date("2028-01-01T00:00:00Z")).verdicts).toEqual(["unobservable"]);
  });

  it("cannot verify what nobody declares, once it is installed", () => {
    expect(judged(rule, "tenant", withVersion(null))).toMatchObject({
      verdicts: ["unobservable"],
      levels: ["advisory"],
      facts: [
        "SRV9 cannot verify which version of Connect Sync it runs: no directory shows the version, and none is declared",
      ],
    });
    const before = withVersion(null, { phase: "before-install" });
    expect(judged(rule, "tenant", before).verdicts).toEqual(["not applicable"]);
  });

  it("is not about a tenant without Connect Sync", () => {
    expect(judged(rule, "tenant", { ...examples.tenant(), connectSync: null }).verdicts).toEqual(["not applicable"]);
  });
});
