import { mkdir, rm, stat, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isExecutable } from "../pulumi/executable.ts";
import { packageVersion } from "./plugin-version.ts";

/**
 * Puts the azuread plugin that a person has installed in the place of the stand-in. The engine passes over a plugin folder
 * that is a link, so the folder is made and the executable linked.
 *
 * @param pulumiHome of the practice environment
 * @param environment whose PULUMI_HOME names the person's own; `~/.pulumi` where it does not
 * @throws {Error} where the version that the npm package asks for is not installed, or not wholly.
 */
export async function useInstalledPlugin(pulumiHome: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const version = packageVersion("@pulumi/azuread");
  const name = `resource-azuread-v${version}`;
  const file = process.platform === "win32" ? "pulumi-resource-azuread.exe" : "pulumi-resource-azuread";
  const installed = join(environment.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins", name);
  // The engine takes a plugin for incomplete as long as this file stands beside it.
  if (!(await isExecutable(join(installed, file))) || (await exists(`${installed}.partial`))) {
    throw new Error(
      `The azuread plugin ${version} is not installed in ${installed}. Install it with: pulumi plugin install resource azuread ${version}`,
    );
  }
  const folder = join(pulumiHome, "plugins", name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await symlink(join(installed, file), join(folder, file));
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
