/** `hybrid-sync`: everything that a person runs beside Pulumi. What a subcommand needs is loaded when it is run. */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Argument, Command, CommanderError, Option } from "commander";
import { legibleLines } from "../catalogue/legible.ts";
import { exitCodes } from "../report/exit-codes.ts";
import { formats } from "../report/format-names.ts";
import { tolerateClosedStreams } from "./closed-streams.ts";
import { programVersion } from "./program-version.ts";
import { listenForEndings } from "./told-to-end.ts";

/** Folder of the checkout, from which relative paths of a stack's file start. */
const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const exitStatus = `
Exit status: 0 without a mandatory finding, 1 with one, 2 for wrong usage, configuration or files,
3 when something mandatory could not be verified, 4 for a fault of the program, 130 after Ctrl-C.`;

const examples = (...lines: readonly string[]) =>
  `\nExamples:\n${lines.map((line) => `  $ hybrid-sync ${line}`).join("\n")}\n${exitStatus}`;

/** Of a command that judges nothing: what it was asked for is done, or not. */
const examplesOf = (done: string, ...lines: readonly string[]) =>
  examples(...lines).replace(
    exitStatus,
    `\nExit status: 0 when ${done}, 2 for wrong usage, configuration or files, 4 for a fault of the program,\n130 after Ctrl-C.`,
  );

const packConfigOption = () =>
  new Option("--policy-pack-config <file>", "configuration of the policy pack: levels of rules, profile, thresholds");

const formatOption = () =>
  new Option("--format <format>", "how to show the result").choices([...formats]).default("terminal");

const program = new Command("hybrid-sync")
  .description(
    "Gets every account right before Microsoft Entra Cloud Sync or Microsoft Entra Connect Sync is installed.",
  )
  .version(programVersion(), "-V, --version", "print the version")
  .addHelpText("after", examples("init", "doctor --stack prod", "check --stack prod", "check --help"))
  .showHelpAfterError("Every option: add --help.");

program
  .command("check")
  .description(
    "Judges a stack as a preview does, without an engine: live, or from a snapshot. Nothing is written anywhere.",
  )
  .option("--stack <name>", "stack to check; may be left out where there is only one")
  .option("--config-file <file>", "configuration of the stack (default: Pulumi.<stack>.yaml)")
  .option("--state <file>", "for a stack that was applied: what pulumi stack export --file FILE wrote")
  .addOption(packConfigOption())
  .addOption(formatOption())
  .option("--output <file>", "write there, relative to the current folder, what would be shown")
  .option("--save <file>", "also write the result as JSON there, for report and compare")
  .option("--all", "show advisory findings in full")
  .addHelpText(
    "after",
    examples(
      "check --stack dev",
      "check --stack prod --save result.json",
      "check --stack prod --format sarif --output hybrid-sync.sarif",
    ),
  )
  .action(async (options) => (await import("./check/command.ts")).runCheck(options, projectRoot));

for (const [name, interruption, description, load] of [
  [
    "preview",
    "A preview changes nothing, also when it is interrupted.",
    "Previews a stack with the engine and the policy pack, and shows the result as check does.",
    async () => (await import("./preview/command.ts")).runPreview,
  ],
  [
    "up",
    "At the question, Ctrl-C changes nothing. After it, the state keeps what was done; run the command again to continue.",
    "Previews a stack as preview does, and applies what no rule blocks. It asks before it changes anything.",
    async () => (await import("./preview/command.ts")).runUp,
  ],
] as const) {
  const command = program
    .command(name)
    .description(description)
    .argument("[flags...]", `flags of pulumi ${name}, after --`)
    .option("--stack <name>", "stack as Pulumi takes it; may be left out where there is only one")
    .option("--config-file <file>", "configuration of the stack (default: Pulumi.<stack>.yaml)")
    .addOption(formatOption())
    .option("--output <file>", "write there, relative to the current folder, what would be shown")
    .option("--save <file>", "also write the result as JSON there, for report and compare")
    .option("--all", "show advisory findings in full")
    .addOption(packConfigOption());
  if (name === "up") command.option("--yes", "apply without a question");
  command
    .addHelpText(
      "after",
      examples(`${name} --stack prod`, `${name} --stack prod --save result.json -- --refresh --parallel 4`),
    )
    .addHelpText("after", interruption)
    .action(async (flags, options) => (await load())(flags, options, projectRoot));
}

