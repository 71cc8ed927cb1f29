import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The tests that catch most of the mutants which every test has to be tried with: those of tables that are read at the start. */
const quickest = [
  "sddl-letters.test.ts",
  "sid.test.ts",
  "resource-attribute.test.ts",
  "conditional-expression.test.ts",
];

class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = quickest.findIndex((name) => moduleId.endsWith(`/${name}`));
      return place === -1 ? quickest.length : place;
    };
    return files.toSorted((left, right) => rank(left) - rank(right) || left.moduleId.localeCompare(right.moduleId));
  }
}

/** The tests that mutants of directory/security have to be caught by: without a domain controller, so that each is quick. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../../..", import.meta.url)),
    include: ["test/directory/security/**/*.test.ts"],
    // One mutant after another runs them all: one process for all files, few cases of each property, and no search for
    // the smallest case that fails.
    isolate: false,
    setupFiles: [fileURLToPath(new URL("first-failure.ts", import.meta.url))],
    sequence: { sequencer: QuickestFirst },
    // Counting what each test reaches makes it many times slower.
    testTimeout: 60_000,
    env: { PROPERTY_RUNS_FACTOR: "0.02" },
  },
});
