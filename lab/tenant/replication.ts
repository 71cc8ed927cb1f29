/** What was made a moment ago is not everywhere at once: reads may not find it yet. */
export class Replication {
  /** Milliseconds for which a new object is not found by those who read; 0 for none. */
  delay = 0;
  readonly #visibleFrom = new Map<string, number>();

  /** An object was made just now. */
  made(id: string): void {
    if (this.delay > 0) this.#visibleFrom.set(id.toLowerCase(), Date.now() + this.delay);
  }

  isHidden(id: string): boolean {
    return (this.#visibleFrom.get(id.toLowerCase()) ?? 0) > Date.now();
  }
}
