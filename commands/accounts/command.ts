import { resolve } from "node:path";
import { now } from "../../policy/judgement/clock.ts";
import { makeResult } from "../../report/make-result.ts";
import { type OutputOptions, outputFiles, show } from "../output.ts";
import { readPolicyPackConfig } from "../policy-pack-config.ts";
import { programVersion } from "../program-version.ts";
import { readJudgedStack, stackIn } from "./state-file.ts";

interface Options extends OutputOptions {
  /** Relative to the folder in which the command was started. */
  readonly policyPackConfig?: string;
}

export async function runAccounts(file: string, { policyPackConfig, ...options }: Options): Promise<void> {
  const output = outputFiles(options, process.cwd());
  // As pulumi policy analyze does: no program judges beside the pack.
  const pack = readPolicyPackConfig(policyPackConfig === undefined ? undefined : resolve(policyPackConfig), false);
  const { by, resources } = readJudgedStack(file);
  const result = makeResult(resources, {
    stack: stackIn(resources),
    by,
    clock: now(process.env),
    program: programVersion(),
    appliedStack: by === "state",
    pack,
  });
  await show(result, output);
}
