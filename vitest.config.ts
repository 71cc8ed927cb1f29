import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Read and judge, and keep nothing between files: a process of its own for each would cost more than the tests. */
const together = [
  "test/{catalogue,planted,policy,property,report}/**/*.test.ts",
  "test/directory/{inspection,security,snapshot}/**/*.test.ts",
];
/** What `npm test` leaves to `npm run test:full`: every other account and tenant on the real engine, which takes minutes. */
const full = "test/**/*.full.test.ts";

export default defineConfig({
  test: {
    pool: "forks",
    // Halves the start of every process that a test starts; each of them loads Pulumi's SDK.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL(".lab/compile-cache", import.meta.url)) },
    setupFiles: [fileURLToPath(new URL("test/environment.ts", import.meta.url))],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 600_000,
    projects: [
      { extends: true, test: { name: "together", include: together, exclude: [full], isolate: false } },
      { extends: true, test: { name: "apart", include: ["test/**/*.test.ts"], exclude: [...together, full] } },
      { extends: true, test: { name: "full", include: [full] } },
    ],
  },
});
