import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb.js";
import { split } from "shlex";

/** What a project file says under `runtime.options`, as far as this host honours it. */
export interface RuntimeOptions {
  /** Whether the SDK is to compile TypeScript through ts-node. Default: true, as Pulumi has it. */
  readonly typescript: boolean;
  /** Flags for Node itself. */
  readonly nodeargs: readonly string[];
}

/** Bad `runtime.options` of a project file. */
class RuntimeOptionError extends Error {
  override readonly name = "RuntimeOptionError";
  readonly option: string;

  constructor(option: string, allowed: string, value: unknown) {
    super(`runtime.options.${option} must be ${allowed}, got ${JSON.stringify(value)}`);
    this.option = option;
  }
}

export function runtimeOptions(program: ProgramInfo): RuntimeOptions {
  const options: Record<string, unknown> = program.getOptions()?.toJavaScript() ?? {};
  const { typescript = true, nodeargs = "" } = options;
  if (typeof typescript !== "boolean") throw new RuntimeOptionError("typescript", "true or false", typescript);
  if (typeof nodeargs !== "string") throw new RuntimeOptionError("nodeargs", "a string", nodeargs);
  return { typescript, nodeargs: split(nodeargs) };
}

/** The variables through which the SDK learns of the options. */
export function optionVariables({ typescript }: RuntimeOptions): Record<string, string> {
  return typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {};
}
