import { type ChildProcess, spawn } from "node:child_process";
import { Readable } from "node:stream";
import { signalGroup } from "../process-group.ts";

/** How long a child may take to end after an interrupt, in milliseconds; the engine gives the host itself five seconds. */
const grace = 2000;

export interface ChildOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** "inherit" hands the host's own output to the child; "pipe" lets the host read it. */
  readonly output: "inherit" | "pipe";
  /** Ends the child, and everything that the child started. */
  readonly signal: AbortSignal;
}

/** How a child ended: with an exit code, or by a signal. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  /** Empty unless the output is piped. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Fails when the child could not be started. */
  readonly ending: Promise<Ending>;
  end(): void;
}

/** The processes that a language host started. Each leads a process group, so that nothing a child starts outlives it. */
export class Children {
  readonly #running = new Map<ChildProcess, Promise<Ending>>();

  start(command: string, args: readonly string[], options: ChildOptions): Child {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.environment,
      stdio: ["ignore", options.output, options.output],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const end = () => endGroup(child);
    const ending = new Promise<Ending>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve({ code, signal }));
    }).finally(() => {
      this.#running.delete(child);
      options.signal.removeEventListener("abort", end);
    });
    this.#running.set(child, ending);
    if (options.signal.aborted) end();
    else options.signal.addEventListener("abort", end, { once: true });
    return { stdout: child.stdout ?? Readable.from([]), stderr: child.stderr ?? Readable.from([]), ending, end };
  }

  /** Ends every child that still runs, and waits for it. */
  async end(): Promise<void> {
    const endings = [...this.#running.values()];
    for (const child of this.#running.keys()) endGroup(child);
    await Promise.allSettled(endings);
  }
}

function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, "SIGINT");
  const timer = setTimeout(() => signalGroup(pid, "SIGKILL"), grace);
  child.once("exit", () => {
    clearTimeout(timer);
    // The leader is gone; what it started may still be running in its group.
    signalGroup(pid, "SIGKILL");
  });
}
