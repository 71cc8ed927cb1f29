import { cpSync, mkdtempSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { projectRoot } from "../../lab/practice.ts";

/** The files of this checkout in a folder of their own, with the modules that are installed here. */
export async function copyOfCheckout(): Promise<string> {
  const folder = mkdtempSync(join(projectRoot, ".lab/documentation-"));
  const { stdout } = await execa("git", ["ls-files", "-z"], { cwd: projectRoot });
  for (const file of stdout.split("\0").filter((name) => name !== ""))
    cpSync(join(projectRoot, file), join(folder, file));
  symlinkSync(join(projectRoot, "node_modules"), join(folder, "node_modules"));
  return folder;
}
