/**
 * Memory for one page after the other. What comes in would otherwise be held until its page has come to its end, and many
 * small pieces that live so long keep the garbage collector busy: a third more time for a large domain.
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
