/** `hybrid-sync preview` and `hybrid-sync up`: the engine with the policy pack, and one result of what it observed. */
import { join, relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { legible, legibleLines } from "../../catalogue/legible.ts";
import { readWholeStackFile, StackFileError } from "../../config/stack-file.ts";
import { ConfigurationError } from "../../config.ts";
import { subjectOf } from "../../contract/resources.ts";
import type { PackConfiguration } from "../../policy/judge-stack.ts";
import { now } from "../../policy/judgement/clock.ts";
import { exitCodes } from "../../report/exit-codes.ts";
import { makeResult } from "../../report/make-result.ts";
import { exitCodeOf, type Result } from "../../report/result.ts";
import { placesIn } from "../check/places.ts";
import { type StackOptions, stackAndFile } from "../check/stack-and-file.ts";
import { FaultError, GivenUpError, UsageError } from "../errors.ts";
import { type OutputOptions, outputFiles, show } from "../output.ts";
import { readPolicyPackConfig } from "../policy-pack-config.ts";
import { programVersion } from "../program-version.ts";
import { whenToldToEnd } from "../told-to-end.ts";
import { type Interruption, knownObstacle, type Operation, openStack, type Run } from "./engine.ts";
import { flagsForPreview, givenFlags } from "./flags.ts";
import { progressLine } from "./progress.ts";
import { resourcesOfPreview, stepsOf } from "./resources.ts";
import { isFault, isRefusedUnseen, stopsOf } from "./stops.ts";

interface Options extends OutputOptions, StackOptions {
  /** Apply without a question. */
  readonly yes?: boolean;
  /** Relative to the folder in which the command was started. */
  readonly policyPackConfig?: string;
}

export async function runPreview(flags: readonly string[], options: Options, projectRoot: string): Promise<void> {
  const session = await open(flags, options, projectRoot);
  await end(await session.judge("preview", session.flags), session.output);
}

/**
 * Previews, and applies what no rule blocks.
 *
 * @throws {UsageError} without --yes where nobody can be asked
 */
export async function runUp(flags: readonly string[], options: Options, projectRoot: string): Promise<void> {
  const session = await open(flags, options, projectRoot);
  const agreed = options.yes === true || session.agreed;
  if (!agreed && !process.stdin.isTTY) {
    throw new UsageError("An update asks before it changes anything, and there is no terminal to ask at. Add --yes.");
  }
  const previewed = await session.judge("preview", flagsForPreview(session.flags));
  if ((previewed.exitCode ?? exitCodeOf(previewed.result)) !== exitCodes.clean)
    return await end(previewed, session.output);
  if (!agreed) {
    await show(previewed.result, { format: "terminal" });
    if (!(await isAgreed(session.stack, session.interrupted.told))) return say("Nothing was changed.");
  }
  await end(await session.judge("up", session.flags), session.output);
}

interface Judged {
  readonly result: Result;
  /** How the command ends where the result alone does not say it. */
  readonly exitCode: number | undefined;
}

async function end({ result, exitCode }: Judged, output: OutputOptions): Promise<void> {
  await show(result, output);
  if (exitCode !== undefined) process.exitCode = exitCode;
}

async function open(given: readonly string[], options: Options, projectRoot: string) {
  const output = outputFiles(options, process.cwd());
  const { flags, agreed, leavesOut } = givenFlags(given);
  const { stack, qualified, file } = stackAndFile(options, projectRoot);
  const config = options.policyPackConfig === undefined ? undefined : resolve(options.policyPackConfig);
  const { place, byProgram } = settingsIn(file, projectRoot);
  const pack = readPolicyPackConfig(config, byProgram);
  const engine = await openStack({
    stack: qualified,
    project: projectRoot,
    policyPack: join(projectRoot, "policy"),
    policyPackConfig: config,
  });
  const interrupted = listenForInterruption();
  say(`Pulumi ${engine.version} runs; its progress:`);
  const ownFile = options.configFile === undefined ? [] : ["--config-file", file];
  return {
    stack,
    output,
    flags,
    agreed,
    interrupted,
    async judge(operation: Operation, some: readonly string[]): Promise<Judged> {
      const run = await engine.run(operation, [...some, ...ownFile], {
        interruption: interrupted,
        onEvent: (event) => {
          const line = progressLine(event);
          if (line !== undefined) say(line);
        },
      });
      if (interrupted.status !== undefined) {
        say(interruptedIn[operation]);
        process.exit(interrupted.status);
      }
      const result = resultOf(run, { stack, operation, leavesOut, pack, place });
      return { result, exitCode: exitCodeIn(run) };
    },
  };
}

const interruptedIn: Record<Operation, string> = {
  preview: "Interrupted. A preview changes nothing.",
  up: "Interrupted. What was done until then is in the state of the stack; run the command again to go on.",
};

interface About {
  readonly stack: string;
  readonly operation: Operation;
  readonly leavesOut: string | undefined;
  readonly pack: PackConfiguration;
  readonly place: ReturnType<typeof settingsIn>["place"];
}

function exitCodeIn(run: Run): number | undefined {
  if (run.succeeded) return undefined;
  if (isFault(run)) return exitCodes.fault;
  return isRefusedUnseen(run) ? exitCodes.blocked : undefined;
}

/**
 * @throws {UsageError} when the program ended before it declared anything
 * @throws {FaultError} when it did so by a fault
 */
function resultOf(run: Run, { stack, operation, leavesOut, pack, place }: About): Result {
  const resources = resourcesOfPreview(run.events);
  const stops = run.succeeded ? [] : stopsOf(run);
  if (!run.succeeded && !resources.some(({ type }) => subjectOf(type) !== undefined)) {
    const said = stops.join("\n");
    if (said === "") throw new FaultError("The engine ended before anything was judged, and gives no reason.");
    if (isFault(run)) throw new FaultError(said);
    throw new UsageError(knownObstacle(said, stack) ?? said);
  }
  return makeResult(resources, {
    stack,
    by: operation === "preview" ? "preview" : "state",
    clock: now(process.env),
    program: programVersion(),
    appliedStack: stepsOf(run.events).some(({ old }) => Boolean(old)),
    stops: leavesOut === undefined ? stops : [...stops, leavesOut],
    pack,
    placeOf: place,
  });
}

/** No place where the file alone is not the configuration, because an environment of Pulumi ESC adds to it. */
function settingsIn(file: string, projectRoot: string) {
  try {
    const { settings, lineOf } = readWholeStackFile(file);
    return {
      place: placesIn({ settings, lineOf, file: relative(projectRoot, resolve(file)) }),
      byProgram: settings.judgement === "program",
    };
  } catch (error) {
    if (error instanceof StackFileError || error instanceof ConfigurationError)
      return { place: () => null, byProgram: true };
    throw error;
  }
}

/** @throws {GivenUpError} when Ctrl-C, Ctrl-D or a signal ends the question */
async function isAgreed(stack: string, interrupted: AbortSignal): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  // Of itself, a question that ends without an answer waits for ever.
  const closed = new AbortController();
  asking.once("close", () => closed.abort());
  try {
    const signal = AbortSignal.any([closed.signal, interrupted]);
    const answer = await asking.question(`Apply this to the stack ${legible(stack)}? (yes/no) `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
    process.stderr.write("\n");
    throw new GivenUpError();
  } finally {
    asking.close();
  }
}

/**
 * Told to end, the engine ends between two changes, and this process after it. A terminal tells both at once, and the
 * engine takes a second word for "at once, whatever is under way".
 */
function listenForInterruption(): Interruption & { status: number | undefined } {
  const [told, handedOn] = [new AbortController(), new AbortController()];
  const interrupted = { told: told.signal, handedOn: handedOn.signal, status: undefined as number | undefined };
  whenToldToEnd((signal, exitStatus) => {
    interrupted.status = exitStatus;
    told.abort();
    if (signal !== "SIGINT" || !process.stdin.isTTY) handedOn.abort();
  });
  return interrupted;
}

function say(line: string): void {
  process.stderr.write(`${legibleLines(line)}\n`);
}
