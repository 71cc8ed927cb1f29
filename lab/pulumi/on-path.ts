import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import semver from "semver";
import { checkoutEngines } from "./checkout-engine.ts";
import type { EngineOptions, FoundEngine } from "./engine-place.ts";
import { findExecutable, isExecutable, versionOf } from "./executable.ts";
import { oldestEngine } from "./versions.ts";

/** The person's own engine. Anything of ours stays out of sight, also when one lab command runs inside another. */
export async function pulumiOnPath(options: Required<EngineOptions>): Promise<FoundEngine> {
  const own = checkoutEngines(options.projectRoot);
  const command = await findExecutable("pulumi", options.environment, (folder) => !folder.startsWith(own));
  if (command === undefined) throw new Error("there is none");
  const version = await versionOf(command, options.environment);
  if (semver.lt(version, oldestEngine)) {
    throw new Error(`${command} is version ${version}, and ${oldestEngine} or newer is needed`);
  }
  if (!(await hasLanguageHost(command, options.environment))) {
    throw new Error(`${command} has no pulumi-language-nodejs, neither beside it nor on PATH`);
  }
  return { command, version: version.version, folders: [] };
}

async function hasLanguageHost(command: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const name = process.platform === "win32" ? "pulumi-language-nodejs.exe" : "pulumi-language-nodejs";
  if (await isExecutable(join(dirname(await realpath(command)), name))) return true;
  return (await findExecutable("pulumi-language-nodejs", environment)) !== undefined;
}
