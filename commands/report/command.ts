import { showsColours } from "../../report/colours.ts";
import { compare, renderComparison } from "../../report/compare.ts";
import { exitCodes } from "../../report/exit-codes.ts";
import { exitCodeOf } from "../../report/result.ts";
import { type OutputOptions, show } from "../output.ts";
import { readResultFile } from "./result-file.ts";

interface Options extends OutputOptions {
  readonly exitZero?: boolean;
}

export async function runReport(file: string, { exitZero = false, ...options }: Options): Promise<void> {
  await show(readResultFile(file), options);
  if (exitZero) process.exitCode = exitCodes.clean;
}

/** Ends as check would if it had found what is new. */
export function runCompare(before: string, after: string): void {
  const comparison = compare(readResultFile(before), readResultFile(after));
  const colour = showsColours(process.stdout);
  process.stdout.write(`${renderComparison(comparison, { colour })}\n`);
  const worse = comparison.changed.filter(
    ({ before, after }) =>
      exitCodeOf({ findings: [after], notices: [], stops: [] }) !==
      exitCodeOf({ findings: [before], notices: [], stops: [] }),
  );
  process.exitCode = exitCodeOf({
    findings: [...comparison.appeared, ...comparison.countsAgain, ...worse.map(({ after }) => after)],
    notices: [],
    stops: [],
  });
}
