import { type OutputOptions, outputFiles, show } from "../output.ts";
import { checkOptions, checkStack, type JudgedOptions } from "./check-stack.ts";

interface Options extends OutputOptions, JudgedOptions {}

export async function runCheck(options: Options, projectRoot: string): Promise<void> {
  const output = outputFiles(options, process.cwd());
  const judged = checkOptions(options, projectRoot);
  await show(await checkStack(judged), output);
  if (judged.recorded === undefined && output.format === "terminal" && output.output === undefined) {
    process.stderr.write(
      `Judged as before the first update. Of a stack that was applied, "pulumi stack export --stack ${judged.stack} --file FILE" writes what --state FILE takes.\n`,
    );
  }
}
