import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { exitCodeOf, type Finding, resultSchema } from "../../report/result.ts";
import { result } from "./examples.ts";

describe("the result", () => {
  it("fits the published schema, which is that of the program", () => {
    const published = JSON.parse(readFileSync("docs/result.schema.json", "utf8"));
    expect(published).toEqual({ title: published.title, ...z.toJSONSchema(resultSchema) });
    expect(resultSchema.parse(JSON.parse(JSON.stringify(result())))).toEqual(result());
  });

  it("is the same, byte for byte, of the same facts in any order", () => {
    expect(JSON.stringify(result((all) => all.toReversed()))).toBe(JSON.stringify(result()));
  });

  it("has the most severe finding first, and mandatory ones before advisory ones", () => {
    const order = result().findings.map(({ level, severity }) => `${level} ${severity}`);
    const worst = ["mandatory critical", "mandatory high", "mandatory medium", "mandatory low"];
    const ranks = [...worst, ...worst.map((rank) => rank.replace("mandatory", "advisory"))];
    expect(order.length).toBeGreaterThan(3);
    expect(order).toEqual(order.toSorted((one, other) => ranks.indexOf(one) - ranks.indexOf(other)));
  });

  it("counts in its summary what it has", () => {
    const { summary, findings, accounts } = result();
    const { bySeverity, ...levels } = summary.findings;
    expect(levels.mandatory + levels.advisory).toBe(findings.length);
    expect(Object.values(bySeverity).reduce((sum, one) => sum + one.mandatory + one.advisory, 0)).toBe(findings.length);
    expect(Object.values(summary.accounts).reduce((sum, one) => sum + one, 0)).toBe(accounts.length);
  });
});

describe("how a command ends", () => {
  const finding = (change: Partial<Finding>) => ({ ...(result().findings[0] as Finding), ...change });

  it.each([
    ["nothing is found", [], [], 0],
    ["only advice is given", [finding({ level: "advisory", verdict: "unmet" })], [], 0],
    ["a mandatory rule is violated", [finding({ level: "mandatory", verdict: "unmet" })], [], 1],
    ["something mandatory cannot be verified", [finding({ level: "mandatory", verdict: "unobservable" })], [], 3],
    [
      "one is violated and another not verified",
      [finding({ level: "mandatory", verdict: "unobservable" }), finding({ level: "mandatory", verdict: "unmet" })],
      [],
      1,
    ],
    ["the program would stop", [], ["no such user"], 3],
  ])("where %s", (_, findings, stops, status) => {
    expect(exitCodeOf({ findings, notices: [], stops })).toBe(status);
  });

  it("where an exception that nobody needs is mandatory to remove", () => {
    const notices = [{ level: "mandatory" as const, message: "It accepts nothing." }];
    expect(exitCodeOf({ findings: [], notices, stops: [] })).toBe(1);
  });
});

describe("what is accepted", () => {
  it("is no finding, is counted, and says who decided it until when", () => {
    const { accepted, findings, summary } = result();
    expect(
      accepted.map(({ rule, by, decidedBy, lastDay, daysLeft }) => [rule, by, decidedBy, lastDay, daysLeft]),
    ).toEqual([
      ["gmsa-encryption-types", "exception", "R. Okafor", "2026-12-31", expect.any(Number)],
      ["attestation-valid", "baseline", "Maria Lopez", "2026-12-31", expect.any(Number)],
    ]);
    for (const { daysLeft } of accepted) expect(daysLeft).toBeGreaterThan(0);
    expect(findings.map(({ id }) => id)).not.toEqual(expect.arrayContaining([accepted[0]?.id]));
    expect(summary.accepted).toEqual({ exception: 1, baseline: 1 });
  });
});
