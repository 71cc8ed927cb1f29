import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Fills a folder of the cache all at once: `fill` works in a temporary folder, which takes the final name when it is
 * complete. When another process was quicker, its folder stays.
 */
export async function publish(folder: string, fill: (temporaryFolder: string) => Promise<void>): Promise<void> {
  const parent = join(folder, "..");
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const temporary = await mkdtemp(join(parent, `${unfinished}${process.pid}-`));
  const stop = removedAtExit(temporary);
  try {
    await fill(temporary);
    await rename(temporary, folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
    stop();
  }
}

/** Removes a file or folder should this process end first, as an interrupted one does; the result calls that off. */
export function removedAtExit(path: string): () => void {
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  process.once("exit", remove);
  return () => process.off("exit", remove);
}

const unfinished = "unfinished-";

/** A process that was killed leaves its unfinished folder behind. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = name.startsWith(unfinished) ? Number.parseInt(name.slice(unfinished.length), 10) : Number.NaN;
    if (Number.isInteger(owner) && !isRunning(owner)) await rm(join(parent, name), { recursive: true, force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Someone else's process may not be signalled, but it runs.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
