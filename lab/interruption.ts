/** Being told to end from outside: Ctrl-C, a closed terminal, a service manager. */
import { once } from "node:events";
import { constants } from "node:os";

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const satisfies readonly NodeJS.Signals[];

/** Someone asked for the end before it was reached. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
  /** As shells count it: 128 and the number of the signal. */
  readonly exitStatus: number;

  constructor(signal: NodeJS.Signals) {
    super("Interrupted; what was started is ended and removed.");
    this.exitStatus = 128 + constants.signals[signal];
  }
}

/** Aborts at the first signal, with an InterruptedError as its reason; a second signal ends the process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const ending of endings) {
    // Listened to for good: were nobody listening, libraries that end child processes at a signal would end this one too.
    process.on(ending, () => {
      const reason = new InterruptedError(ending);
      if (controller.signal.aborted) process.exit(reason.exitStatus);
      controller.abort(reason);
    });
  }
  return controller.signal;
}

/** What comes first: the end of the work, or the abort, which leaves the work where it is until the process ends. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const listening = new AbortController();
  const aborted = once(signal, "abort", { signal: listening.signal }).then(() => {
    throw signal.reason;
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    aborted.catch(() => {});
    listening.abort();
  }
}
