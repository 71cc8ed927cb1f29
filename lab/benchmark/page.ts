import { readFile, writeFile } from "node:fs/promises";
import { projectRoot } from "../practice.ts";

const file = `${projectRoot}/docs/benchmarks.md`;

export interface Section {
  readonly title: string;
  /** What was done, and on what. */
  readonly introduction: string;
  readonly figures: Readonly<Record<string, number>>;
  /** What each figure means, a line each. */
  readonly notes: readonly string[];
}

/** Prints the figures, and replaces the section of that title in docs/benchmarks.md: each command has its own. */
export async function writeSection(section: Section): Promise<void> {
  for (const [name, value] of Object.entries(section.figures)) process.stdout.write(`${name}: ${rounded(value)}\n`);
  const [head = "# Benchmarks\n\n", ...sections] = (await readFile(file, "utf8")).split(/^(?=## )/m);
  const text = textOf(section);
  const at = sections.findIndex((each) => each.startsWith(`## ${section.title}\n`));
  if (at === -1) sections.push(text);
  else sections[at] = text;
  await writeFile(file, `${[head, ...sections].map((each) => each.trimEnd()).join("\n\n")}\n`);
}

function textOf({ title, introduction, figures, notes }: Section): string {
  const rows = Object.entries(figures).map(([name, value]) => `| \`${name}\` | ${rounded(value)} |`);
  return [`## ${title}`, "", introduction, "", "| figure | value |", "|---|---|", ...rows, "", ...notes, ""].join("\n");
}

function rounded(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(2);
}
