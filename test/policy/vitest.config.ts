import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * The tests that mutants of policy/ have to be caught by: in one process, without a directory, a tenant or an engine, and
 * without the values that every other run changes in each example (changed-inputs.ts). They would catch more.
 */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/policy/{judgement,topics,rules}/**/*.test.ts"],
    isolate: false,
    env: { EXAMPLES_AS_WRITTEN: "1" },
    setupFiles: [fileURLToPath(new URL("few-cases.ts", import.meta.url))],
    testTimeout: 60_000,
  },
});
