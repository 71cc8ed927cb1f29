/** A stack's file with comments: what each setting means, and what is still open. */
import { Document, isMap, isScalar, isSeq, type Node } from "yaml";
import { legible } from "../../catalogue/legible.ts";
import { shapeAt } from "../../config/shape.ts";
import { wrap } from "../../report/wrap.ts";
import type { OpenPoint, Proposal } from "./proposal.ts";

/** Columns of a comment. */
const width = 100;

const project = "hybrid-sync:";

export function stackText({ values, open }: Proposal, introduction: readonly string[]): string {
  const document = new Document({ config: values });
  document.commentBefore = comment(introduction);
  const config = document.get("config");
  if (isMap(config)) {
    for (const [index, { key, value }] of config.items.entries()) {
      const name = isScalar(key) ? String(key.value) : "";
      if (isScalar(key) && name.startsWith(project)) {
        explain(key, value as Node | null, [name.slice(project.length)], open);
        key.spaceBefore = index > 0;
      }
    }
  }
  return document.toString({ lineWidth: 0 });
}

function explain(key: Node, value: Node | null, path: OpenPoint["path"], open: readonly OpenPoint[]): void {
  const { description } = shapeAt(path) ?? {};
  const points = open.filter((point) => isSame(point.path, path)).map(({ what }) => `OPEN: ${what}`);
  const lines = [...(description === undefined ? [] : [description]), ...points];
  if (lines.length > 0) key.commentBefore = comment(lines);
  if (isMap(value)) {
    for (const item of value.items) {
      if (isScalar(item.key)) explain(item.key, item.value as Node | null, [...path, String(item.key.value)], open);
    }
  } else if (isSeq(value)) {
    for (const [index, item] of value.items.entries()) {
      if (isMap(item)) explainEntry(item as Node, [...path, index], open);
    }
  }
}

/** An entry has no key of its own: what belongs to it stands before its first one. */
function explainEntry(entry: Node, path: OpenPoint["path"], open: readonly OpenPoint[]): void {
  if (!isMap(entry)) return;
  for (const item of entry.items) {
    if (isScalar(item.key)) explain(item.key, item.value as Node | null, [...path, String(item.key.value)], open);
  }
}

function isSame(one: OpenPoint["path"], other: OpenPoint["path"]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}

/** Names from a directory may hold anything: in a comment, none begins a line of its own. */
function comment(lines: readonly string[]): string {
  return lines
    .flatMap((line) => wrap(legible(line), width))
    .map((line) => ` ${line}`)
    .join("\n");
}
