/**
 * Breaks a text into lines of at most so many columns: after a space, or within a long name after a comma, a backslash
 * or an at sign, so that a distinguished name stays legible. Only what is longer still is cut anywhere.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of text.split(/(?<=[\s,\\@])/)) {
    if (line !== "" && (line + part).trimEnd().length > columns) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += part;
    while (line.trimEnd().length > columns) {
      lines.push(line.slice(0, columns));
      line = line.slice(columns);
    }
  }
  return [...lines, line.trimEnd()];
}
