// Plain JavaScript, because npm runs it with any Node, and also where the development dependencies were left out.
import { rmSync } from "node:fs";
import { compiledCheck } from "../node-loading/compiled-check.js";

// Also where nothing can be compiled: no file counts that came with the checkout.
rmSync(new URL(`../${compiledCheck}`, import.meta.url), { recursive: true, force: true });
try {
  const { compileCheck } = await import("./compile-check.ts");
  await compileCheck();
} catch (error) {
  // Slower, and the same in every other way, so the installation goes on.
  process.stderr.write(
    `hybrid-sync check runs from its sources, because they could not be compiled: ${error.message}\n`,
  );
}
