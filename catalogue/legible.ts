/**
 * What a terminal shows of text that others wrote: names from a directory or a tenant, files, messages of libraries.
 * Every exit of the program, the policy pack and the commands goes through here.
 */

/**
 * Controls, formats, private use, unassigned, lone surrogates, separators of lines and paragraphs, and whatever has no
 * look of its own: it would move a cursor, turn the reading direction, or make two names look like one. That holds for
 * the joiners of Persian, Hindi and emoji too; what they join stays as it is.
 *
 * Source: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const illegible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** The text on one line, with a visible escape such as `\u{202e}` for each character that would not show as itself. */
export function legible(text: string): string {
  return withoutCommands(text.replace(illegible, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`));
}

/**
 * A line in the log of a pipeline that its agent does not take for a command: `::error` at its beginning (GitHub), or
 * `##vso[` and its like anywhere (Azure Pipelines, TeamCity), by which a name could set a variable or end a job.
 *
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands and
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function withoutCommands(line: string): string {
  return line.replace(/^(\s*):(?=:[a-z])/i, "$1\\u{3a}").replace(/##(?=[a-z]*\[)/gi, "#\\u{23}");
}

/** The same for text of several lines, which stay lines. */
export function legibleLines(text: string): string {
  return text.split(/\r?\n/).map(legible).join("\n");
}

/** Whether every character shows as itself. */
export function isLegible(text: string): boolean {
  return legible(text) === text;
}
