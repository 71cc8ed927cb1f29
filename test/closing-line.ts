import { readFileSync, writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";

interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A file in which runs that belong together leave their numbers, so that the last one ends with the sum. */
const totalsFile = process.env.TEST_TOTALS_FILE;

/** Ends a run with one plain line of what really ran. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: ReturnType<TestCase["result"]>["state"]) =>
      tests.filter((test) => test.result().state === state).length;
    // A file that could not even be collected has no tests, and is no success.
    const broken = modules.filter((module) => module.state() === "failed" && module.children.size === 0).length;
    const before = earlierTotals();
    const totals: Totals = {
      passed: before.passed + count("passed"),
      failed: before.failed + count("failed") + broken + unhandledErrors.length,
      skipped: before.skipped + count("skipped") + count("pending"),
    };
    if (totalsFile) writeFileSync(totalsFile, JSON.stringify(totals));
    // After the other reporters' own ends, which are printed at the same time.
    process.once("exit", () => {
      process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
    });
  }
}

function earlierTotals(): Totals {
  const text = totalsFile ? readFileSync(totalsFile, "utf8") : "";
  return text === "" ? { passed: 0, failed: 0, skipped: 0 } : JSON.parse(text);
}