program
  .command("init")
  .description(
    "Writes a first configuration, from what you say and what your forest and tenant show. Overwrites nothing.",
  )
  .option("--stack <name>", "name of the new stack")
  .option("--config-file <file>", "where to write (default: Pulumi.<stack>.yaml)")
  .addOption(
    new Option("--tool <tool>", "sync tool (default: what is found)").choices(["cloud-sync", "connect-sync", "both"]),
  )
  .option("--forest <name>", "DNS name of the forest root domain")
  .option("--domain-controller <host>", "domain controller to ask (default: found through DNS)")
  .addOption(new Option("--transport <kind>", "how LDAP is encrypted").choices(["ldaps", "starttls"]))
  .option("--port <number>", "TCP port, where it is not the usual one")
  .option("--reader <name>", "read account, such as svc-reader@contoso.example")
  .option("--secret-variable <name>", "environment variable that holds the password of the read account")
  .option("--secret-file <file>", "file that holds the password of the read account")
  .option(
    "--certificate-authority <file>",
    "PEM file of the authority that issued the domain controllers' certificates",
  )
  .option("--tenant <id>", "id of the tenant, or one of its domains")
  .option("--no-discover", "ask neither the forest nor the tenant")
  .option("--yes", "ask nothing, and take what is found")
  .addHelpText(
    "after",
    examples(
      "init",
      "init --stack prod --forest contoso.example --reader svc-reader@contoso.example",
      "init --stack prod --forest contoso.example --tool cloud-sync --no-discover",
    ).replace(exitStatus, ""),
  )
  .addHelpText(
    "after",
    `Without a terminal, --stack and one of --forest and --domain-controller are needed, and --tool where no tool is found.
A password is never an option and never written.

Exit status: 0 when the file was written, 2 for wrong usage or a file that is there already, 4 for a fault of the program,
130 after Ctrl-C, and after Ctrl-D at a question.`,
  )
  .action(async (options) => (await import("./init/command.ts")).runInit(options, projectRoot));

program
  .command("doctor")
  .description(
    "Examines what a check needs: Node, the engine, DNS, each domain controller, the sign-in, permissions, clocks.",
  )
  .option("--stack <name>", "stack whose forests are examined; may be left out where there is only one")
  .option("--config-file <file>", "configuration of the stack (default: Pulumi.<stack>.yaml)")
  .option("--json", "print the lines as JSON")
  .addHelpText(
    "after",
    examples("doctor", "doctor --stack prod", "doctor --stack prod --json").replace(
      exitStatus,
      `
Exit status: 0 when nothing failed, 1 when something failed, 2 for wrong usage or configuration,
3 when something could not be checked, 4 for a fault of the program, 130 after Ctrl-C.`,
    ),
  )
  .action(async (options) => (await import("./doctor/command.ts")).runDoctor(options, projectRoot));

program
  .command("report")
  .description("Shows a result that was saved before.")
  .argument("<result>", "what check --save, or check --format json, wrote")
  .addOption(formatOption())
  .option("--output <file>", "write there, relative to the current folder, what would be shown")
  .option("--all", "show advisory findings in full")
  .option("--exit-zero", "end with 0, whatever the result says: for a step of a pipeline that only shows it")
  .addHelpText(
    "after",
    examples("report result.json", "report result.json --format markdown --output comment.md --exit-zero"),
  )
  .action(async (file, options) => (await import("./report/command.ts")).runReport(file, options));

program
  .command("compare")
  .description("Says what has changed from one result to another: new findings, fixed ones, changed ones.")
  .argument("<before>", "the earlier result")
  .argument("<after>", "the later result")
  .addHelpText(
    "after",
    examples("compare yesterday.json today.json").replace(
      "0 without a mandatory finding, 1 with one",
      "0 without a new mandatory finding, 1 with one",
    ),
  )
  .action(async (before, after) => (await import("./report/command.ts")).runCompare(before, after));

program
  .command("explain")
  .description("Explains an account, a rule or a finding: what must be so, why, and the remedy.")
  .argument("<name>", "name of an account or of a rule, or the id of a finding")
  .option("--result <file>", "saved result in which to look for it")
  .addHelpText(
    "after",
    examplesOf(
      "it is explained",
      "explain connect-sync-connector-account",
      "explain gmsa-takeover",
      "explain gmsa-takeover --result result.json",
    ),
  )
  .action(async (name, options) => (await import("./explain/command.ts")).runExplain(name, options));

program
  .command("remedy")
  .description(
    "Writes a remediation plan into a folder: scripts for each place where something has to change, and scripts that undo it. Runs none of them, and changes nothing.",
  )
  .option("--stack <name>", "stack to judge; may be left out where there is only one")
  .option("--config-file <file>", "configuration of the stack (default: Pulumi.<stack>.yaml)")
  .option("--state <file>", "for a stack that was applied: what pulumi stack export --file FILE wrote")
  .addOption(packConfigOption())
  .option("--from <result>", "instead of judging a stack: what check --save wrote")
  .option("--account <name>", "only findings about this account")
  .option("--finding <id...>", "only these findings")
  .option("--out <folder>", "where to write, relative to the current folder (default: remedy-<stack>)")
  .option("--overwrite", "replace a plan that is in the folder")
  .addHelpText(
    "after",
    examples(
      "remedy --stack prod",
      "remedy --from result.json --out plan",
      "remedy --from result.json --account connect-sync-connector-account",
      "remedy --from result.json --finding HS-3f9a1c2bk7qm --out plan --overwrite",
    ).replace(
      exitStatus,
      `
Exit status: 0 when the plan is written, or nothing is to be done; 2 for wrong usage, configuration or files,
4 for a fault of the program, 130 after Ctrl-C. What could not be verified is in the plan, for a person.`,
    ),
  )
  .action(async (options) => (await import("./remedy/command.ts")).runRemedy(options, projectRoot));

