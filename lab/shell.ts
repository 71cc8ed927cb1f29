/** `npm run lab`: the practice lab for as long as a shell is open in it, or for one command. */

import { constants } from "node:os";
import { delimiter, dirname } from "node:path";
import { Command, Option } from "commander";
import { execa } from "execa";
import pc from "picocolors";
import { legible, legibleLines } from "../catalogue/legible.ts";
import { showsColours } from "../report/colours.ts";
import { InterruptedError, interruption, unlessAborted } from "./interruption.ts";
import { labVariables } from "./lab-variables.ts";
import { Practice, projectRoot, readerSecretVariable } from "./practice.ts";
import { sampleClock, samples } from "./sample-tenants.ts";

interface LabOptions {
  readonly stack: string;
  readonly allowDownload?: boolean;
}

const paint = pc.createColors(showsColours(process.stderr));

await new Command("npm run lab --")
  .description(
    "Start a practice domain controller (Samba) and a simulated tenant, and open a shell in which pulumi and hybrid-sync use them. Both end with the shell.",
  )
  .argument("[command...]", "run this in place of a shell, after --")
  .addOption(new Option("--stack <name>", "whose forest and tenant").choices(Object.keys(samples)).default("dev"))
  .option("--allow-download", "agree to downloading the official Pulumi release when none is installed")
  .addHelpText(
    "after",
    "\nExamples:\n  $ npm run lab\n  $ npm run lab -- --stack faulty -- npx hybrid-sync doctor\n\nExit status: that of the shell or of the command.",
  )
  .showHelpAfterError("Every option: npm run lab -- --help.")
  .action(open)
  .parseAsync();

async function open(command: readonly string[], options: LabOptions): Promise<void> {
  try {
    process.exitCode = await runInside(command, options, interruption());
  } catch (error) {
    say(paint.red(legibleLines((error as Error).message)));
    process.exit(error instanceof InterruptedError ? error.exitStatus : 1);
  }
}

async function runInside(
  command: readonly string[],
  { stack, allowDownload = false }: LabOptions,
  interrupted: AbortSignal,
): Promise<number> {
  const sample = samples[stack];
  if (sample === undefined) throw new Error(`There is no sample ${stack}.`);
  await using practice = await unlessAborted(
    Practice.open({
      stack,
      tenant: sample.tenant,
      forest: sample.forest(),
      clock: sampleClock,
      allowDownload,
      progress: (line) => say(paint.dim(legible(line))),
    }),
    interrupted,
  );
  if (command.length === 0) say(welcome(practice, stack));
  const [program = shell(), ...words] = command;
  const { exitCode, signal, cause } = await execa(program, words, {
    cwd: projectRoot,
    env: {
      ...practice.environment,
      ...labVariables(practice, stack),
      PATH: [`${projectRoot}/node_modules/.bin`, dirname(practice.engine.command), practice.environment.PATH].join(
        delimiter,
      ),
    },
    stdio: "inherit",
    reject: false,
    // Ctrl-C in a terminal reaches the command by itself; it may well go on.
    ...(process.stdin.isTTY ? {} : { cancelSignal: interrupted }),
  });
  if (exitCode !== undefined) return exitCode;
  if (signal !== undefined) return 128 + constants.signals[signal as NodeJS.Signals];
  throw new Error(`${program} cannot be started: ${(cause as Error | undefined)?.message ?? "no reason is given"}`);
}

function shell(): string {
  return process.env.SHELL || "sh";
}

function welcome(practice: Practice, stack: string): string {
  const { directory, tenant } = practice;
  const rows = [
    ["$LAB_DOMAIN_CONTROLLER, $LAB_PORT", `domain controller: ${directory?.address}, port ${directory?.port}`],
    ["$LAB_CERTIFICATE_AUTHORITY", "who issued its certificate: a PEM file"],
    ["$LAB_READER", `read account: ${directory?.reader.bindName}`],
    [`$${readerSecretVariable}`, "its password"],
    ["$LAB_STACK_FILE", "configuration of the sample company, observed live"],
    ["", `tenant: simulated, on ${tenant.metadataHost}`],
  ];
  return [
    "",
    paint.bold("The practice lab is running; no real directory or tenant is touched."),
    ...rows.map(([variable, what]) => `  ${variable?.padEnd(38)} ${what}`),
    "",
    `Try: npx hybrid-sync check --stack ${stack} --config-file "$LAB_STACK_FILE"`,
    'Type "exit" to end the lab.',
    "",
  ].join("\n");
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
