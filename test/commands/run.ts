import { join } from "node:path";
import { execa } from "execa";
import { projectRoot } from "../../lab/practice.ts";
import { sampleClock } from "../../lab/sample-tenants.ts";

interface Place {
  readonly cwd: string;
  /** Beside this process's own; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** `hybrid-sync` in a process of its own, as a person starts it where nobody sits at the terminal. */
export function hybridSync(command: readonly string[], { cwd, env = {} }: Place) {
  return execa(process.execPath, [join(projectRoot, "commands/hybrid-sync.js"), ...command], {
    cwd,
    env,
    reject: false,
    stdin: "ignore",
  });
}

/** The day of the samples, and a tenant that cannot be reached. */
export const withoutTenant = { HYBRID_SYNC_LAB_CLOCK: sampleClock, ARM_METADATA_HOSTNAME: "localhost:1" };
