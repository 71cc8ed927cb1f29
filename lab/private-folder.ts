import { rmSync } from "node:fs";
import { access, constants, mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that only its owner can read, and that goes when it is removed or, at the latest, with this process. */
export interface PrivateFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export interface PrivateFolderOptions {
  /** What the folder is for; its name begins with it, and only folders of the same purpose are swept. */
  readonly purpose: string;
  /** Where to make it; in memory when absent, where the machine has such a place, else in the temporary folder. */
  readonly parent?: string;
}

/** Makes a private folder, and removes those of the same purpose that crashed processes left behind. */
export async function createPrivateFolder({ purpose, parent }: PrivateFolderOptions): Promise<PrivateFolder> {
  const place = parent ?? (await fastestFolder());
  await mkdir(place, { recursive: true });
  await removeStaleFolders(place, purpose);
  const path = await mkdtemp(join(place, `${purpose}-${process.pid}-${await startTime(process.pid)}-`));
  const removeAtExit = () => rmSync(path, { recursive: true, force: true });
  process.once("exit", removeAtExit);
  return {
    path,
    remove: async () => {
      process.off("exit", removeAtExit);
      await rm(path, { recursive: true, force: true });
    },
  };
}

async function fastestFolder(): Promise<string> {
  try {
    await access("/dev/shm", constants.W_OK);
    return "/dev/shm";
  } catch {
    // No memory file system that this user may write to: the temporary folder does as well, more slowly.
    return tmpdir();
  }
}

/** Removes this user's folders in `parent` whose process is gone. */
async function removeStaleFolders(parent: string, purpose: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, pid, started] = new RegExp(`^${purpose}-(\\d+)-(\\d+)-`).exec(name) ?? [];
    if (pid === undefined || (await startTime(Number(pid))) === started) {
      continue;
    }
    const folder = join(parent, name);
    const found = await stat(folder, { throwIfNoEntry: false });
    if (found?.uid === process.getuid?.()) {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

/**
 * When a process started, in clock ticks after boot: with it, a number that another process got since is told apart.
 * "0" when there is no such process. Field 22 of `man proc_pid_stat`, counted after the name, which may hold spaces.
 */
async function startTime(pid: number): Promise<string> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "0";
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")) {
      return "0";
    }
    throw error;
  }
}
