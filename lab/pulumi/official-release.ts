import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sdk from "@pulumi/pulumi/version.js";
import { execa } from "execa";
import { engineCache } from "../../commands/doctor/engine-cache.ts";
import { publish } from "./cache.ts";
import type { EngineOptions, FoundEngine } from "./engine-place.ts";
import { isExecutable } from "./executable.ts";
import { signalGroup } from "./process-group.ts";

/** The release that goes with the SDK in use. */
export const releaseVersion = sdk.version;

/** Set to "true", it agrees to the download of the official release. */
export const allowDownloadVariable = "HYBRID_SYNC_ALLOW_DOWNLOAD";

/** How long the download may take, in milliseconds; without a network it would otherwise wait for many minutes. */
const downloadLimit = 60_000;

export interface DownloadOptions extends Required<EngineOptions> {
  /** Program that installs a version into a folder. Default: the one that uses Pulumi's Automation API. */
  readonly downloader?: string;
  readonly limit?: number;
}

/** The official release from the cache; else downloaded, if the person agreed to that. */
export async function officialRelease(options: DownloadOptions): Promise<FoundEngine> {
  const folder = join(engineCache(options.environment), `release-${releaseVersion}`);
  const bin = join(folder, "bin");
  const command = join(bin, process.platform === "win32" ? "pulumi.exe" : "pulumi");
  if (!(await isExecutable(command))) {
    if (!options.allowDownload && options.environment[allowDownloadVariable] !== "true") {
      throw new Error("not tried, as it downloads and runs Pulumi's install script, which nobody has agreed to");
    }
    options.progress(`Downloading the official release ${releaseVersion} of Pulumi (at most a minute) …`);
    await publish(folder, (temporary) => download(temporary, options));
  }
  return { command, version: releaseVersion, folders: [bin] };
}

async function download(folder: string, options: DownloadOptions): Promise<void> {
  const { downloader = fileURLToPath(new URL("download-release.ts", import.meta.url)), limit = downloadLimit } =
    options;
  const child = execa(process.execPath, [downloader, releaseVersion, folder], {
    env: options.environment,
    extendEnv: false,
    stdin: "pipe",
    reject: false,
    // A group of its own, so that the script and what it started can be ended with it.
    detached: process.platform !== "win32",
  });
  let tookTooLong = false;
  const timer = setTimeout(() => {
    tookTooLong = true;
    if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
  }, limit);
  const result = await child;
  clearTimeout(timer);
  if (tookTooLong) throw new Error(`the download did not end within ${limit / 1000} seconds`);
  if (result.failed) throw new Error(`the download failed: ${result.stderr.trim() || result.shortMessage}`);
}
