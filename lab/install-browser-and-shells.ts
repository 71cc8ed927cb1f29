/** What the full tests need besides: Chromium for the page, and shells for completion. Quick when they are there. */
import { legibleLines } from "../catalogue/legible.ts";
import { ensureChromium } from "./browser/chromium.ts";
import { ensureShells } from "./shells.ts";

try {
  const progress = (line: string) => process.stdout.write(`${line}\n`);
  await ensureChromium(progress);
  await ensureShells(progress);
} catch (error) {
  process.stderr.write(`${legibleLines((error as Error).message)}\n`);
  process.exitCode = 1;
}
