import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The tests that mutants of directory/security have to be caught by: without a domain controller, so that each is quick. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../../..", import.meta.url)),
    include: ["test/directory/security/**/*.test.ts"],
    pool: "forks",
    // One mutant after another runs them all.
    env: { PROPERTY_RUNS_FACTOR: "0.02" },
  },
});
