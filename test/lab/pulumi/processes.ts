import { execa } from "execa";

/** Whether a process has ended; one that nobody has asked about yet (a zombie) has. */
export async function hasEnded(pid: number): Promise<boolean> {
  const { stdout } = await execa("ps", ["-o", "stat=", "-p", String(pid)], { reject: false });
  return stdout.trim() === "" || stdout.trim().startsWith("Z");
}
