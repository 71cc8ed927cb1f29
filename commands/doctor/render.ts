/** The examination for people, and for programs. */
import { legible, legibleLines } from "../../catalogue/legible.ts";
import { type Colours, coloursFor } from "../../report/colours.ts";
import { wrap } from "../../report/wrap.ts";
import type { Line, Status } from "./line.ts";

interface TerminalOptions {
  readonly colour: boolean;
  /** Columns. */
  readonly width: number;
}

const statuses: readonly Status[] = ["ok", "note", "warning", "failed", "not checked"];
const statusWidth = Math.max(...statuses.map(({ length }) => length)) + 2;

/** Narrower than this no text is legible. */
const narrowest = 60;

export function renderExamination(lines: readonly Line[], { colour, width }: TerminalOptions): string {
  const colours = coloursFor(colour);
  const columns = Math.max(narrowest, width) - 2 - statusWidth;
  const areas = Map.groupBy(lines, ({ area }) => area);
  const sections = [...areas].map(([area, ofArea]) =>
    [colours.bold(legible(area)), ...ofArea.flatMap((line) => rows(line, columns, colours))].join("\n"),
  );
  const counts = statuses.flatMap((status) => {
    const number = lines.filter((line) => line.status === status).length;
    return number === 0 ? [] : [`${number} ${status}`];
  });
  return `${[...sections, counts.join(", ")].join("\n\n")}\n`;
}

function rows({ subject, of, status, finding, remedy }: Line, columns: number, colours: Colours): string[] {
  const paint = {
    ok: colours.green,
    note: colours.green,
    warning: colours.yellow,
    failed: colours.red,
    "not checked": colours.yellow,
  }[status];
  const what = of === undefined ? subject : `${subject}, ${of}`;
  const text = wrap(legible(`${what}: ${finding}`), columns);
  const advice =
    remedy === undefined
      ? []
      : legibleLines(remedy)
          .split("\n")
          .flatMap((line, index) =>
            wrap(line, columns - 2).map((part, at) => (index === 0 && at === 0 ? `> ${part}` : `  ${part}`)),
          );
  return [...text, ...advice].map(
    (line, index) => `  ${index === 0 ? paint(status.padEnd(statusWidth)) : " ".repeat(statusWidth)}${line}`,
  );
}

/** Format of the JSON, which changes with its version. */
export function examinationJson(lines: readonly Line[], stack: string | null): string {
  return `${JSON.stringify({ format: "hybrid-sync doctor", version: 1, stack, lines }, null, 2)}\n`;
}
