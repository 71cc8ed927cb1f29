/** `npm start`: previews and applies a sample stack on a simulated tenant, and shows what became of the ten accounts. */
import { Command } from "commander";
import pc from "picocolors";
import { renderReport } from "../report/accounts-table.ts";
import { Practice, type PulumiResult } from "./practice.ts";
import { resourcesOfPreview } from "./resources.ts";
import { sampleClock, samples } from "./samples.ts";

interface StartOptions {
  readonly stack: string;
  readonly live?: true;
  readonly allowDownload?: true;
  readonly realAzuread?: true;
}

const command = new Command("npm start --")
  .description("Preview and apply a sample stack on a simulated tenant, then show the ten accounts and their verdicts.")
  .option("--stack <name>", `sample stack: ${Object.keys(samples).join(" or ")}`, "dev")
  .option("--live", "observe a running practice directory (Samba) in place of the recorded snapshot")
  .option("--allow-download", "agree to downloading the official Pulumi release when none is installed")
  .option("--real-azuread", "use the installed azuread plugin against the simulated tenant, in place of the stand-in")
  .addHelpText("after", "\nExit status: 0 when everything was applied, 1 when a rule blocked it or something failed.")
  .action(async (options: StartOptions) => {
    process.exitCode = await start(options);
  });

await command.parseAsync();

async function start(options: StartOptions): Promise<number> {
  const sample = samples[options.stack];
  if (!sample) {
    say(
      pc.red(`There is no sample stack "${options.stack}"; there are: ${Object.keys(samples).join(", ")}. `) +
        "For a stack of your own use pulumi preview.",
    );
    return 1;
  }
  // An interrupt ends the running command; what was started here is then closed below.
  process.on("SIGINT", () => {});
  try {
    await using practice = await Practice.open({
      stack: options.stack,
      tenant: sample.tenant,
      clock: sampleClock,
      progress: (line) => say(pc.dim(line)),
      allowDownload: options.allowDownload ?? false,
      realAzuread: options.realAzuread ?? false,
      ...(options.live ? { forest: sample.forest() } : {}),
    });
    introduce(practice, options);
    return await previewAndApply(practice);
  } catch (error) {
    say(pc.red((error as Error).message));
    return 1;
  }
}

function introduce(practice: Practice, { stack, live, realAzuread }: StartOptions): void {
  say("");
  say(`Engine     Pulumi ${practice.engine.version} (${practice.engine.origin})`);
  say(`Tenant     simulated tenant on ${practice.tenant.metadataHost}; no real tenant is touched`);
  say(`Provider   ${realAzuread ? "the installed azuread plugin" : "stand-in for azuread"}`);
  say(`Directory  ${live ? `practice directory on ${practice.directory?.address}` : "recorded snapshot"}`);
  say(`Stack      ${stack}, judged as on ${sampleClock.slice(0, 10)}`);
}

async function previewAndApply(practice: Practice): Promise<number> {
  const preview = await show(practice, ["preview"]);
  const applied = preview.exitCode === 0 ? await show(practice, ["up", "--yes", "--skip-preview"]) : undefined;
  say("");
  say(
    renderReport(resourcesOfPreview(preview.events), {
      clock: new Date(sampleClock),
      colour: pc.isColorSupported,
    }),
  );
  if (applied === undefined) say(pc.red("The preview failed, so nothing was applied."));
  else if (applied.exitCode === 0) say(pc.green("Applied on the simulated tenant."));
  else say(pc.red("The update failed; see above."));
  return applied === undefined || applied.exitCode !== 0 ? 1 : 0;
}

async function show(practice: Practice, pulumiCommand: readonly string[]): Promise<PulumiResult> {
  say("");
  say(pc.bold(`$ pulumi ${pulumiCommand.join(" ")} --policy-pack policy`));
  return practice.pulumi([...pulumiCommand, "--color", pc.isColorSupported ? "always" : "never"], {
    onOutput: (text) => process.stdout.write(text),
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
