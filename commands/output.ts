/** Where what a command shows goes: the terminal, or a file that a person named. */

import { resolve } from "node:path";
import { assertReplaceable, replaceFiles } from "../files/replace-files.ts";
import { showsColours } from "../report/colours.ts";
import type { Format } from "../report/format-names.ts";
import { render } from "../report/render.ts";
import { exitCodeOf, type Result } from "../report/result.ts";
import { UsageError } from "./errors.ts";

export interface OutputOptions {
  readonly format: Format;
  /** Relative to the folder in which the command was started; the terminal when absent. */
  readonly output?: string;
  /** Where to write the result as JSON besides. */
  readonly save?: string;
  readonly all?: boolean;
}

/**
 * The same with absolute files, before anything takes time.
 *
 * @throws {UsageError} when both are one file
 * @throws {NotWrittenError} when one of them cannot be written
 */
export function outputFiles({ format, all, ...named }: OutputOptions, started: string): OutputOptions {
  const files: { output?: string; save?: string } = {};
  for (const key of ["output", "save"] as const) {
    const file = named[key];
    if (file === undefined) continue;
    files[key] = resolve(started, file);
    assertReplaceable(files[key]);
  }
  if (files.output !== undefined && files.output === files.save) {
    throw new UsageError("--output and --save name the same file. Name two.");
  }
  return { format, ...(all === undefined ? {} : { all }), ...files };
}

/** Shows the result, and ends the command by it. @throws {NotWrittenError} */
export async function show(result: Result, { format, output, save, all = false }: OutputOptions): Promise<void> {
  const { isTTY, columns } = process.stdout;
  const terminal = isTTY === true && output === undefined;
  const text = await render(result, format, {
    colour: terminal && showsColours(process.stdout),
    ...(terminal ? { width: columns } : {}),
    all,
  });
  const json = save === undefined ? [] : [{ file: save, text: await render(result, "json", { colour: false }) }];
  const files = [...(output === undefined ? [] : [{ file: output, text }]), ...json];
  if (files.length > 0) replaceFiles(files);
  if (output === undefined) process.stdout.write(text);
  process.exitCode = exitCodeOf(result);
}
