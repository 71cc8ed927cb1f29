import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { ExecaError, execa } from "execa";
import { coerce, lt } from "semver";
import { type AptSourceFile, backportsSource } from "./apt-source.ts";
import { withInstallationLock } from "./installation-lock.ts";
import { runPython } from "./python.ts";

/** Older releases lack functional level 2016 or schema 88, or have not been tried. */
export const oldestSamba = "4.20.0";

const packages = ["samba-ad-dc", "samba-ad-provision", "python3-samba"];
const aptFolder = "/etc/apt";
const servicePolicy = "/usr/sbin/policy-rc.d";

export type Progress = (line: string) => void;

export interface SambaInstallation {
  /** `4.22.6-Debian-…`, as Samba itself says. */
  readonly version: string;
}

/** Samba is missing or too old, and this process cannot install it. */
export class SambaMissingError extends Error {
  override readonly name = "SambaMissingError";
  readonly found: string;
  readonly reason: string;

  constructor(found: string, reason: string) {
    super(
      `The practice directory needs a Samba AD domain controller of version ${oldestSamba} or newer, found ${found}. ` +
        `It was not installed, because ${reason}. Install the packages ${packages.join(", ")} ` +
        `(on Debian 12 from bookworm-backports), or run this once as root on Debian.`,
    );
    this.found = found;
    this.reason = reason;
  }
}

/**
 * Makes sure that a Samba AD domain controller can be provisioned and started here; does nothing when it is there.
 *
 * Installing needs root and apt. Services of the packages are not started.
 *
 * @throws {SambaMissingError} when it is not there and cannot be installed.
 */
export async function ensureSamba(progress: Progress = () => {}): Promise<SambaInstallation> {
  const present = await probeSamba();
  if (present.installation !== null) {
    return present.installation;
  }
  const obstacle = installationObstacle();
  if (obstacle !== null) {
    throw new SambaMissingError(present.found, obstacle);
  }
  return withInstallationLock(progress, async () => {
    // Another run may have installed it while this one waited for the lock.
    const before = await probeSamba();
    if (before.installation !== null) {
      return before.installation;
    }
    progress(`Samba AD domain controller: found ${before.found}, installing (14 MB of packages)`);
    await installWithApt(progress).catch((error: unknown) => {
      throw error instanceof ExecaError ? new SambaMissingError(before.found, aptFailure(error)) : error;
    });
    const after = await probeSamba();
    if (after.installation === null) {
      throw new SambaMissingError(after.found, "the packages that apt offers here do not contain it");
    }
    progress(`Samba ${after.installation.version} is installed`);
    return after.installation;
  });
}

/** What apt says is wrong, in its own words: lines that begin with "E: ". */
function aptFailure(error: ExecaError): string {
  const complaint = String(error.all ?? "")
    .split("\n")
    .findLast((line) => line.startsWith("E: "));
  return `apt-get failed: ${complaint?.slice(3) ?? error.shortMessage}`;
}

/** Why packages cannot be installed here; null when they can. */
export function installationObstacle(): string | null {
  if (process.platform !== "linux" || !existsSync("/usr/bin/apt-get")) {
    return "this machine has no apt-get";
  }
  return process.getuid?.() === 0 ? null : "this process does not run as root";
}

interface Probe {
  readonly installation: SambaInstallation | null;
  /** For people: what was found. */
  readonly found: string;
}

async function probeSamba(): Promise<Probe> {
  if (!existsSync("/usr/bin/python3")) {
    return { installation: null, found: "no /usr/bin/python3" };
  }
  const { version, missing } = await runPython<{ version: string | null; missing: string | null }>("probe.py", {});
  if (version === null) {
    return { installation: null, found: `none: no ${missing}` };
  }
  if (missing !== null) {
    return { installation: null, found: `Samba ${version} without ${missing}` };
  }
  const usable = !isOlder(version);
  return { installation: usable ? { version } : null, found: `Samba ${version}` };
}

async function installWithApt(progress: Progress): Promise<void> {
  await apt(["update"], progress);
  const release = await backportsRelease(progress);
  const target = release === null ? [] : ["--target-release", release];
  // Package scripts start services unless a policy forbids it; the practice directory starts its own process.
  const policyIsOurs = !existsSync(servicePolicy);
  if (policyIsOurs) {
    await writeFile(servicePolicy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  }
  try {
    await apt(["install", "--yes", "--no-install-recommends", ...target, ...packages], progress);
  } finally {
    if (policyIsOurs) {
      await rm(servicePolicy);
    }
  }
}

/** The release to name in `apt-get install`, or null when the distribution's own Samba is recent enough. */
async function backportsRelease(progress: Progress): Promise<string | null> {
  const offered = await candidateVersion();
  if (offered !== null && !isOlder(offered)) {
    return null;
  }
  const { ID, VERSION_CODENAME: codename, PRETTY_NAME } = parseEnv(await readFile("/etc/os-release", "utf8"));
  if (ID !== "debian" || codename === undefined) {
    throw new SambaMissingError(
      `Samba ${offered ?? "nowhere"} offered by apt`,
      `${PRETTY_NAME ?? "this system"} has no Debian backports`,
    );
  }
  const source = backportsSource(await aptSourceFiles(), codename);
  if (source === null) {
    throw new SambaMissingError(
      `Samba ${offered ?? "nowhere"} offered by apt`,
      `no file in ${aptFolder} names the release ${codename} from which to derive its backports`,
    );
  }
  if (source !== "configured") {
    const path = join(aptFolder, "sources.list.d", source.name);
    await writeFile(path, source.content);
    progress(`added ${path}`);
    await apt(["update"], progress);
  }
  return `${codename}-backports`;
}

async function aptSourceFiles(): Promise<AptSourceFile[]> {
  const folder = join(aptFolder, "sources.list.d");
  const names = (await readdir(folder)).filter((name) => /\.(list|sources)$/.test(name)).sort();
  const paths = [join(aptFolder, "sources.list"), ...names.map((name) => join(folder, name))].filter(existsSync);
  return Promise.all(
    paths.map(async (path) => ({ name: path.slice(path.lastIndexOf("/") + 1), content: await readFile(path, "utf8") })),
  );
}

async function candidateVersion(): Promise<string | null> {
  const { stdout } = await execa("apt-cache", ["policy", "samba-ad-dc"], { env: { LC_ALL: "C" } });
  const candidate = /Candidate: (?:\d+:)?(\S+)/.exec(stdout)?.[1];
  return candidate === undefined || candidate === "(none)" ? null : candidate;
}

export async function apt(parameters: readonly string[], progress: Progress): Promise<void> {
  const running = execa("apt-get", ["--option", "DPkg::Lock::Timeout=600", ...parameters], {
    env: { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
    stdin: "ignore",
    all: true,
  });
  for await (const line of running.iterable({ from: "all" })) {
    if (/^(Get:|Unpacking |Setting up )/.test(line)) {
      progress(line);
    }
  }
  await running;
}

function isOlder(version: string): boolean {
  return lt(coerce(version) ?? "0.0.0", oldestSamba);
}
