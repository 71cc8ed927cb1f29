import { describe, expect, it } from "vitest";
import { byCause, withReasonsTold } from "../../report/causes.ts";
import { render } from "../../report/render.ts";
import type { Finding, Result } from "../../report/result.ts";
import { result } from "./examples.ts";

const reason = "the domain controller dc1.wingtip.test:636 cannot be reached";
const remedy = "Open the network path to it, or use a recorded snapshot.";

/** A run in which one unreachable domain controller leaves forty facts of several accounts unverified. */
function cutOff(): Result {
  const example = result();
  const [first] = example.findings as [Finding];
  const unseen = Array.from(
    { length: 40 },
    (_, number): Finding => ({
      ...first,
      id: `HS-${String(number).padStart(12, "0")}`,
      rule: `rule-${number % 20}`,
      about: `Account ${number % 10}`,
      level: number % 2 === 0 ? "mandatory" : "advisory",
      verdict: "unobservable",
      subject: `svc-${number}`,
      fact: `cannot verify whether it is enabled: ${reason}`,
      item: null,
      cause: reason,
      consequence: null,
      note: null,
      remedy,
    }),
  );
  const accounts = example.accounts.map((row) => ({
    ...row,
    evidence: `cannot verify whether it is enabled: ${reason}; cannot verify whether it is locked: ${reason}`,
  }));
  const stops = [
    `The tenant could not be read: ${reason}. ${remedy} Connect Sync cannot sign in without it`,
    `The tenant could not be read: ${reason}. Run the command again.`,
    "Another fault.",
  ];
  return {
    ...example,
    accounts,
    stops,
    findings: [...unseen, ...example.findings.filter(({ cause }) => cause === null)],
  };
}

const count = (text: string, part: string) => text.split(part).length - 1;

describe("what one cause leaves unverified", () => {
  it.each([
    ["terminal", { colour: false, width: 4_000 }],
    ["terminal", { colour: false, width: 4_000, all: true }],
    ["markdown", { colour: false }],
  ] as const)("is told once for the whole run: %s", async (format, options) => {
    // In Markdown an address is divided by a comment of HTML, which nobody sees.
    const text = (await render(cutOff(), format, options)).replaceAll("<!-- -->", "");
    expect(count(text, reason)).toBe(1);
    expect(count(text.replaceAll("\n", " "), remedy)).toBe(1);
    expect(text).toContain("20 mandatory, 20 advisory");
    expect(text).toContain("The tenant could not be read: reason 1. Connect Sync cannot sign in without it");
    expect(text).toContain("The tenant could not be read: reason 1. Run the command again.");
    expect(text).toContain("Another fault.");
    for (let rule = 0; rule < 20; rule += 1) expect(text).toContain(`rule-${rule}`);
  });

  it("is referred to by its number where an account is shown", () => {
    const { causes } = byCause(cutOff().findings);
    const [row] = withReasonsTold(cutOff(), causes).accounts;
    expect(row?.evidence).toBe(
      "cannot verify whether it is enabled: reason 1; cannot verify whether it is locked: reason 1",
    );
  });

  it("stays with its finding where that says more, or is the only one", () => {
    const [first, second] = cutOff().findings as [Finding, Finding];
    const single = (findings: readonly Finding[]) => byCause(findings).causes;
    expect(single([first])).toEqual([]);
    expect(single([first, { ...second, note: "the exception has expired" }])).toEqual([]);
    expect(single([first, { ...second, consequence: "nobody can sign in" }])).toEqual([]);
    expect(single([first, { ...second, remedy: "Renew it." }])).toEqual([]);
    expect(single([first, { ...second, cause: null }])).toEqual([]);
    expect(single([first, second])).toHaveLength(1);
  });
});
