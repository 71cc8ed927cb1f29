import type { Reporter, TestModule } from "vitest/node";

/** How many files are listed. */
const listed = 10;

/** Ends a run with the files that took longest, their set-up included, so that a test that becomes slow is noticed. */
export default class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules
      .map((module) => ({ file: module.relativeModuleId, seconds: secondsOf(module) }))
      .toSorted((left, right) => right.seconds - left.seconds)
      .slice(0, listed)
      .map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}\n`);
    if (files.length > 0) process.stdout.write(`\nSlowest files:\n${files.join("")}\n`);
  }
}

/** The hooks between tests are where stacks are applied, and count too. */
function secondsOf(module: TestModule): number {
  const { duration, collectDuration, setupDuration, environmentSetupDuration, prepareDuration } = module.diagnostic();
  return (duration + collectDuration + setupDuration + environmentSetupDuration + prepareDuration) / 1000;
}
