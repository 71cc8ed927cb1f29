import Module from "node:module";
import { fileURLToPath } from "node:url";

/** Milliseconds after which everything has been loaded. */
const loaded = 500;

/**
 * Keeps what Node compiles from now on, for the next process of the same kind. Node itself does so when a process exits,
 * which a policy pack or a plugin never does: the engine ends it.
 *
 * @param {"natives" | "plain"} kind programs and policy packs have V8's natives syntax turned on by the SDK; what is
 *   compiled with it is refused without it, and each would replace what the other one kept, on every run
 */
export function keepCompiled(kind) {
  // In the checkout itself, because what lies there is run. In a place that cannot be written to, nothing is kept.
  Module.enableCompileCache?.(fileURLToPath(new URL(`../node_modules/.cache/compiled/${kind}`, import.meta.url)));
  setTimeout(() => Module.flushCompileCache?.(), loaded).unref();
}
