/** `npm start`: previews and applies a sample stack on a simulated tenant, and shows the ten accounts and the tenant. */
import { Command, Option } from "commander";
import pc from "picocolors";
import { legible, legibleLines } from "../catalogue/legible.ts";
import { renderReport } from "../report/accounts-table.ts";
import { InterruptedError, interruption, unlessAborted } from "./interruption.ts";
import { Practice, type PulumiResult } from "./practice.ts";
import { resourcesOfPreview } from "./resources.ts";
import { sampleClock, samples } from "./sample-tenants.ts";

interface StartOptions {
  readonly stack: string;
  readonly live?: true;
  readonly allowDownload?: true;
  readonly realAzuread?: true;
}

const colour = process.stdout.isTTY && process.stdout.hasColors();
const paint = pc.createColors(colour);

await new Command("npm start --")
  .description(
    "Preview and apply a sample stack on a simulated tenant, then show the ten accounts and the tenant with their verdicts.",
  )
  .addOption(new Option("--stack <name>", "sample stack").choices(Object.keys(samples)).default("dev"))
  .option("--live", "observe a running practice directory (Samba) in place of the recorded snapshot")
  .option("--allow-download", "agree to downloading the official Pulumi release when none is installed")
  .option("--real-azuread", "use the installed azuread plugin against the simulated tenant, in place of the stand-in")
  .addHelpText("after", "\nExit status: 0 when everything was applied, 1 when a rule blocked it or something failed.")
  .showHelpAfterError("Every option: npm start -- --help. For a stack of your own use pulumi preview.")
  .action(start)
  .parseAsync();

async function start(options: StartOptions): Promise<void> {
  try {
    process.exitCode = await rehearse(options, interruption());
  } catch (error) {
    say(paint.red(legibleLines((error as Error).message)));
    // Whatever still goes on ends with the process.
    process.exit(error instanceof InterruptedError ? error.exitStatus : 1);
  }
}

async function rehearse(options: StartOptions, interrupted: AbortSignal): Promise<number> {
  const sample = samples[options.stack];
  const opening = Practice.open({
    stack: options.stack,
    ...(sample ? { tenant: sample.tenant } : {}),
    clock: sampleClock,
    progress: (line) => say(paint.dim(legible(line))),
    allowDownload: options.allowDownload ?? false,
    realAzuread: options.realAzuread ?? false,
    ...(options.live && sample ? { forest: sample.forest() } : {}),
  });
  await using practice = await unlessAborted(opening, interrupted);
  introduce(practice, options);
  return await previewAndApply(practice, interrupted);
}

function introduce(practice: Practice, { stack, live, realAzuread }: StartOptions): void {
  say("");
  say(`Engine     Pulumi ${practice.engine.version} (${practice.engine.origin})`);
  say(`Tenant     simulated tenant on ${practice.tenant.metadataHost}; no real tenant is touched`);
  say(`Provider   ${realAzuread ? "the installed azuread plugin" : "stand-in for azuread"}`);
  say(`Directory  ${live ? `practice directory on ${practice.directory?.address}` : "recorded snapshot"}`);
  say(`Stack      ${stack}, judged as on ${sampleClock.slice(0, 10)}`);
}

async function previewAndApply(practice: Practice, interrupted: AbortSignal): Promise<number> {
  const preview = await show(practice, ["preview"], interrupted);
  const isBlocked = preview.events.some(({ policyEvent }) => policyEvent?.enforcementLevel === "mandatory");
  if (preview.exitCode !== 0 && !isBlocked) {
    // What the program did not come to declare would be missing from the table as if nothing were wrong with it.
    say(paint.red("The preview failed before the accounts were judged; see above. Nothing was applied."));
    return 1;
  }
  const applied = isBlocked ? undefined : await show(practice, ["up", "--yes", "--skip-preview"], interrupted);
  // What is only known once the update has made it is in no preview.
  const shown = applied?.exitCode === 0 ? applied : preview;
  say("");
  say(
    renderReport(resourcesOfPreview(shown.events), {
      clock: new Date(sampleClock),
      colour,
      violations: "by name",
      ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
    }),
  );
  say("");
  if (applied === undefined)
    say(paint.red("Blocked: nothing was applied. The policies above say what is wrong and the way out."));
  else if (applied.exitCode === 0) say(paint.green("Applied on the simulated tenant."));
  else say(paint.red("The update failed; see above."));
  return applied?.exitCode === 0 ? 0 : 1;
}

async function show(
  practice: Practice,
  pulumiCommand: readonly string[],
  interrupted: AbortSignal,
): Promise<PulumiResult> {
  say("");
  say(paint.bold(`$ pulumi ${pulumiCommand.join(" ")} --policy-pack policy`));
  const result = await practice.pulumi([...pulumiCommand, "--color", colour ? "always" : "never"], {
    onOutput: (text) => process.stdout.write(text),
    terminal: showsTree(),
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
