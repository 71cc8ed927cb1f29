import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The tests that mutants of directory/security have to be caught by: without a domain controller, so that each is quick. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../../..", import.meta.url)),
    include: ["test/directory/security/**/*.test.ts"],
    // One mutant after another runs them all: one process for all files, few cases of each property, and no search for
    // the smallest case that fails.
    isolate: false,
    setupFiles: [fileURLToPath(new URL("first-failure.ts", import.meta.url))],
    env: { PROPERTY_RUNS_FACTOR: "0.02" },
  },
});
