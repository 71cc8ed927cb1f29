/** What a page tells a reader to run exists: the script, the subcommand and each of its options. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../lab/practice.ts";
import { commandsToRun, documentedCommands, notRun, runBy } from "./commands.ts";

const { scripts } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

const named = documentedCommands.map(
  (command) => [`${command.page}:${command.line} ${command.words.join(" ")}`, command.words] as const,
);
const ownCommands = named.flatMap(([name, words]) => {
  const own = asOwn(words);
  return own === undefined ? [] : [[name, own] as const];
});

/** The words after `hybrid-sync`, also where a script of package.json starts it. */
function asOwn(words: readonly string[]): readonly string[] | undefined {
  if (words[0] === "npx" && words[1] === "hybrid-sync") return words.slice(2);
  if (words[0] !== "npm" || words[1] !== "run") return undefined;
  const subcommand = /^node commands\/hybrid-sync\.js (\S+)$/.exec(scripts[words[2] ?? ""] ?? "")?.[1];
  return subcommand === undefined ? undefined : [subcommand, ...words.slice(words.indexOf("--") + 1)];
}

const helps = new Map<string, Promise<string>>();
function helpOf(command: readonly string[]): Promise<string> {
  const key = command.join(" ");
  const help = helps.get(key) ?? execa("node", [...command, "--help"], options).then(({ stdout }) => stdout);
  helps.set(key, help);
  return help;
}
const options = { cwd: projectRoot, preferLocal: true, localDir: projectRoot };

const optionsIn = (words: readonly string[]) => {
  const end = words.indexOf("--");
  return (end < 0 ? words : words.slice(0, end)).flatMap((word) => /^--?[a-z][\w-]*/.exec(word)?.[0] ?? []);
};

describe("the commands of the pages", () => {
  it("are run by a test, page by page", () => {
    const pages = [...new Set(documentedCommands.map(({ page }) => page))];
    expect(pages.filter((page) => commandsToRun(page).length > 0)).toEqual(Object.keys(runBy));
    for (const test of new Set(Object.values(runBy)))
      expect(readFileSync(join(projectRoot, test), "utf8"), test).toContain("commandsToRun(");
  });

  it("are exempt only where a page has them", () => {
    const all = new Set(documentedCommands.map(({ words }) => words.join(" ")));
    expect(Object.keys(notRun).filter((command) => !all.has(command))).toEqual([]);
  });
});

describe("a command in README.md or docs/", () => {
  it("is there to be checked", () => {
    expect(named.length).toBeGreaterThan(15);
    expect(ownCommands.length).toBeGreaterThan(7);
  });

  it.each(named.filter(([, words]) => words[0] === "npm"))("%s is a script of package.json", (_name, words) => {
    const builtIn = ["ci", "install"];
    const script = words[1] === "run" ? words[2] : words[1];
    expect([...Object.keys(scripts), ...builtIn]).toContain(script);
  });

  it.each(ownCommands)("%s has only options that hybrid-sync knows", async (_name, words) => {
    const help = await helpOf(["commands/hybrid-sync.js", ...words.slice(0, 1)]);
    expect(help).toContain(`Usage: hybrid-sync ${words[0]}`);
    for (const option of optionsIn(words)) expect(help.split(/[\s,]+/)).toContain(option);
  });

  it.each(named.filter(([, words]) => words[0] === "npm" && words[1] === "start"))(
    "%s has only options that npm start knows",
    async (_name, words) => {
      const help = await helpOf(["lab/start.ts"]);
      for (const option of optionsIn(words.slice(words.indexOf("--") + 1)))
        expect(help.split(/[\s,]+/)).toContain(option);
    },
  );
});
