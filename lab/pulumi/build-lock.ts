import { mkdir, open, readFile, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isRunning, removedAtExit } from "./cache.ts";

/** A build takes minutes; a lock as old as this, in milliseconds, was left behind. */
const stale = 30 * 60_000;

/**
 * Runs `action` while no other process of this machine does. Only a courtesy, which saves building the same thing twice
 * at once: publishing is atomic, so nothing breaks where the lock fails.
 */
export async function withBuildLock(
  file: string,
  progress: (line: string) => void,
  action: () => Promise<void>,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  let isWaiting = false;
  while (!(await take(file))) {
    if (!isWaiting) progress("Another process is building the engine already; waiting for it …");
    isWaiting = true;
    await wait(500);
  }
  const stop = removedAtExit(file);
  try {
    await action();
  } finally {
    await rm(file, { force: true });
    stop();
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const lock = await open(file, "wx");
    await lock.writeFile(String(process.pid));
    await lock.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (await isAbandoned(file)) await rm(file, { force: true });
    return false;
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const owner = Number(await readFile(file, "utf8"));
    // Between creation and writing the file is empty.
    if (owner !== 0 && !isRunning(owner)) return true;
    return Date.now() - (await stat(file)).mtimeMs > stale;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
