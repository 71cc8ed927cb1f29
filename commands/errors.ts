/** Errors whose message is a sentence for people, and how a command ends with each. */
import { constants } from "node:os";
import { BaselineError } from "../config/baseline-file.ts";
import { StackFileError } from "../config/stack-file.ts";
import { ConfigurationError } from "../config.ts";
import { DirectoryUnavailableError } from "../directory/source.ts";
import { NamedFileError } from "../files/named-file.ts";
import { NotWrittenError } from "../files/replace-files.ts";
import { ClockError } from "../policy/judgement/clock.ts";
import { exitCodes } from "../report/exit-codes.ts";

/** What was asked for cannot be done as it was asked; the message is for people. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** A part of the program that another process ran has failed; the message is what that process said of it. */
export class FaultError extends Error {
  override readonly name = "FaultError";
}

/** Someone pressed Ctrl-C or Ctrl-D at a question. */
export class GivenUpError extends Error {
  override readonly name = "GivenUpError";

  constructor() {
    super("Interrupted. Nothing was changed.");
  }
}

/** Undefined for a fault that nobody foresaw. */
export function exitCodeFor(error: unknown): number | undefined {
  if (error instanceof DirectoryUnavailableError) return exitCodes.unverified;
  if (error instanceof FaultError) return exitCodes.fault;
  // As if the signal of Ctrl-C had ended it.
  if (error instanceof GivenUpError) return 128 + constants.signals.SIGINT;
  const usage = [
    BaselineError,
    ClockError,
    ConfigurationError,
    NamedFileError,
    NotWrittenError,
    StackFileError,
    UsageError,
  ];
  return usage.some((kind) => error instanceof kind) ? exitCodes.usage : undefined;
}
