/** Being told to end from outside: Ctrl-C, a closed terminal, a service manager. */
import { constants } from "node:os";

const endings = ["SIGHUP", "SIGINT", "SIGTERM"] as const;
export type Ending = (typeof endings)[number];

/** @param exitStatus as shells count it: 128 and the number of the signal */
type End = (signal: Ending, exitStatus: number) => void;

/** Between two steps, and so never while a file is half written. */
export const endAtOnce: End = (_signal, exitStatus) => process.exit(exitStatus);

let end = endAtOnce;

/** The listeners stay for good: what comes while one is exchanged for another would be lost. */
export function listenForEndings(): void {
  for (const signal of endings) process.on(signal, () => end(signal, 128 + constants.signals[signal]));
}

/** From here on the command itself decides how it ends. */
export function whenToldToEnd(own: End): void {
  end = own;
}
