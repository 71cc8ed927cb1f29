/** The commands that README.md and the pages of docs/ give to a shell, each as its words. */
import { globSync, readFileSync } from "node:fs";
import type { Code, Nodes } from "mdast";
import { remark } from "remark";
import { split } from "shlex";
import { projectRoot } from "../../lab/practice.ts";

export interface DocumentedCommand {
  readonly page: string;
  readonly line: number;
  readonly words: readonly string[];
  /** As it stands on the page, for a shell. */
  readonly text: string;
}

export const documentedCommands: readonly DocumentedCommand[] = globSync(["README.md", "docs/**/*.md"], {
  cwd: projectRoot,
})
  .sort()
  .flatMap((page) =>
    codeIn(remark().parse(readFileSync(`${projectRoot}/${page}`, "utf8")))
      .filter(({ lang }) => lang === "sh" || lang === "bash")
      .flatMap(({ value, position }) => commandsIn(value, page, position?.start.line ?? 0)),
  );

function codeIn(node: Nodes): readonly Code[] {
  if (node.type === "code") return [node];
  return "children" in node ? node.children.flatMap(codeIn) : [];
}

/** A line is a command; one that ends with a backslash goes on. */
function commandsIn(text: string, page: string, start: number): readonly DocumentedCommand[] {
  return [...text.matchAll(/(?:[^\n]*\\\n)*[^\n]+/g)].flatMap(({ 0: command, index }) => {
    const words = split(command.replaceAll("\\\n", " ").replace(/\s#\s.*$|^#.*$/, ""));
    const line = start + 1 + text.slice(0, index).split("\n").length - 1;
    return words.length === 0 ? [] : [{ page, line, words, text: command }];
  });
}

const lab = "lab/start.full.test.ts runs lab/start.ts, which it starts";

/** Commands that no test runs as they stand, each with the reason. */
export const notRun: Readonly<Record<string, string>> = {
  "npm ci": "it would replace the modules that the tests use",
  "npm start": lab,
  "npm start -- --stack faulty": lab,
  "npm test": "it runs the tests",
  "npm run test:full": "it runs the tests",
  "npm run check": "npm test begins with it",
  "npm run lab": "it opens a shell for a person; practice-lab.full.test.ts runs commands in one",
  "npm run bench": "other tests beside it would falsify the figures",
  "npm run prove": "it takes long; test/lab/security/enforcement.test.ts asks a domain controller the same of less",
  "npm run mutation": "it takes twenty minutes of both processors",
  "npm run record-pictures": "it replaces the pictures; page.full.test.ts opens the same page in a browser",
};

const isRun = ({ words }: DocumentedCommand) => !Object.hasOwn(notRun, words.join(" "));

/** What a page tells a reader to run, without what no test runs. */
export function commandsToRun(page: string): readonly DocumentedCommand[] {
  return documentedCommands.filter((command) => command.page === page && isRun(command));
}

/** Each page with commands to run, and the test that runs `commandsToRun` of it. */
export const runBy: Readonly<Record<string, string>> = {
  "README.md": "test/commands/pages.full.test.ts",
  "docs/commands.md": "test/documentation/run-commands.full.test.ts",
  "docs/development.md": "test/documentation/run-commands.full.test.ts",
  "docs/getting-started.md": "test/commands/pages.full.test.ts",
  "docs/living-with-findings.md": "test/documentation/run-commands.full.test.ts",
  "docs/practice-lab.md": "test/documentation/practice-lab.full.test.ts",
  "docs/read-account.md": "test/commands/pages.full.test.ts",
  "docs/remediation.md": "test/documentation/run-commands.full.test.ts",
  "docs/snapshots.md": "test/documentation/run-commands.full.test.ts",
};
