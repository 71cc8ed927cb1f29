/** Whether clocks agree: of this machine, of domain controllers and of Microsoft Graph. */
import { type Line, Lines } from "./line.ts";

/** How far a clock is ahead of this machine's. */
export interface ClockSeen {
  /** Whose: `dc1.contoso.example`, `Microsoft Graph`. */
  readonly of: string;
  readonly milliseconds: number;
}

/** Kerberos and the sign-in service accept no larger difference. Source: MS-KILE 3.3.1, and the `nbf` of client assertions. */
const largest = 5 * 60_000;

/** From when a difference is worth a word: domain controllers keep within seconds of each other. */
const notable = 60_000;

export function examineClocks(seen: readonly ClockSeen[]): readonly Line[] {
  const lines = new Lines("Clocks");
  const off = seen.filter(({ milliseconds }) => Math.abs(milliseconds) >= notable);
  const [first] = off;
  if (first === undefined) {
    const names = seen.map(({ of }) => of).join(", ");
    if (seen.length > 0) lines.ok("Clock", `this machine's is within a minute of: ${names}`);
    return lines.lines;
  }
  // One cause: when everybody else agrees, it is this machine's clock.
  const isOurs =
    off.length === seen.length && off.every((each) => Math.abs(each.milliseconds - first.milliseconds) < notable);
  const told = (clocks: readonly ClockSeen[]) => clocks.map(({ of }) => of).join(", ");
  if (isOurs) {
    const { milliseconds } = first;
    const add = Math.abs(milliseconds) >= largest ? lines.failed.bind(lines) : lines.warning.bind(lines);
    add(
      "Clock",
      `this machine's is ${span(milliseconds)} ${milliseconds > 0 ? "behind" : "ahead of"} ${told(off)}`,
      "Set the clock of this machine, and let it follow a time server",
    );
    return lines.lines;
  }
  for (const { of, milliseconds } of off) {
    const add = Math.abs(milliseconds) >= largest ? lines.failed.bind(lines) : lines.warning.bind(lines);
    add(
      "Clock",
      `is ${span(milliseconds)} ${milliseconds > 0 ? "ahead of" : "behind"} this machine's`,
      "Compare both clocks with a time server, and set the wrong one",
      of,
    );
  }
  return lines.lines;
}

function span(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  if (seconds < 120) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
