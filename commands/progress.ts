/** What a long command is about, told on standard error. */
import { legible } from "../catalogue/legible.ts";

/** One line on a terminal, which is gone at the end; elsewhere a line now and then, or none. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #pause: number;
  readonly #now: () => number;
  #last: number;

  /** @param pause milliseconds between two lines where there is no terminal; nothing is told there when absent */
  constructor(stream: NodeJS.WriteStream, pause = Number.POSITIVE_INFINITY, now: () => number = Date.now) {
    this.#stream = stream;
    this.#pause = pause;
    this.#now = now;
    this.#last = now();
  }

  show(what: string): void {
    const line = legible(`${what} …`);
    if (this.#stream.isTTY) {
      // Always: what a pause left out might be what takes long.
      this.#stream.write(`\r\u001b[K${line.slice(0, (this.#stream.columns || 80) - 1)}`);
      return;
    }
    const now = this.#now();
    if (now - this.#last < this.#pause) return;
    this.#last = now;
    this.#stream.write(`${line}\n`);
  }

  end(): void {
    if (this.#stream.isTTY) this.#stream.write("\r\u001b[K");
  }
}
