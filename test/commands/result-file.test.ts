/** Results that somebody saved, cut off, edited, or wrote with another version. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readResultFile } from "../../commands/report/result-file.ts";
import { hostileResult, result } from "../report/examples.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-result-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const saved = result();

function read(content: unknown) {
  const file = join(folder, "result.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return readResultFile(file);
}

describe("a saved result", () => {
  it("is read as it was written", () => {
    expect(read(saved)).toEqual(saved);
  });

  it("is read without what a later version added to it", () => {
    const [finding, ...findings] = saved.findings;
    const later = {
      ...saved,
      later: "LATER",
      obtained: { ...saved.obtained, cloud: "public" },
      findings: [{ ...finding, owner: "somebody" }, ...findings],
    };
    const text = JSON.stringify(later).replace('"LATER"', "[".repeat(50_000) + "]".repeat(50_000));
    expect(read(text)).toEqual(saved);
    expect(read(JSON.stringify(saved).replace("{", '{"__proto__":{"stack":"x"},'))).toEqual(saved);
  });

  it("is refused where a step says more than this version knows", () => {
    const step = { do: "add member", group: "CN=g,DC=x", domain: null, member: "CN=m,DC=x" };
    const [first, ...others] = saved.findings;
    const withStep = (one: object) => ({ ...saved, findings: [{ ...first, steps: [one] }, ...others] });
    expect(read(withStep(step)).findings[0]?.steps).toEqual([step]);
    expect(() => read(withStep({ ...step, unless: "somebody objects" }))).toThrow(
      /is a damaged result: findings\.0\.steps/,
    );
  });

  it("names the version that wrote what this one does not know", () => {
    const [finding] = saved.findings;
    const findings = [{ ...finding, severity: "catastrophic" }];
    expect(() => read({ ...saved, findings })).toThrow(
      /is a damaged result: findings\.0\.severity is not as it has to be; hybrid-sync 1\.2\.3 wrote it, and this is \d/,
    );
  });

  it.each([
    ["findings were taken out", { findings: [] }],
    ["findings count as advisory", { findings: saved.findings.map((one) => ({ ...one, level: "advisory" })) }],
    ["findings count as verified", { findings: saved.findings.map((one) => ({ ...one, verdict: "unmet" })) }],
    ["accounts have another verdict", { accounts: saved.accounts.map((one) => ({ ...one, verdict: "met" })) }],
    ["the counts are none", { summary: { ...saved.summary, findings: { ...saved.summary.findings, mandatory: 0 } } }],
  ])("is refused where its summary says otherwise than its content: %s", (_, change) => {
    expect(() => read({ ...saved, ...change })).toThrow(
      /is a damaged result: its summary does not count what it holds/,
    );
  });

  it("is legible, whatever names it holds", () => {
    const text = JSON.stringify(read({ ...saved, seen: ["\u001b[2J\u202e\ud800"], stops: hostileResult().stops }));
    expect(text.replaceAll("\\n", "")).not.toMatch(/\p{C}/u);
    expect(text).toContain("u{1b}[2J");
  });
});
