/** What the program needs on this machine: Node, a Pulumi engine and its plugins. */
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { compareVersions } from "../../catalogue/version-order.ts";
import { oldestEngine } from "../preview/oldest-engine.ts";
import { programVersion } from "../program-version.ts";
import { engineCache } from "./engine-cache.ts";
import { type Line, Lines } from "./line.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Oldest that runs the program, which is TypeScript. */
const oldestNode = "22.18.0";

/** How long a program may take to tell its version, in milliseconds. */
const versionLimit = 20_000;

export async function examineMachine(environment: Environment, usesAzure: boolean): Promise<readonly Line[]> {
  const lines = new Lines("This machine");
  lines.ok("hybrid-sync", programVersion());
  // An older one has been refused before.
  lines.ok("Node", process.versions.node);
  const [onPath, engine] = await Promise.all([
    versionOf("node", ["--version"], environment),
    versionOf("pulumi", ["version"], environment),
  ]);
  if (engine.state === "none") {
    const practice = await practiceEngines(environment);
    lines.warning(
      "Pulumi engine",
      `there is none on PATH${practice.length === 0 ? "" : `; npm start has one of its own (${practice.join(", ")})`}. hybrid-sync check needs none`,
      `Install Pulumi ${oldestEngine} or newer for preview and up: https://www.pulumi.com/docs/install/`,
    );
  } else examineEngine(lines, engine);
  examineNodeOfEngine(lines, onPath, engine.state !== "none");
  await examinePlugins(lines, environment, usesAzure);
  return lines.lines;
}

type Found =
  | { readonly state: "none" }
  | { readonly state: "broken"; readonly command: string; readonly why: string }
  | { readonly state: "found"; readonly command: string; readonly version: string };

function examineEngine(lines: Lines, engine: Exclude<Found, { state: "none" }>): void {
  const install = `Install Pulumi ${oldestEngine} or newer: https://www.pulumi.com/docs/install/`;
  if (engine.state === "broken") lines.failed("Pulumi engine", `${engine.command} ${engine.why}`, install);
  else if (compareVersions(engine.version, oldestEngine) < 0)
    lines.failed("Pulumi engine", `${engine.version} is too old (${engine.command})`, install);
  else lines.ok("Pulumi engine", `${engine.version} (${engine.command})`);
}

/** The engine starts `node` by name. Without an engine, a fault of it stops nothing yet. */
function examineNodeOfEngine(lines: Lines, node: Found, hasEngine: boolean): void {
  const subject = "Node of the engine";
  const status = hasEngine ? "failed" : "warning";
  const add = (finding: string) => lines[status](subject, finding, `Put Node ${oldestNode} or newer first on PATH`);
  if (node.state === "none") add("there is no node on PATH, and the engine needs one");
  else if (node.state === "broken") add(`${node.command} ${node.why}`);
  else if (compareVersions(node.version, oldestNode) < 0)
    add(`the node on PATH is ${node.version}, and too old (${node.command})`);
  else lines.ok(subject, `${node.version} (${node.command})`);
}

async function examinePlugins(lines: Lines, environment: Environment, usesAzure: boolean): Promise<void> {
  const home = environment.PULUMI_HOME || join(homedir(), ".pulumi");
  for (const name of usesAzure ? ["azuread", "azure-native"] : ["azuread"]) {
    const version = packageVersion(`@pulumi/${name}`);
    const folder = join(home, "plugins", `resource-${name}-v${version}`);
    // The engine takes a plugin for incomplete as long as that file stands beside it.
    const isThere = (await isThereAt(folder)) && !(await isThereAt(`${folder}.partial`));
    if (isThere) lines.ok(`Plugin ${name}`, version);
    else
      lines.warning(
        `Plugin ${name}`,
        `${version} is not installed; the engine downloads it at the first preview`,
        `Without a way to the internet, install it beforehand: pulumi plugin install resource ${name} ${version}`,
      );
  }
}

async function versionOf(name: string, args: readonly string[], environment: Environment): Promise<Found> {
  const command = await findOnPath(name, environment);
  if (command === undefined) return { state: "none" };
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: versionLimit,
    });
    const version = /^v?(\d+\.\d+\.\d+)/.exec(stdout.trim())?.[1];
    return version === undefined
      ? { state: "broken", command, why: "does not print a version" }
      : { state: "found", command, version };
  } catch {
    return { state: "broken", command, why: "cannot be run" };
  }
}

async function findOnPath(name: string, environment: Environment): Promise<string | undefined> {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of (environment.PATH ?? "").split(delimiter).filter((each) => each !== "")) {
    const path = join(resolve(folder), file);
    if ((await isThereAt(path, constants.X_OK)) && (await stat(path)).isFile()) return path;
  }
  return undefined;
}

/** Those that the practice environment built or downloaded for itself. */
async function practiceEngines(environment: Environment): Promise<readonly string[]> {
  const folder = engineCache({ ...environment });
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => /^(?:built|release)-(\d+\.\d+\.\d+)/.exec(name)?.[1] ?? []).sort();
}

async function isThereAt(path: string, mode = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

/** That of the package is that of the plugin for which its programs ask the engine. */
function packageVersion(name: string): string {
  const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
  return version;
}
