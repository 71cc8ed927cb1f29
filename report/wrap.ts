/**
 * Breaks a text into lines of at most so many columns: after a space, or within a long name after a comma, a backslash
 * or an at sign, so that a distinguished name stays legible. What is longer still is parted after a
 * hyphen, and only where there is none anywhere.
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
      const hyphen = line.lastIndexOf("-", columns - 1) + 1;
      const end = hyphen > columns / 2 ? hyphen : wholeEnd(line, columns);
      lines.push(line.slice(0, end));
      line = line.slice(end);
    }
  }
  return [...lines, line.trimEnd()];
}

/** At most so many columns of it, the last one for the sign that it goes on. */
export function cut(text: string, columns: number): string {
  if (text.length <= columns) return text;
  return columns <= 1 ? "…".slice(0, columns) : `${text.slice(0, wholeEnd(text, columns - 1))}…`;
}

/** Where a text can be parted at or before a place: not within a character that takes two units, unless it is the first. */
function wholeEnd(text: string, place: number): number {
  const isWithin = place > 0 && (text.codePointAt(place - 1) ?? 0) > 0xffff;
  if (!isWithin) return place;
  return place === 1 ? 2 : place - 1;
}
