import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    // Halves the start of every process that a test starts; each of them loads Pulumi's SDK.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL(".lab/compile-cache", import.meta.url)) },
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 600_000,
  },
});
