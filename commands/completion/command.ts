/** Completion for shells: the script that a shell loads, and the answers that it then asks for. */
import { readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import tab, { type Command as Suggesting } from "@bomb.sh/tab";
import type { Argument, Command, Option } from "commander";
import { stacksBeside } from "../../config/stack-file.ts";

type Shell = "bash" | "zsh" | "fish" | "powershell";

type Suggest = (value: string, description: string) => void;
type Suggestions = (suggest: Suggest) => void;

/** Prints what the shell is to load. */
export function printScript(shell: Shell): void {
  if (shell === "bash") process.stdout.write(bashScript);
  else tab.setup("hybrid-sync", "hybrid-sync", shell);
}

/**
 * The library's own script for bash needs the package bash-completion, and evaluates what was typed: a command substitution
 * would run before anyone has pressed Enter. Bash splits `--format=csv` at the sign, which is left out here.
 */
const bashScript = `# bash completion for hybrid-sync
_hybrid_sync() {
  local typed=() word line
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ $word != "=" ]]; then typed+=("$word"); fi
  done
  if [[ \${COMP_WORDS[COMP_CWORD]} == "=" ]]; then typed+=(""); fi
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line != :* ]]; then COMPREPLY+=("\${line%%$'\\t'*}"); fi
  done < <(hybrid-sync complete -- "\${typed[@]}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == */ ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -F _hybrid_sync hybrid-sync
`;

/**
 * Prints what may follow on a command line: one suggestion a line, as the script takes them.
 *
 * @param typed what stands behind the name of the program; the last word is the unfinished one
 */
export function printSuggestions(program: Command, typed: readonly string[], projectRoot: string): void {
  const values = valuesOf(typed.at(-1) ?? "", projectRoot);
  const describe = (command: Command, known: Suggesting) => {
    for (const option of command.createHelp().visibleOptions(command)) {
      const name = option.long?.slice(2) ?? "";
      const takesValue = option.required || option.optional;
      if (takesValue) known.option(name, option.description, values(option));
      else known.option(name, option.description);
    }
    for (const argument of command.registeredArguments) {
      known.argument(argument.name(), values(argument), argument.variadic);
    }
  };
  describe(program, tab);
  for (const command of program.createHelp().visibleCommands(program)) {
    describe(command, tab.command(command.name(), command.description()));
  }
  tab.parse([...typed]);
}

/** What an option or an argument takes: one of its choices, a stack, or a file. */
function valuesOf(typed: string, projectRoot: string) {
  return (taker: Option | Argument): Suggestions => {
    const { argChoices } = taker;
    const name = "long" in taker ? (taker.long ?? "") : taker.name();
    if (argChoices !== undefined) return each(() => argChoices);
    if (name === "--stack") return each(() => stacksBeside(resolve(projectRoot, "Pulumi.yaml")));
    return takesFile.has(name) ? each(() => pathsFrom(typed.replace(/^--[\w-]+=/, ""))) : () => {};
  };
}

const takesFile: ReadonlySet<string> = new Set([
  ..."--config-file --state --output --save --result --secret-file --certificate-authority".split(" "),
  ..."result before after file".split(" "),
]);

/** Only what every shell takes as it stands: a name that was made up to do harm is typed by hand. */
const harmless = /^[\p{L}\p{N}_./@%+,-]+$/u;

function each(values: () => readonly string[]): Suggestions {
  return (suggest) => {
    for (const value of values()) if (harmless.test(value)) suggest(value, "");
  };
}

/** Files and folders whose path begins with what was typed; none where the folder cannot be read. */
function pathsFrom(typed: string): readonly string[] {
  const folder = typed.endsWith("/") ? typed : dirname(typed);
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith("."))
      .map((entry) => `${entry.name}${entry.isDirectory() ? "/" : ""}`)
      .map((name) => (typed.startsWith("./") || folder !== "." ? `${folder.replace(/\/$/, "")}/${name}` : name))
      .sort();
  } catch {
    return [];
  }
}
