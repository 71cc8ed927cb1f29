/** `npm run accounts -- FILE`: shows the accounts and the tenant of a stack, judged today by what was observed last. */
import { Command } from "commander";
import { legibleLines } from "../../catalogue/legible.ts";
import { ClockError, now } from "../../policy/judgement/clock.ts";
import { judge, violationsIn } from "../../policy/judgement/judge-stack.ts";
import { renderReport } from "../../report/accounts-table.ts";
import { readStateFile, StateFileError } from "./state-file.ts";

const program = new Command("accounts")
  .description("Shows the accounts and the tenant of a stack, judged today by what was observed last.")
  .argument("<file>", "state of the stack, from: pulumi stack export --stack NAME --file FILE")
  .addHelpText("after", "\nExit status: 0 without a mandatory finding, 1 with one or when the file is of no use.");

const [file = ""] = program.parse().processedArgs as string[];

try {
  const resources = readStateFile(file);
  const clock = now(process.env);
  const { isTTY, columns } = process.stdout;
  const width = isTTY ? { width: columns } : {};
  console.log(renderReport(resources, { clock, colour: isTTY && process.stdout.hasColors(), ...width }));
  if (violationsIn(judge(resources, clock)).some(({ enforcementLevel }) => enforcementLevel === "mandatory")) {
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof StateFileError || error instanceof ClockError)) throw error;
  console.error(legibleLines(error.message));
  process.exitCode = 1;
}
