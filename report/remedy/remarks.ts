/** The remarks of a script, in PowerShell and LDIF alike: which step it is, for which findings, what was and what will be. */
import { legible } from "../../catalogue/legible.ts";
import { nameOf, sentence } from "../sentence.ts";
import type { PlannedStep, UndoStep } from "./plan.ts";
import { inWords } from "./words.ts";

/** Labelled, so that no text of a finding is at the beginning of a line, where PowerShell looks for what it obeys. */
export function comment(label: string, text: string): string {
  return `# ${label}: ${legible(text)}`;
}

export function heading({ number, findings }: PlannedStep, step: UndoStep): readonly string[] {
  const { what, before, after } = inWords(step);
  return [
    comment(`Step ${number}`, what),
    ...findings.map((finding) => comment("  Finding", `${nameOf(finding)}. ${sentence(finding)}`)),
    comment("  Before", before),
    comment("  After", after),
  ];
}
