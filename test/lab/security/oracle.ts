import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const refusal = z.object({ refused: z.string() });

/** Samba's own library, asked through a process that answers requests in the order in which they came. */
export class Oracle implements AsyncDisposable {
  readonly #process = spawn("/usr/bin/python3", [fileURLToPath(new URL("oracle.py", import.meta.url))], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  readonly #answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  #complaint = "";

  constructor() {
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#complaint += text;
    });
  }

  /** The answers to many requests, in their order; null where Samba refuses. */
  async ask<Answer>(requests: readonly object[], shape: z.ZodType<Answer>): Promise<(Answer | null)[]> {
    const answers: (Answer | null)[] = [];
    // Chunks keep both pipes from filling up while neither side reads.
    for (let start = 0; start < requests.length; start += 64) {
      const chunk = requests.slice(start, start + 64);
      this.#process.stdin.write(chunk.map((request) => `${JSON.stringify(request)}\n`).join(""));
      for (const _ of chunk) answers.push(await this.#next(shape));
    }
    return answers;
  }

  async #next<Answer>(shape: z.ZodType<Answer>): Promise<Answer | null> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`Samba's Python library ended early: ${this.#complaint.trim()}`);
    const answer: unknown = JSON.parse(value);
    return refusal.safeParse(answer).success ? null : shape.parse(answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "close");
    this.#process.stdin.end();
    await ended;
  }
}
