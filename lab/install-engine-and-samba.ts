/** What the tests need besides node modules: a Pulumi engine and Samba. Quick when both are there. */
import { legibleLines } from "../catalogue/legible.ts";
import { ensureSamba } from "./active-directory/install-samba.ts";
import { resolveEngine } from "./pulumi/engine.ts";

const progress = (line: string) => process.stdout.write(`${line}\n`);

try {
  await resolveEngine({ progress, allowDownload: false, environment: process.env });
  const { version } = await ensureSamba(progress);
  progress(`Using Samba ${version}`);
} catch (error) {
  process.stderr.write(`${legibleLines((error as Error).message)}\n`);
  process.exitCode = 1;
}
