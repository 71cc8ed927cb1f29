import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Ends a run with one plain line of what really ran. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: ReturnType<TestCase["result"]>["state"]) =>
      tests.filter((test) => test.result().state === state).length;
    // A file that could not even be collected has no tests, and is no success.
    const broken = modules.filter((module) => module.state() === "failed" && module.children.size === 0).length;
    const skipped = count("skipped") + count("pending");
    // After the other reporters' own ends, which are printed at the same time.
    process.once("exit", () => {
      process.stdout.write(`${count("passed")} passed, ${count("failed") + broken} failed, ${skipped} skipped\n`);
    });
  }
}
