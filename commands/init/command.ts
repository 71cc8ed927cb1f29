/** `hybrid-sync init`: a first configuration, from what a person says and from what a forest and a tenant show. */

import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { legible } from "../../catalogue/legible.ts";
import { parseSettings } from "../../config.ts";
import { createFile } from "../../files/create-file.ts";
import { shownName } from "../../files/named-file.ts";
import { NotWrittenError } from "../../files/replace-files.ts";
import { UsageError } from "../errors.ts";
import { choose, chooseTools } from "./choices.ts";
import { findForest, findTenant } from "./find.ts";
import type { InitOptions, MakeOptions } from "./options.ts";
import { directoryPlace, missingFlags, optionFaults, stackName } from "./place.ts";
import { type Proposal, propose } from "./proposal.ts";
import { terminalQuestions } from "./questions.ts";
import { stackText } from "./stack-text.ts";
import { summary } from "./summary.ts";
import type { Told } from "./told.ts";

export async function runInit(options: InitOptions, projectRoot: string): Promise<void> {
  const isTerminal = process.stdin.isTTY && process.stderr.isTTY;
  const questions = isTerminal && options.yes !== true ? await terminalQuestions() : undefined;
  const say = (line: string) => process.stderr.write(`${legible(line)}\n`);
  const made = await makeStack({ options, projectRoot, environment: process.env, questions, say });
  process.stdout.write(`${made.map(legible).join("\n")}\n`);
}

/**
 * Writes the file, and returns what a person is told at the end.
 *
 * @throws {UsageError} when something is missing that nobody can be asked for
 * @throws {ConfigurationError} when what was told makes no valid configuration
 * @throws {NotWrittenError} when the file is there already, or cannot be written
 */
export async function makeStack(making: MakeOptions): Promise<readonly string[]> {
  const { options, projectRoot, questions, say } = making;
  const stack = await stackName(options, questions);
  const file =
    options.configFile === undefined ? join(projectRoot, `Pulumi.${stack}.yaml`) : resolve(options.configFile);
  // Before anyone answers questions.
  if (existsSync(file))
    throw new NotWrittenError(
      `${shownName(basename(file))} is there already, and is not overwritten. Choose another name with --stack`,
    );
  const faults = optionFaults(options);
  if (faults.length > 0) throw new UsageError(faults.join("\n"));
  const missing = questions === undefined ? missingFlags(options) : [];
  if (missing.length > 0)
    throw new UsageError(
      `There is no terminal at which to ask questions. Add these options: ${missing.join(", ")}. Every option: hybrid-sync init --help.`,
    );
  const place = await directoryPlace(making, stack);
  const tenant = await findTenant(making, place.tenant);
  const forest = await findForest(making, place);
  const tools = await chooseTools(making, forest, tenant);
  const told: Told = { ...place, tools };
  const chosen = await choose(told, forest, tenant, questions);
  const proposal = propose({ told, forest, tenant, chosen });
  const text = stackText(proposal, introduction(stack));
  assertValid(proposal);
  createFile(file, text);
  say("");
  return summary(told, proposal, { forest, tenant, file: basename(file) });
}

/** What was told may be wrong; what was found is checked as well. @throws {ConfigurationError} */
function assertValid({ values }: Proposal): void {
  const prefix = "hybrid-sync:";
  const own = Object.entries(values).filter(([key]) => key.startsWith(prefix));
  parseSettings(Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])), {
    project: "hybrid-sync",
  });
}

function introduction(stack: string): readonly string[] {
  return [
    `Written by "hybrid-sync init". A line with OPEN asks for a decision; remove the line when it is made.`,
    `docs/configuration.md describes every setting. Next: npx hybrid-sync doctor --stack ${stack}`,
  ];
}
