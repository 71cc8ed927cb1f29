import { resolve } from "node:path";
import { showsColours } from "../../report/colours.ts";
import { Progress } from "../progress.ts";
import { examine } from "./examine.ts";
import { examinationJson, renderExamination } from "./render.ts";

interface Options {
  readonly stack?: string;
  readonly configFile?: string;
  readonly json?: boolean;
}

/** Columns where there is no terminal. */
const defaultWidth = 120;

export async function runDoctor({ stack, configFile, json = false }: Options, projectRoot: string): Promise<void> {
  const progress = new Progress(process.stderr);
  const { lines, exitCode } = await examine({
    ...(stack === undefined ? {} : { stack }),
    ...(configFile === undefined ? {} : { configFile: resolve(configFile) }),
    projectRoot,
    environment: process.env,
    progress: (what) => progress.show(`Examining ${what}`),
  });
  progress.end();
  const { isTTY, columns = defaultWidth } = process.stdout;
  const text = json
    ? examinationJson(lines, stack ?? null)
    : renderExamination(lines, { colour: showsColours(process.stdout), width: isTTY ? columns : defaultWidth });
  process.exitCode = exitCode;
  // What was given up on waiting may still be under way, and would keep the process.
  process.stdout.write(text, () => process.exit(exitCode));
}
