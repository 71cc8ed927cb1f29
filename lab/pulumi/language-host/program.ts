import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Language from "@pulumi/pulumi/proto/language_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import type { Children, Ending } from "./children.ts";
import { compileCacheVariable } from "./compile-cache.ts";
import { optionVariables, runtimeOptions } from "./options.ts";

/**
 * Exit code by which the SDK says that it has already told the person everything.
 * Source: `@pulumi/pulumi/cmd/run`, nodeJSProcessExitedAfterLoggingUserActionableMessage.
 */
const everythingSaid = 32;

export interface ProgramHost {
  readonly children: Children;
  /** Address of the engine's own service, for logging. */
  readonly engineAddress: string;
  /** Address of a tracing service, or empty. */
  readonly tracing: string;
}

/** Runs a Pulumi program to its end; its output goes to the host's own, which the engine reads. */
export async function runProgram(
  request: Language.RunRequest,
  host: ProgramHost,
  signal: AbortSignal,
): Promise<Language.RunResponse> {
  if (request.getAttachDebugger()) return failed("This language host cannot attach a debugger.");
  const program = request.getInfo() ?? new language.ProgramInfo();
  const options = runtimeOptions(program);
  const runner = resolveModule("@pulumi/pulumi/cmd/run", program.getProgramDirectory());
  const child = host.children.start(
    process.execPath,
    [...options.nodeargs, runner, ...programArguments(request, host)],
    {
      cwd: request.getPwd() || program.getProgramDirectory(),
      environment: {
        ...process.env,
        ...compileCacheVariable(process.env, "program"),
        ...optionVariables(options),
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      },
      output: "inherit",
      signal,
    },
  );
  return response(await child.ending);
}

/** Path of a module as a program in that folder would find it. */
export function resolveModule(module: string, directory: string): string {
  return createRequire(join(directory, "package.json")).resolve(module);
}

function programArguments(request: Language.RunRequest, { engineAddress, tracing }: ProgramHost): string[] {
  const program = request.getInfo() ?? new language.ProgramInfo();
  const flags = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": program.getRootDirectory(),
    stack: request.getStack(),
    pwd: program.getProgramDirectory(),
    parallel: String(request.getParallel()),
    tracing,
  };
  return [
    ...Object.entries(flags).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    program.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
}

function response({ code, signal }: Ending): Language.RunResponse {
  if (code === 0) return new language.RunResponse();
  if (code === everythingSaid) return new language.RunResponse().setBail(true);
  return failed(
    signal === null ? `Program exited with non-zero exit code: ${code}` : `Program was ended by the signal ${signal}`,
  );
}

function failed(message: string): Language.RunResponse {
  return new language.RunResponse().setError(message);
}
