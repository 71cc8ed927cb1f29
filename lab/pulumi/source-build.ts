import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import semver from "semver";
import { engineCache } from "../../commands/doctor/engine-cache.ts";
import { withBuildLock } from "./build-lock.ts";
import { publish } from "./cache.ts";
import { checkoutEngine } from "./checkout-engine.ts";
import type { EngineOptions, FoundEngine } from "./engine-place.ts";
import { findExecutable, isExecutable, versionOf } from "./executable.ts";
import { builtVersion, oldestGo } from "./versions.ts";

const enginePackage = "github.com/pulumi/pulumi/pkg/v3";

/** The engine's own go.mod replaces the clipboard library; a replacement counts only in the main module, so it is repeated. */
const goModule = `module hybrid-sync/engine

go ${oldestGo}

tool ${enginePackage}/cmd/pulumi

require ${enginePackage} v${builtVersion}

replace github.com/atotto/clipboard => github.com/tgummerer/clipboard v0.0.0-20241001131231-d02d263e614e
`;

const buildFlags = [
  "-trimpath",
  "-buildvcs=false",
  "-tags",
  "osusergo,grpcnotrace",
  "-ldflags",
  `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${builtVersion}`,
];

/** How often to say that the build still runs, in milliseconds. */
const heartbeat = 30_000;

/** How long fetching may take, in milliseconds; without a network Go tries again for a long time. */
const fetchLimit = 10 * 60_000;

/** An engine built from its Go module, once for each user and set of build inputs, with the lab's language host beside it. */
export async function builtFromSource(options: Required<EngineOptions>): Promise<FoundEngine> {
  if (process.platform === "win32") throw new Error("not done on Windows");
  const folder = join(engineCache(options.environment), `built-${builtVersion}-${inputsHash()}`);
  const isBuilt = () => isExecutable(join(folder, "pulumi"));
  if (!(await isBuilt())) {
    const go = await suitableGo(options.environment);
    await withBuildLock(`${folder}.lock`, options.progress, async () => {
      if (!(await isBuilt())) await publish(folder, (temporary) => build(go, temporary, options));
    });
  }
  const bin = await checkoutEngine(folder, options.projectRoot);
  return { command: join(bin, "pulumi"), version: builtVersion, folders: [bin] };
}

/** A change of what is built, or for which machine, must not find the old result. */
function inputsHash(): string {
  return createHash("sha256")
    .update(JSON.stringify([goModule, buildFlags, process.platform, process.arch]))
    .digest("hex")
    .slice(0, 12);
}

async function suitableGo(environment: NodeJS.ProcessEnv): Promise<string> {
  const go = await findExecutable("go", environment);
  if (go === undefined) throw new Error("there is no go on PATH");
  const stdout = await run(go, ["env", "GOVERSION", "GOTOOLCHAIN"], { env: environment });
  const [version = "", toolchain = ""] = stdout.split("\n");
  const parsed = semver.coerce(version);
  if (parsed === null) throw new Error(`${go} says that its version is ${JSON.stringify(version)}`);
  // Since 1.21, Go fetches a newer self when a module asks for one, unless it was told not to.
  const fetchesNewer = semver.gte(parsed, "1.21.0") && /^auto$|\+auto$/.test(toolchain);
  if (semver.lt(parsed, oldestGo) && !fetchesNewer) {
    throw new Error(`${go} is version ${parsed.version}, and ${oldestGo} or newer is needed`);
  }
  return go;
}

async function build(go: string, folder: string, { environment, progress }: EngineOptions): Promise<void> {
  progress(`Building Pulumi ${builtVersion} from source: about five minutes on two cores, once for this user …`);
  const module = join(folder, "module");
  await mkdir(module);
  await writeFile(join(module, "go.mod"), goModule);
  const started = performance.now();
  const timer = setInterval(
    () => progress(`… still building Pulumi, ${duration(performance.now() - started)} so far`),
    heartbeat,
  );
  try {
    const inModule = { cwd: module, env: { ...environment, GOWORK: "off" } };
    progress("Fetching the source of the engine and its libraries …");
    await run(go, ["mod", "tidy"], { ...inModule, timeout: fetchLimit });
    progress("Compiling the engine …");
    await run(go, ["build", ...buildFlags, "-o", join(folder, "pulumi"), `${enginePackage}/cmd/pulumi`], {
      ...inModule,
      env: { ...inModule.env, CGO_ENABLED: "0" },
    });
    await checkVersion(join(folder, "pulumi"), environment);
    await rm(module, { recursive: true });
  } finally {
    clearInterval(timer);
  }
  progress(`Built Pulumi in ${duration(performance.now() - started)}`);
}

async function run(
  go: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv; readonly timeout?: number },
): Promise<string> {
  const result = await execa(go, args, { ...options, extendEnv: false, stdin: "ignore", all: true, reject: false });
  if (!result.failed) return result.stdout;
  const how = result.exitCode === undefined ? result.shortMessage : `exit code ${result.exitCode}`;
  throw new Error(`go ${args.slice(0, 2).join(" ")} failed (${how})${lastLines(result.all)}`);
}

async function checkVersion(command: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const version = await versionOf(command, environment);
  if (version.version !== builtVersion) throw new Error(`what was built says that it is version ${version.version}`);
}

/** The end of what Go printed, where its errors stand; credentials in the address of a proxy are not for others to see. */
function lastLines(output: string): string {
  const lines = output
    .replaceAll(/\/\/[^/\s@]+@/g, "//…@")
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines
    .slice(-4)
    .map((line) => `\n      ${line}`)
    .join("");
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
