import { type Command, shell } from "../catalogue/command.ts";
import { legible } from "../catalogue/legible.ts";
import { type Path, pathText } from "./path.ts";
import { isSecretKey } from "./secrets.ts";
import { type Assignment, exampleOf, isContainer, type Shape } from "./shape.ts";

/** One thing that is wrong with the configuration. */
export interface ConfigurationProblem {
  /** Full key, `hybrid-sync:connectSync.accounts.serviceAccount.kind`. */
  readonly path: string;
  /** The offending value as far as it may be shown; never a secret. */
  readonly value: string;
  /** What is allowed there, as a noun phrase. */
  readonly allowed: string;
  /** The whole sentence: where, what, which value, what is allowed. */
  readonly sentence: string;
  /** The commands that fix it, one after the other, for a POSIX shell and PowerShell alike. */
  readonly commands: readonly string[];
  /** Sentence and commands, as shown. */
  readonly text: string;
}

/** The configuration cannot be used: everything that is wrong with it, at once. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    const count = problems.length === 1 ? "one problem" : `${problems.length} problems`;
    super(`The configuration has ${count}; the program has done nothing.\n\n${problems.map(item).join("\n\n")}\n`);
    this.problems = problems;
  }
}

function item(problem: ConfigurationProblem): string {
  return `- ${problem.text}`;
}

/** What to do about a problem: first remove, then set. */
export interface Remedy {
  readonly remove?: readonly Path[];
  readonly set?: readonly Assignment[];
  /** The values are examples, to be replaced by one's own. */
  readonly example?: boolean;
}

/** A problem before it is worded for a project. */
export interface Finding {
  readonly path: Path;
  readonly value: string;
  readonly allowed: string;
  /** What follows the path in the sentence: `must be …, got …`. */
  readonly predicate: string;
  readonly remedy: Remedy;
  /** Other paths it rests on: while one of them is faulty itself, the finding says nothing. */
  readonly restsOn?: readonly Path[];
}

/** Puts an example in the place of a value that cannot stay. */
export function replaceByExample(shape: Shape, path: Path): Remedy {
  if (!isContainer(shape)) return { set: exampleOf(shape, path), example: true };
  // In a list, the next entry would move up into the place of a removed one, and be overwritten.
  if (typeof path.at(-1) === "number") return { remove: [path] };
  return { remove: [path], set: exampleOf(shape, path), example: true };
}

export function wordProblem(
  { path, value, allowed, predicate, remedy }: Finding,
  project: string,
): ConfigurationProblem {
  const key = `${project}:${pathText(path)}`;
  const sentence = legible(`${key} ${predicate}.`);
  const commands = commandsFor(remedy, project).map(String);
  return {
    path: key,
    value,
    allowed,
    sentence,
    commands,
    text: [`${sentence} ${leadIn(remedy)}`, ...commands].join("\n  "),
  };
}

function leadIn({ set = [], example }: Remedy): string {
  if (set.length === 0) return "Remove it with:";
  return example ? "Set it, with your own value, with:" : "Set it with:";
}

function commandsFor({ remove = [], set = [] }: Remedy, project: string): readonly Command[] {
  const removals = remove.map((path) => {
    const key = `${project}:${pathText(path)}`;
    return hasPathMarks(path) ? shell`pulumi config rm ${key}` : shell`pulumi config rm --path ${key}`;
  });
  return [...removals, ...settings(set, project)];
}

function settings(assignments: readonly Assignment[], project: string): readonly Command[] {
  const [first, ...rest] = assignments;
  if (!first) return [];
  const key = ({ path }: Assignment) => `${project}:${pathText(path)}`;
  if (rest.length > 0) {
    const pairs = assignments.map((assignment) => shell`--plaintext ${`${key(assignment)}=${assignment.value}`}`);
    return [shell`pulumi config set-all --path ${pairs}`];
  }
  const value = String(first.value);
  // Pulumi takes a value for a secret when its key sounds like one; what stands there is the name of a place.
  return first.path.some(isSecretKey)
    ? [shell`pulumi config set --path --plaintext ${key(first)} ${value}`]
    : [shell`pulumi config set --path ${key(first)} ${value}`];
}

/** A key that itself contains a dot or a bracket was set without --path, and is removed likewise. */
function hasPathMarks(path: Path): boolean {
  const [top] = path;
  return path.length === 1 && /[.[\]]/.test(String(top));
}
