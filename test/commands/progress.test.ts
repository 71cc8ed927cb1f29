import { describe, expect, it } from "vitest";
import { Progress } from "../../commands/progress.ts";

function lines(isTTY: boolean, pause?: number) {
  let now = 0;
  const written: string[] = [];
  const stream = { isTTY, columns: 20, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  const progress = new Progress(stream, pause, () => now);
  return {
    written,
    progress,
    at: (time: number, what: string) => {
      now = time;
      progress.show(what);
    },
  };
}

describe("progress", () => {
  it("is one line of a terminal, no longer than that, of what was begun last, and gone at the end", () => {
    const { written, progress, at } = lines(true);
    at(0, "one");
    at(1, "two is longer than a line");
    progress.end();
    expect(written).toEqual(["\r\u001b[Kone …", "\r\u001b[Ktwo is longer than ", "\r\u001b[K"]);
  });

  it("is a line now and then elsewhere", () => {
    const { written, progress, at } = lines(false, 1000);
    at(500, "one");
    at(1000, "two");
    at(1999, "three");
    at(2000, "four");
    progress.end();
    expect(written).toEqual(["two …\n", "four …\n"]);
  });

  it("is nothing elsewhere where no pause is given, and shows no sign that moves the cursor", () => {
    const elsewhere = lines(false);
    elsewhere.at(1e9, "one");
    const terminal = lines(true);
    terminal.at(0, "\u001b[2J");
    expect(elsewhere.written).toEqual([]);
    expect(terminal.written.join("").replace("\r\u001b[K", "")).not.toContain("\u001b");
  });
});
