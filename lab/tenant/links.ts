/** Directed references between directory objects, such as group members or owners. */
export class Links {
  readonly #targets = new Map<string, Set<string>>();

  /** False when the reference was there already. */
  add(source: string, target: string): boolean {
    const targets = this.#targets.get(source) ?? new Set();
    this.#targets.set(source, targets);
    if (targets.has(target)) return false;
    targets.add(target);
    return true;
  }

  /** False when there was no such reference. */
  remove(source: string, target: string): boolean {
    return this.#targets.get(source)?.delete(target) ?? false;
  }

  targets(source: string): string[] {
    return [...(this.#targets.get(source) ?? [])];
  }

  sources(target: string): string[] {
    return [...this.#targets].filter(([, targets]) => targets.has(target)).map(([source]) => source);
  }

  /** Drops every reference from and to an object that is gone. */
  forget(id: string): void {
    this.#targets.delete(id);
    for (const targets of this.#targets.values()) targets.delete(id);
  }
}
