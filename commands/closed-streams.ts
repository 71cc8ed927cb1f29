/** What happens to a command where nobody takes what it writes. */
import { exitCodes } from "../report/exit-codes.ts";

/**
 * Where the reader has gone, as `| head` does, the command goes on and ends as it would have. Where the disk behind a
 * redirection takes nothing more, that is one sentence. Neither may look like a verdict, as Node's own status 1 would.
 */
export function tolerateClosedStreams(): void {
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") return;
    const reason = code === "ENOSPC" ? "the disk is full" : `the system says ${code}`;
    process.stderr.write(`What was to be shown could not be written: ${reason}\n`);
    process.exit(exitCodes.usage);
  });
  // There is nobody to tell it to.
  process.stderr.on("error", () => {});
}
