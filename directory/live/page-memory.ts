/**
 * Memory for one page after the other. Otherwise what comes in would be held in many small pieces until its page has come to
 * its end, and pieces that live so long keep the garbage collector busy.
 */
import type { LdapMessage } from "./messages.ts";

export class PageMemory {
  #bytes = Buffer.allocUnsafeSlow(4 * 1024 * 1024);
  #used = 0;

  /** Copies a message, which is good until `clear`. */
  keep(message: LdapMessage): LdapMessage {
    if (this.#used + message.size > this.#bytes.length) {
      // What was kept before stays in the old memory.
      this.#bytes = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, message.size));
      this.#used = 0;
    }
    const kept = message.copyTo(this.#bytes, this.#used);
    this.#used += message.size;
    return kept;
  }

  /** Forgets everything that was kept. */
  clear(): void {
    this.#used = 0;
  }
}
