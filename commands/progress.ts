/** What a long command is about, told on standard error. */
import { legible } from "../catalogue/legible.ts";

/** Milliseconds between two lines of a terminal: faster than anybody reads. */
const terminalPause = 100;

/** One line on a terminal, which is gone at the end; elsewhere a line now and then, or none. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #pause: number;
  readonly #now: () => number;
  #last: number;

  /** @param pause milliseconds between two lines where there is no terminal; nothing is told there when absent */
  constructor(stream: NodeJS.WriteStream, pause = Number.POSITIVE_INFINITY, now: () => number = Date.now) {
    this.#stream = stream;
    this.#pause = stream.isTTY ? terminalPause : pause;
    this.#now = now;
    this.#last = stream.isTTY ? Number.NEGATIVE_INFINITY : now();
  }

  show(what: string): void {
    const now = this.#now();
    if (now - this.#last < this.#pause) return;
    this.#last = now;
    const line = legible(`${what} …`);
    this.#stream.write(
      this.#stream.isTTY ? `\r\u001b[K${line.slice(0, (this.#stream.columns || 80) - 1)}` : `${line}\n`,
    );
  }

  end(): void {
    if (this.#stream.isTTY) this.#stream.write("\r\u001b[K");
  }
}
