import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { execa } from "execa";
import semver from "semver";

/** How long `pulumi version` may take, in milliseconds. */
const versionLimit = 30_000;

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
