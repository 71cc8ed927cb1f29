/** The verdict about a stack without an engine: the program's own declarations, observed and judged in this process. */
import { dirname, relative, resolve } from "node:path";
import { legible } from "../../catalogue/legible.ts";
import { tenantEnvironment } from "../../components/observation/tenant-environment.ts";
import { observeStack, type RecordedResource } from "../../components/without-engine.ts";
import { readWholeStackFile } from "../../config/stack-file.ts";
import { now } from "../../policy/judgement/clock.ts";
import { makeResult } from "../../report/make-result.ts";
import type { Result } from "../../report/result.ts";
import { readRecordedStack } from "../accounts/state-file.ts";
import { readPolicyPackConfig } from "../policy-pack-config.ts";
import { programVersion } from "../program-version.ts";
import { placesIn } from "./places.ts";
import { type StackOptions, stackAndFile } from "./stack-and-file.ts";

export interface CheckOptions {
  readonly stack: string;
  /** Configuration of the stack, absolute. */
  readonly file: string;
  /** What the engine recorded of the stack; undefined for one that was never applied. */
  readonly recorded: readonly RecordedResource[] | undefined;
  /** What configures the policy pack, absolute; undefined where nothing does. */
  readonly policyPackConfig?: string | undefined;
  /** Absolute; relative paths in the configuration start here. */
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told what this way of judging cannot take into account, in sentences. */
  readonly warn: (sentence: string) => void;
}

export interface JudgedOptions extends StackOptions {
  /** What pulumi stack export wrote; relative to the folder in which the command was started. */
  readonly state?: string;
  /** What configures the policy pack, relative in the same way. */
  readonly policyPackConfig?: string;
}

/**
 * What the options of a command say that judges a stack; warnings go to standard error.
 *
 * @throws {UsageError} for a stack that is not named, and a state of no use
 */
export function checkOptions({ state, policyPackConfig, ...named }: JudgedOptions, projectRoot: string): CheckOptions {
  return {
    ...stackAndFile(named, projectRoot),
    recorded: state === undefined ? undefined : readRecordedStack(resolve(state)),
    policyPackConfig: policyPackConfig === undefined ? undefined : resolve(policyPackConfig),
    projectRoot,
    environment: process.env,
    warn: (sentence) => process.stderr.write(`${legible(sentence)}\n`),
  };
}

/**
 * One stack per process.
 *
 * @throws {StackFileError} when the file is of no use
 * @throws {UsageError} when the policy pack cannot be configured so
 * @throws {ConfigurationError} that names everything wrong with the settings at once
 * @throws {ClockError} when the clock is pinned for a tenant that is not simulated on this machine
 */
export async function checkStack(options: CheckOptions): Promise<Result> {
  const { stack, file, recorded, projectRoot } = options;
  const { resources, stops, clock, settings, lineOf, pack } = await observe(options);
  return makeResult(resources, {
    stack,
    by: "check",
    clock,
    program: programVersion(),
    appliedStack: recorded !== undefined,
    stops,
    pack,
    placeOf: placesIn({ settings, lineOf, file: relative(projectRoot, resolve(file)) }),
  });
}

/** What is judged, and by which moment. */
export async function observe(options: CheckOptions) {
  const { stack, file, recorded, policyPackConfig, projectRoot, environment, warn } = options;
  const { settings, values, engineOnly, lineOf } = readWholeStackFile(file);
  const pack = readPolicyPackConfig(policyPackConfig, settings.judgement === "program");
  const clock = now(tenantEnvironment({ get: (key) => values[key] }, environment));
  for (const key of engineOnly.encrypted) warn(`${key} is encrypted for the engine, and is not read here.`);
  for (const name of engineOnly.environments) warn(`The environment ${name} of Pulumi ESC is not read here.`);
  // As the engine starts the program.
  process.chdir(projectRoot);
  const observed = await observeStack({
    settings,
    values,
    stack,
    folder: dirname(resolve(file)),
    recorded: recorded ?? [],
  });
  return { ...observed, clock, settings, lineOf, pack };
}
