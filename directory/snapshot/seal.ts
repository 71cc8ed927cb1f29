/**
 * By what a recorded file is told from one that was changed afterwards: a digest over everything in it, and how many values
 * each section has. Spaces, line ends and the order of keys do not count, so git and formatters may do what they do.
 */
import { hash } from "node:crypto";

/** `sha256:` and 64 hexadecimal digits, over the canonical form of everything but the digest itself. */
export function digestOf(content: object): string {
  const { digest: _, ...sealed } = content as { readonly digest?: unknown };
  return `sha256:${hash("sha256", canonical(sealed), "hex")}`;
}

/** JSON without spaces, keys in the order of their code units. Numbers are integers, so there is one way to write each. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    // Most of a snapshot: texts by the thousand.
    if (value.every((item) => typeof item === "string")) return JSON.stringify(value);
    return `[${value.map(canonical).join(",")}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`);
  return `{${pairs.join(",")}}`;
}

/**
 * How many values each section has. Null and empty text are none: to empty a fact changes the count as much as to remove
 * it. So whoever edits a snapshot may say what is otherwise, but not leave anything out unseen.
 */
export function countsOf(content: object): Readonly<Record<string, number>> {
  const sections = Object.entries(content).filter(([key]) => !uncounted.has(key));
  return Object.fromEntries(sections.map(([key, section]) => [key, valuesIn(section)]));
}

/** What stands before the sections. */
const uncounted: ReadonlySet<string> = new Set(["format", "version", "digest", "counts"]);

function valuesIn(value: unknown): number {
  if (value === null || value === "") return 0;
  if (typeof value !== "object") return 1;
  return Object.values(value).reduce((sum: number, item) => sum + valuesIn(item), 0);
}
