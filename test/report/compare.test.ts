/** What has changed between two results, and what only looks as if it had. */
import { describe, expect, it } from "vitest";
import { compare, renderComparison } from "../../report/compare.ts";
import type { AcceptedFinding, Finding, Result } from "../../report/result.ts";
import { result } from "./examples.ts";

const before = result();
const firstThat = (fits: (finding: Finding) => boolean): Finding => {
  const found = before.findings.find(fits);
  if (found === undefined) throw new Error("The example has no such finding.");
  return found;
};
const wrong = firstThat(({ verdict }) => verdict === "unmet");
const unverified = firstThat(({ verdict }) => verdict === "unobservable");

const without = ({ id }: Finding, change: Partial<Result> = {}): Result => ({
  ...before,
  findings: before.findings.filter((finding) => finding.id !== id),
  ...change,
});

/** What the rule of the finding comes to about the same resource. */
const judgedAs = ({ rule, resource }: Finding, verdict: Result["verdicts"][number]["verdict"]) =>
  before.verdicts.map((one) => (one.rule === rule && one.resource === resource ? { ...one, verdict } : one));

const accepts = ({ note: _, ...finding }: Finding): AcceptedFinding => ({
  ...finding,
  by: "exception",
  decidedBy: "R. Okafor",
  decidedOn: "2026-11-01",
  reason: "The agent is replaced in January",
  ticket: "CHG-7",
  lastDay: "2026-12-31",
  daysLeft: 38,
});

const text = (after: Result, earlier = before) => renderComparison(compare(earlier, after), { colour: false });

describe("a finding that is no longer there", () => {
  it("is fixed where its rule judged the same again", () => {
    const comparison = compare(before, without(wrong, { verdicts: judgedAs(wrong, "met") }));
    expect(comparison.fixed).toEqual([wrong]);
    expect(comparison.unknown).toEqual([]);
  });

  it.each([
    ["unobservable", "cannot be verified now"],
    ["undecided", "cannot be verified now"],
    ["not yet known", "is not known before an update"],
  ] as const)("is not fixed where it is %s", (verdict, because) => {
    const after = without(wrong, { verdicts: judgedAs(wrong, verdict) });
    expect(compare(before, after)).toMatchObject({ fixed: [], unknown: [{ finding: wrong, because }] });
    expect(text(after)).toMatch(/^0 new findings, 0 fixed, 1 not known now, /);
    expect(text(after)).toContain(`\n\nNot known now\n  ${because}: [${wrong.level}`);
  });

  it("is not fixed where its rule or what it is about is not judged any more", () => {
    const verdicts = before.verdicts.filter(({ resource }) => resource !== wrong.resource);
    expect(compare(before, without(wrong, { verdicts }))).toMatchObject({
      fixed: [],
      unknown: [{ finding: wrong, because: "is not judged now" }],
    });
  });

  it("is not fixed by an exception, and is told with who decided it", () => {
    const after = without(wrong, { accepted: [...before.accepted, accepts(wrong)] });
    expect(compare(before, after)).toMatchObject({ fixed: [], unknown: [], accepted: [{ id: wrong.id }] });
    expect(text(after)).toMatch(/\n\nAccepted now\n.*accepted by R\. Okafor on 2026-11-01, until 2026-12-31/);
  });

  it("was verified, and not fixed, where it said that something could not be", () => {
    const after = without(unverified, { verdicts: judgedAs(unverified, "met") });
    expect(compare(before, after)).toMatchObject({ fixed: [], verified: [unverified] });
    expect(text(after)).toMatch(/^0 new findings, 0 fixed, 1 verified now, /);
  });
});

describe("a finding that counts", () => {
  it("is not called new where an exception accepted it before", () => {
    const earlier = without(wrong, { accepted: [...before.accepted, accepts(wrong)] });
    expect(compare(earlier, before)).toMatchObject({ appeared: [], countsAgain: [wrong] });
    expect(text(before, earlier)).toMatch(/^0 new findings, 0 fixed, 1 no longer accepted, /);
  });

  it("is changed where only its severity is another", () => {
    const severity = wrong.severity === "low" ? "high" : "low";
    const findings = before.findings.map((one) => (one.id === wrong.id ? { ...one, severity } : one));
    expect(compare(before, { ...before, findings } as Result).changed).toHaveLength(1);
  });
});

describe("two results that are hard to compare", () => {
  const { obtained } = before;

  it("are told as such: of two stacks, in the wrong order, of two versions", () => {
    expect(text(before)).toBe(`0 new findings, 0 fixed, 0 changed, ${before.findings.length} unchanged`);
    expect(text({ ...before, stack: "other" })).toContain(
      "\nThese are results of two stacks: first production, then other.",
    );
    expect(text({ ...before, obtained: { ...obtained, at: "2020-01-01T00:00:00.000Z" } })).toContain(
      "\nThe first result is the later one: ",
    );
    expect(text({ ...before, obtained: { ...obtained, program: "9.9.9" } })).toContain(
      "\nTwo versions of hybrid-sync judged, 1.2.3 and 9.9.9: their rules may differ.",
    );
  });
});
