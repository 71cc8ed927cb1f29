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
