import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { execa } from "execa";
import semver from "semver";
import { checkoutEngines } from "./checkout-engine.ts";
import type { EngineOptions, FoundEngine } from "./engine.ts";

/** Oldest engine that runs policy packs through the language host as the lab needs it. */
export const oldestEngine = "3.229.0";

/** How long `pulumi version` may take, in milliseconds. */
const versionLimit = 30_000;

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

/** Absolute path of an executable, as a shell would find it; undefined when there is none. */
export async function findExecutable(
  name: string,
  environment: NodeJS.ProcessEnv,
  isWanted: (folder: string) => boolean = () => true,
): Promise<string | undefined> {
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of folders.map((entry) => resolve(entry)).filter(isWanted)) {
    if (await isExecutable(join(folder, file))) return join(folder, file);
  }
  return undefined;
}

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Whatever stands in the way, it cannot be run from here.
    return false;
  }
}

/** What `pulumi version` says. */
export async function versionOf(command: string, environment: NodeJS.ProcessEnv): Promise<semver.SemVer> {
  const result = await execa(command, ["version"], {
    env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    timeout: versionLimit,
  });
  if (result.failed) throw new Error(`${command} version failed: ${result.stderr.trim() || result.shortMessage}`);
  const version = semver.parse(result.stdout.trim());
  if (version === null) throw new Error(`${command} version printed ${JSON.stringify(result.stdout)}, not a version`);
  return version;
}

async function hasLanguageHost(command: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const name = process.platform === "win32" ? "pulumi-language-nodejs.exe" : "pulumi-language-nodejs";
  if (await isExecutable(join(dirname(await realpath(command)), name))) return true;
  return (await findExecutable("pulumi-language-nodejs", environment)) !== undefined;
}
