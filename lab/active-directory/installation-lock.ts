import { once } from "node:events";
import { execa } from "execa";

const lockFile = "/run/lock/hybrid-sync-samba.lock";

/** Runs `action` while no other process on this machine installs; the kernel frees the lock even after a crash. */
export async function withInstallationLock<T>(progress: (line: string) => void, action: () => Promise<T>): Promise<T> {
  // The holder ends when its stdin does, and so does the lock when this process dies.
  const holder = execa("flock", ["--exclusive", lockFile, "sh", "-c", "echo held && cat"], {
    stdin: "pipe",
    buffer: false,
  });
  const waiting = setTimeout(() => progress("waiting for another installation of Samba to end"), 2000);
  try {
    await Promise.race([once(holder.stdout, "data"), holder]);
    clearTimeout(waiting);
    return await action();
  } finally {
    clearTimeout(waiting);
    holder.stdin.end();
    await holder;
  }
}
