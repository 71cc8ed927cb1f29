/** What tests need of the distribution besides Samba: installed where it is missing. */
import { apt, installationObstacle, type Progress } from "./active-directory/install-samba.ts";
import { withInstallationLock } from "./active-directory/installation-lock.ts";

export interface DebianPackages<Found> {
  /** What needs them, for messages: "The tests of the page need Chromium". */
  readonly need: string;
  readonly packages: readonly string[];
  /** What is there of them; undefined where something is missing. */
  readonly find: () => Found | undefined | Promise<Found | undefined>;
}

/**
 * What the packages bring. Installing them needs root and apt.
 *
 * @throws {Error} when it is not there and cannot be installed
 */
export async function ensureDebianPackages<Found>(
  { need, packages, find }: DebianPackages<Found>,
  progress: Progress = () => {},
): Promise<Found> {
  const present = await find();
  if (present !== undefined) return present;
  const list = packages.join(", ");
  const obstacle = installationObstacle();
  if (obstacle !== null) {
    throw new Error(`${need}. It was not installed, because ${obstacle}. Install the packages ${list}.`);
  }
  return withInstallationLock(progress, async () => {
    progress(`Installing the packages ${list}`);
    await apt(["update"], progress);
    await apt(["install", "--yes", "--no-install-recommends", ...packages], progress);
    const installed = await find();
    if (installed === undefined) throw new Error(`${need}. The packages ${list} do not contain it.`);
    return installed;
  });
}
