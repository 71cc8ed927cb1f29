import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
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

/** What is shown, and the line that is typed or the key that is pressed then. */
export type Answer = readonly [question: string, answer: string | { readonly key: string }];

/** `hybrid-sync` on a terminal at which a person answers. */
export function onTerminal(answers: readonly Answer[], command: readonly string[], place: Place) {
  return answered(answers, [process.execPath, join(projectRoot, "commands/hybrid-sync.js"), ...command], place);
}

/** A program on a terminal at which a person answers. `said` is what came after the last answer. */
export async function answered(answers: readonly Answer[], command: readonly string[], { cwd, env = {} }: Place) {
  const { stdout } = await execa(
    "python3",
    [join(projectRoot, "test/commands/terminal.py"), JSON.stringify(answers), ...command],
    { cwd, env: { ...env, TERM: "xterm", COLUMNS: "200" } },
  );
  const ended = JSON.parse(stdout) as {
    readonly exitCode: number;
    readonly unanswered: readonly unknown[];
    readonly said: string;
  };
  return { ...ended, said: stripVTControlCharacters(ended.said) };
}
