/**
 * By what a recorded file is told from one that was changed afterwards: a digest over everything in it, and how many values
 * each section has. Spaces, line ends and the order of keys do not count, so git and formatters may do what they do.
 */
import { createHash } from "node:crypto";

/** `sha256:` and 64 hexadecimal digits, over the canonical form of everything but the digest itself. */
export function digestOf(content: object): string {
  const { digest: _, ...sealed } = content as { readonly digest?: unknown };
  const hash = createHash("sha256");
  let pending = "";
  // The whole text of a large snapshot would be too much at once, and every word by itself too little.
  canonical(sealed, (text) => {
    pending += text;
    if (pending.length < chunkLength) return;
    hash.update(pending);
    pending = "";
  });
  return `sha256:${hash.update(pending).digest("hex")}`;
}

/** Characters that are handed over together. */
const chunkLength = 65_536;

/** JSON without spaces, keys in the order of their code units. Numbers are integers, so there is one way to write each. */
function canonical(value: unknown, write: (text: string) => void): void {
  if (Array.isArray(value)) {
    write("[");
    for (let start = 0; start < value.length; start += portionLength) {
      if (start > 0) write(",");
      canonicalItems(value.slice(start, start + portionLength), write);
    }
    write("]");
  } else if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value).toSorted();
    for (const [index, key] of keys.entries()) {
      write(`${index === 0 ? "{" : ","}${JSON.stringify(key)}:`);
      canonical((value as Record<string, unknown>)[key], write);
    }
    write(keys.length === 0 ? "{}" : "}");
  } else write(JSON.stringify(value));
}

/** Texts together are what JSON.stringify writes anyway. */
function canonicalItems(items: readonly unknown[], write: (text: string) => void): void {
  if (items.every((item) => typeof item === "string")) write(JSON.stringify(items).slice(1, -1));
  else
    for (const [index, item] of items.entries()) {
      if (index > 0) write(",");
      canonical(item, write);
    }
}

/** Items of a list that are written together. */
const portionLength = 20;

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
