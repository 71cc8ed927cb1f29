/** Which stack a command is about, and which file configures it. */
import { basename, resolve } from "node:path";
import { legible } from "../../catalogue/legible.ts";
import { stacksBeside } from "../../config/stack-file.ts";
import { UsageError } from "../errors.ts";
import { isStackName, stackNameRule } from "../stack-name.ts";

export interface StackOptions {
  readonly stack?: string;
  /** Relative to the folder in which the command was started. */
  readonly configFile?: string;
}

export interface StackAndFile {
  readonly stack: string;
  /** As Pulumi takes it: organization/project/stack where someone wrote it so. */
  readonly qualified: string;
  /** Absolute. */
  readonly file: string;
}

/** @throws {UsageError} when no stack is named, and there is not exactly one; or for what is no name of a stack */
export function stackAndFile({ stack: named, configFile }: StackOptions, projectRoot: string): StackAndFile {
  if (named !== undefined && !isStackName(named)) {
    throw new UsageError(
      `--stack must be the name of a stack (${stackNameRule}), got ${legible(JSON.stringify(named))}. A file elsewhere is named with --config-file.`,
    );
  }
  const qualified = named ?? stackOf(configFile) ?? onlyStack(projectRoot);
  const stack = qualified.split("/").at(-1) ?? qualified;
  const file = configFile === undefined ? resolve(projectRoot, `Pulumi.${stack}.yaml`) : resolve(configFile);
  return { stack, qualified, file };
}

function stackOf(configFile: string | undefined): string | undefined {
  return configFile === undefined ? undefined : /^Pulumi\.(.+)\.ya?ml$/.exec(basename(configFile))?.[1];
}

function onlyStack(projectRoot: string): string {
  const stacks = stacksBeside(resolve(projectRoot, "Pulumi.yaml"));
  const [only, ...others] = stacks;
  if (only !== undefined && others.length === 0) return only;
  const known =
    stacks.length === 0 ? "There is no Pulumi.<stack>.yaml in the project" : `The stacks are ${stacks.join(", ")}`;
  throw new UsageError(`Name the stack with --stack NAME. ${known}.`);
}
