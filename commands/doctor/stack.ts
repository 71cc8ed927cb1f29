/** Whether the configuration of the stack can be used. */
import { basename, resolve } from "node:path";
import { shell } from "../../catalogue/command.ts";
import { readWholeStackFile, type StackFile, StackFileError, stacksBeside } from "../../config/stack-file.ts";
import { ConfigurationError } from "../../config.ts";
import { type Line, Lines } from "./line.ts";

export interface StackSeen {
  readonly lines: readonly Line[];
  /** Undefined where there is none, or none that can be used. */
  readonly file: StackFile | undefined;
}

export interface StackChoice {
  /** As Pulumi takes it: organization/project/stack, or its last part. */
  readonly stack?: string;
  /** Absolute. */
  readonly configFile?: string;
}

export function examineStack({ stack, configFile }: StackChoice, projectRoot: string): StackSeen {
  const lines = new Lines("Stack");
  const file = configFile ?? fileOf(stack, projectRoot, lines);
  if (file === undefined) return { lines: lines.lines, file: undefined };
  const name = basename(file);
  try {
    const found = readWholeStackFile(file);
    lines.ok("Configuration", `${name} has no mistake`);
    for (const key of found.engineOnly.encrypted)
      lines.warning(
        "Configuration",
        `${key} is encrypted for the engine, and is not read here`,
        "Give it to check and doctor as an environment variable of the azuread provider",
      );
    return { lines: lines.lines, file: found };
  } catch (error) {
    if (error instanceof ConfigurationError)
      for (const { sentence, text } of error.problems)
        lines.failed("Configuration", sentence.replace(/\.$/, ""), text.slice(sentence.length).trim());
    else if (error instanceof StackFileError)
      lines.failed(
        "Configuration",
        error.message,
        `Write one with: ${shell`npx hybrid-sync init --stack ${stack ?? "NAME"}`}`,
      );
    else throw error;
    return { lines: lines.lines, file: undefined };
  }
}

function fileOf(stack: string | undefined, projectRoot: string, lines: Lines): string | undefined {
  if (stack !== undefined) return resolve(projectRoot, `Pulumi.${stack.split("/").at(-1)}.yaml`);
  const stacks = stacksBeside(resolve(projectRoot, "Pulumi.yaml"));
  const [only, ...others] = stacks;
  if (only !== undefined && others.length === 0) return resolve(projectRoot, `Pulumi.${only}.yaml`);
  if (only === undefined)
    lines.notChecked("Configuration", "there is no stack", "Write one with: npx hybrid-sync init --stack NAME");
  else
    lines.notChecked(
      "Configuration",
      `no stack is named; there are ${stacks.join(", ")}`,
      "Name one with --stack NAME, so that its forests are examined, too",
    );
  return undefined;
}
