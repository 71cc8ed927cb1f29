/** `npm start`: judges a sample stack on a simulated tenant, then previews and applies it on an engine. */

import { Command, Option } from "commander";
import pc from "picocolors";
import { legible, legibleLines } from "../catalogue/legible.ts";
import { tolerateClosedStreams } from "../commands/closed-streams.ts";
import { resourcesOfPreview } from "../commands/preview/resources.ts";
import { showsColours } from "../report/colours.ts";
import { makeResult } from "../report/make-result.ts";
import type { Result } from "../report/result.ts";
import { renderTerminal } from "../report/terminal.ts";
import { InterruptedError, interruption, unlessAborted } from "./interruption.ts";
import { engineFor, Practice, type PracticeOptions, type PulumiResult, Surroundings } from "./practice.ts";
import { sampleClock, samples } from "./sample-tenants.ts";
import { writeFault } from "./write-fault.ts";

interface StartOptions {
  readonly stack: string;
  readonly live?: true;
  readonly allowDownload?: true;
  readonly realAzuread?: true;
  readonly engineOutput?: boolean;
}

tolerateClosedStreams();
const colour = showsColours(process.stdout);
const paint = pc.createColors(colour);

await new Command("npm start --")
  .description(
    "Judge a sample stack on a simulated tenant, show the ten accounts and the findings, then preview and apply it.",
  )
  .addOption(new Option("--stack <name>", "sample stack").choices(Object.keys(samples)).default("dev"))
  .option("--live", "observe a running practice directory (Samba) in place of the recorded snapshot")
  .option("--allow-download", "agree to downloading the official Pulumi release when none is installed")
  .option("--real-azuread", "use the installed azuread plugin against the simulated tenant, in place of the stand-in")
  .option("--engine-output", "show what the engine prints of a blocked preview, too")
  .addHelpText("after", "\nExit status: 0 when everything was applied, 1 when a rule blocked it or something failed.")
  .showHelpAfterError("Every option: npm start -- --help. For a stack of your own use hybrid-sync check.")
  .action(start)
  .parseAsync();

async function start(options: StartOptions): Promise<void> {
  try {
    process.exitCode = await rehearse(options, interruption());
  } catch (error) {
    const { message } = error as Error;
    say(paint.red(legibleLines(writeFault(error as Error) ?? message)));
    // Whatever still goes on ends with the process.
    process.exit(error instanceof InterruptedError ? error.exitStatus : 1);
  }
}

async function rehearse(options: StartOptions, interrupted: AbortSignal): Promise<number> {
  const { stack, live } = options;
  const sample = samples[stack];
  const how: PracticeOptions = {
    stack,
    ...(sample ? { tenant: sample.tenant } : {}),
    clock: sampleClock,
    progress: (line) => say(paint.dim(legible(line))),
    allowDownload: options.allowDownload ?? false,
    realAzuread: options.realAzuread ?? false,
    ...(live && sample ? { forest: sample.forest() } : {}),
  };
  // The engine may have to be built, which takes minutes; the verdict needs none.
  const engine = engineFor(how);
  engine.catch(() => {});
  await using surroundings = await unlessAborted(Surroundings.open(how), interrupted);
  const { metadataHost } = surroundings.tenant;
  const plugin = options.realAzuread ? "the installed azuread plugin" : "a stand-in for the azuread plugin";
  const directory = live ? `practice directory on ${surroundings.directory?.address}` : "recorded snapshot";
  say(`Simulated tenant on ${metadataHost}, ${directory}, ${plugin}; no real tenant is touched.`);
  const checked = await unlessAborted(surroundings.check(), interrupted);
  show(checked);
  const practice = await unlessAborted(
    Practice.on(surroundings, await unlessAborted(engine, interrupted)),
    interrupted,
  );
  return await previewAndApply(practice, checked, options, interrupted);
}

function show(result: Result): void {
  const width = process.stdout.isTTY ? { width: process.stdout.columns } : {};
  say(renderTerminal(result, { colour, ...width }));
}

async function previewAndApply(
  practice: Practice,
  checked: Result,
  { engineOutput = false }: StartOptions,
  interrupted: AbortSignal,
): Promise<number> {
  const expected = checked.findings.filter(({ level }) => level === "mandatory").map(({ id }) => id);
  // What the engine lists has been shown already, unless it says something else.
  const shown = expected.length === 0 || engineOutput;
  const preview = await run(practice, ["preview"], interrupted, shown);
  const blocking = mandatoryIn(preview);
  const isSame = blocking.size === expected.length && expected.every((id) => blocking.has(id));
  if (!shown && !isSame) say(preview.output);
  if (preview.exitCode !== 0 && blocking.size === 0) {
    if (!shown) say(preview.output);
    say(paint.red("The preview failed before the accounts were judged; see above. Nothing was applied."));
    return 1;
  }
  if (blocking.size > 0) {
    const more = shown ? "" : " --engine-output shows what the engine prints.";
    say(paint.red(`Blocked: the engine also has ${blocking.size} mandatory findings. Nothing was applied.${more}`));
    return 1;
  }
  const applied = await run(practice, ["up", "--yes", "--skip-preview"], interrupted, true);
  if (applied.exitCode !== 0) {
    say(paint.red("The update failed; see above."));
    return 1;
  }
  say("");
  // What is only known once the update has made it was in no preview.
  show(
    makeResult(resourcesOfPreview(applied.events), {
      stack: checked.stack,
      by: "state",
      clock: new Date(sampleClock),
      program: checked.obtained.program,
      appliedStack: true,
    }),
  );
  say("");
  say(paint.green("Applied on the simulated tenant."));
  return 0;
}

/** Ids of what stops the engine; one message may hold several. */
function mandatoryIn({ events }: PulumiResult): ReadonlySet<string> {
  const messages = events.flatMap(({ policyEvent }) =>
    policyEvent?.enforcementLevel === "mandatory" ? [policyEvent.message] : [],
  );
  return new Set(messages.flatMap((message) => message.match(/\bHS-[a-z\d]{12}\b/g) ?? []));
}

async function run(
  practice: Practice,
  pulumiCommand: readonly string[],
  interrupted: AbortSignal,
  shown: boolean,
): Promise<PulumiResult> {
  if (shown) say("");
  say(paint.bold(`$ pulumi ${pulumiCommand.join(" ")} --policy-pack policy`));
  const result = await practice.pulumi([...pulumiCommand, "--color", colour ? "always" : "never"], {
    ...(shown ? { onOutput: (text: string) => process.stdout.write(text) } : {}),
    terminal: shown && showsTree(),
    cancelSignal: interrupted,
  });
  interrupted.throwIfAborted();
  return result;
}

/** The engine draws its tree only where it can also read keys; on a narrow terminal it would cut every name off. */
function showsTree(): boolean {
  return process.stdout.isTTY && process.stdin.isTTY && process.stdout.columns >= 120;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
