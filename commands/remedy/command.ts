import { basename, relative, resolve } from "node:path";
import { accounts } from "../../catalogue/accounts.ts";
import { legible } from "../../catalogue/legible.ts";
import { filesIn, fillFolder } from "../../files/replace-files.ts";
import { type Plan, planFileNames, planFiles, planOf, shortOverview, wantedFindings } from "../../report/remedy.ts";
import type { Result } from "../../report/result.ts";
import { checkOptions, checkStack, type JudgedOptions } from "../check/check-stack.ts";
import { UsageError } from "../errors.ts";
import { readResultFile } from "../report/result-file.ts";

interface Options extends JudgedOptions {
  /** A saved result. */
  readonly from?: string;
  readonly account?: string;
  readonly finding?: readonly string[];
  readonly out?: string;
  readonly overwrite?: boolean;
}

/** @throws {UsageError} for options that do not go together, names that nobody has, and a folder with another plan. */
export async function runRemedy(options: Options, projectRoot: string): Promise<void> {
  const started = process.cwd();
  const { account, finding, overwrite = false } = options;
  assertAccount(account);
  if (options.out !== undefined) assertFree(resolve(started, options.out), started, overwrite);
  const result = await resultFor(options, projectRoot);
  assertFindings(result, finding);
  assertAbout(result, account, finding);
  const folder = resolve(started, options.out ?? `remedy-${basename(result.stack.replace(/[^A-Za-z0-9._-]/g, "-"))}`);
  assertFree(folder, started, overwrite);
  const plan = planOf(result, { account, findings: finding });
  assertRealNames(result, plan);
  const overview = shortOverview(plan);
  if (plan.steps.length + plan.byPerson.length === 0) {
    process.stdout.write(`${overview}\nThere is nothing to do, and nothing was written.\n`);
    return;
  }
  const files = planFiles(plan);
  fillFolder(folder, files, { kind: planFileNames });
  const names = files.map(({ name }) => `  ${name}`).join("\n");
  process.stdout.write(
    `${overview}\nWritten to ${shown(folder, started)}:\n${names}\nRead plan.txt first. Nothing was changed anywhere.\n`,
  );
}

async function resultFor({ from, ...judged }: Options, projectRoot: string): Promise<Result> {
  if (from === undefined) return await checkStack(checkOptions(judged, projectRoot));
  const { stack, configFile, state, policyPackConfig } = judged;
  const own = {
    "--stack": stack,
    "--config-file": configFile,
    "--state": state,
    "--policy-pack-config": policyPackConfig,
  };
  const other = Object.entries(own).find(([, value]) => value !== undefined);
  if (other === undefined) return readResultFile(from);
  throw new UsageError(`${other[0]} does not go together with --from. Leave one of them out.`);
}

/** Nobody has the names of such scripts: whoever gets one would look for the reason somewhere else. */
function assertRealNames({ obtained }: Result, { steps }: Plan): void {
  const hidden = obtained.directories.flatMap(({ forest, pseudonyms }) => (pseudonyms ? [forest] : []));
  if (hidden.length === 0 || steps.every(({ at }) => at === "tenant")) return;
  throw new UsageError(
    `No plan was written: the names in the snapshot of ${hidden.map(legible).join(", ")} are pseudonyms, and no object has a name that a script would hold. Give the file with the real names in forests[].directory.snapshot.namesFile, and judge the stack again.`,
  );
}

function assertAccount(name: string | undefined): void {
  if (name === undefined || Object.hasOwn(accounts, name)) return;
  throw new UsageError(
    `--account names "${legible(name)}", which is not an account. The accounts are ${Object.keys(accounts).join(", ")}.`,
  );
}

function assertFindings(result: Result, ids: readonly string[] = []): void {
  const missing = ids.filter((id) => wantedFindings(result, { findings: [id] }).length === 0);
  if (missing.length === 0) return;
  const accepted = missing.filter((id) => result.accepted.some((each) => each.id.toLowerCase() === id.toLowerCase()));
  const why =
    accepted.length === missing.length
      ? "which an exception or the baseline accepts"
      : "and the result has no such finding";
  throw new UsageError(
    `--finding names ${missing.map(legible).join(", ")}, ${why}. "hybrid-sync check" shows the ids of all findings.`,
  );
}

function assertAbout(result: Result, account: string | undefined, ids: readonly string[] = []): void {
  const others = ids.filter((id) => wantedFindings(result, { account, findings: [id] }).length === 0);
  if (others.length === 0) return;
  throw new UsageError(
    `--finding names ${others.map(legible).join(", ")}, which --account ${account} leaves out, because it is about something else. Leave one of the options out.`,
  );
}

/** A script that someone has read must not become another one unasked. */
function assertFree(folder: string, started: string, overwrite: boolean): void {
  const [first] = overwrite ? [] : filesIn(folder, planFileNames);
  if (first === undefined) return;
  throw new UsageError(
    `${shown(folder, started)} already has ${first}. Name another folder with --out, or replace the plan with --overwrite.`,
  );
}

function shown(folder: string, started: string): string {
  return legible(relative(started, folder) || ".");
}
