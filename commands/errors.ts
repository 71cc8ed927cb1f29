/** Errors whose message is a sentence for people, and how a command ends with each. */
import { BaselineError } from "../config/baseline-file.ts";
import { StackFileError } from "../config/stack-file.ts";
import { ConfigurationError } from "../config.ts";
import { DirectoryUnavailableError } from "../directory/source.ts";
import { NamedFileError } from "../files/named-file.ts";
import { NotWrittenError } from "../files/replace-files.ts";
import { ClockError } from "../policy/judgement/clock.ts";
import { exitCodes } from "../report/exit-codes.ts";
import { GivenUpError } from "./init/questions.ts";

/** What was asked for cannot be done as it was asked; the message is for people. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** A part of the program that another process ran has failed; the message is what that process said of it. */
export class FaultError extends Error {
  override readonly name = "FaultError";
}

/** Undefined for a fault that nobody foresaw. */
export function exitCodeFor(error: unknown): number | undefined {
  if (error instanceof DirectoryUnavailableError) return exitCodes.unverified;
  if (error instanceof FaultError) return exitCodes.fault;
  const usage = [
    BaselineError,
    ClockError,
    ConfigurationError,
    GivenUpError,
    NamedFileError,
    NotWrittenError,
    StackFileError,
    UsageError,
  ];
  return usage.some((kind) => error instanceof kind) ? exitCodes.usage : undefined;
}