program
  .command("snapshot")
  .description("Records the facts of a live forest in a file that only its owner can read.")
  .option(
    "--stack <name>",
    "stack whose configuration names the forest and its accounts; may be left out where there is only one",
  )
  .option("--config-file <file>", "configuration of the stack (default: Pulumi.<stack>.yaml)")
  .option("--forest <name>", "DNS name of the forest, when the stack reads several live")
  .option(
    "--output <file>",
    "where to write, relative to the current folder (default: <forest>.snapshot.json of the project)",
  )
  .option("--pseudonyms", "write pseudonyms for names, and the real names into a separate file")
  .addHelpText(
    "after",
    examples("snapshot --stack prod", "snapshot --stack prod --pseudonyms --output share.json").replace(
      exitStatus,
      `
Exit status: 0 when it is recorded, 2 for wrong usage, configuration or files,
3 when the directory could not be reached, 4 for a fault of the program, 130 after Ctrl-C.`,
    ),
  )
  .action(async (options) => (await import("./snapshot/command.ts")).runSnapshot(options, projectRoot));

program
  .command("accounts")
  .description("Judges a stack today by what the engine observed last, or in a preview.")
  .argument(
    "<file>",
    "state of the stack, from: pulumi stack export --stack NAME --file FILE; or a preview, from: pulumi preview --json --show-sames",
  )
  .addOption(formatOption())
  .option("--output <file>", "write there, relative to the current folder, what would be shown")
  .option("--save <file>", "also write the result as JSON there, for report and compare")
  .addOption(packConfigOption())
  .option("--all", "show advisory findings in full")
  .addHelpText(
    "after",
    examples(
      "accounts state.json",
      "accounts state.json --save recorded.json",
      "accounts preview.json --format sarif --output hybrid-sync.sarif",
    ),
  )
  .action(async (file, options) => (await import("./accounts/command.ts")).runAccounts(file, options));

program
  .command("baseline")
  .description("Records the findings that a stack has now in baseline.NAME.json, so that only new ones block.")
  .requiredOption("--stack <name>", "stack to judge")
  .option("--config-file <file>", "configuration of the stack (default: Pulumi.<stack>.yaml)")
  .option("--state <file>", "for a stack that was applied: what pulumi stack export --file FILE wrote")
  .addOption(packConfigOption())
  .option("--by <person>", "who decides")
  .option("--reason <text>", "why the findings may stay for now")
  .option("--last-day <day>", "last day on which the baseline counts (default: 90 days from today)")
  .option("--accept-unverified", "also record mandatory findings that cannot be verified")
  .option("--prune", "remove what is fixed from the file, and change nothing else")
  .addHelpText(
    "after",
    examplesOf(
      "the file is written",
      'baseline --stack prod --by "Maria Lopez" --reason "Clean-up in January"',
      "baseline --stack prod --prune",
    ),
  )
  .action(async (options) => (await import("./baseline/command.ts")).runBaseline(options, projectRoot));

program
  .command("completion")
  .description("Prints the script by which a shell completes the commands and options of hybrid-sync.")
  .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish", "powershell"]))
  .addHelpText(
    "after",
    `
Load it in every new shell, by a line in its profile; hybrid-sync must be on PATH:
  bash        ~/.bashrc                   source <(hybrid-sync completion bash)
  zsh         ~/.zshrc, behind compinit   source <(hybrid-sync completion zsh)
  fish        ~/.config/fish/config.fish  hybrid-sync completion fish | source
  PowerShell  $PROFILE                    hybrid-sync completion powershell | Out-String | Invoke-Expression
${examplesOf("it is printed", "completion bash", "completion zsh")}`,
  )
  .action(async (shell) => (await import("./completion/command.ts")).printScript(shell));

program
  .command("complete", { hidden: true })
  .argument("[typed...]")
  .action(async (typed) => (await import("./completion/command.ts")).printSuggestions(program, typed, projectRoot));

listenForEndings();
tolerateClosedStreams();
assertFolderExists();
for (const command of [program, ...program.commands]) command.exitOverride();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = await exitCodeOfError(error);
}

/** Node itself reports that as a fault of the program. */
function assertFolderExists(): void {
  try {
    process.cwd();
  } catch {
    process.stderr.write("The folder in which this was started does not exist any more. Change to another one\n");
    process.exit(exitCodes.usage);
  }
}

async function exitCodeOfError(error: unknown): Promise<number> {
  // Help and version were asked for; of anything else, commander has shown what is wrong.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
  const { exitCodeFor } = await import("./errors.ts");
  const known = exitCodeFor(error);
  const text =
    error instanceof Error ? (known === undefined ? (error.stack ?? error.message) : error.message) : String(error);
  process.stderr.write(`${legibleLines(text)}\n`);
  return known ?? exitCodes.fault;
}
