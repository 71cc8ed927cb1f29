/** What `pulumi config` does to a stack's configuration, for commands that a message gives. */
import { split } from "shlex";
import { parsePathText } from "../../config/path.ts";

type Container = Record<string | number, unknown>;

/** Applies `pulumi config rm …` or `pulumi config set …` to values, keyed without the project. */
export function runCommand(command: string, values: Record<string, unknown>): void {
  const words = split(command);
  const [pulumi, config, verb, ...rest] = words;
  if (pulumi !== "pulumi" || config !== "config") throw new Error(`not a configuration command: ${words.join(" ")}`);
  const byPath = rest.includes("--path");
  const operands = rest.filter((word) => !word.startsWith("--"));
  const keyPath = (key: string) => {
    const bare = key.replace(/^hybrid-sync:/, "");
    const path = byPath ? parsePath(bare) : [bare];
    if (bare === key) throw new Error(`no key of the project: ${key}`);
    return path;
  };
  if (verb === "rm" && operands.length === 1) remove(values, keyPath(operands[0] ?? ""));
  else if (verb === "set" && operands.length === 2) set(values, keyPath(operands[0] ?? ""), typed(operands[1] ?? ""));
  else if (verb === "set-all") {
    for (const pair of operands) {
      const equals = pair.indexOf("=");
      set(values, keyPath(pair.slice(0, equals)), typed(pair.slice(equals + 1)));
    }
  } else throw new Error(`unknown command: ${words.join(" ")}`);
}

/** What a person does in the stack's file with a key that no command can name in every shell. */
export function takeOut(key: string, values: Record<string, unknown>): void {
  const bare = key.replace(/^hybrid-sync:/, "");
  remove(values, Object.hasOwn(values, bare) ? [bare] : parsePath(bare));
}

function parsePath(text: string): (string | number)[] {
  const plain = parsePathText(text);
  if (plain) return [...plain];
  const segments = text.match(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]|[^.[\]]+/g) ?? [];
  return segments.map((segment) =>
    segment.startsWith("[") ? (JSON.parse(segment.slice(1, -1)) as string | number) : segment,
  );
}

/** Pulumi stores what reads as a boolean or a whole number as such. */
function typed(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^(?:0|-?[1-9]\d*)$/.test(text) ? Number(text) : text;
}

function set(root: Container, path: readonly (string | number)[], value: unknown): void {
  let parent = root;
  path.slice(0, -1).forEach((key, index) => {
    const next = typeof path[index + 1] === "number" ? [] : {};
    const present = Object.hasOwn(parent, key) ? parent[key] : undefined;
    // Pulumi replaces a plain value of the key itself, and refuses to replace one further down.
    const isReplaced = present === undefined || present === null || (index === 0 && typeof present !== "object");
    if (isReplaced) define(parent, key, next);
    else if (typeof present !== "object")
      throw new Error(`expected a container at ${path.slice(0, index + 1).join(".")}`);
    parent = parent[key] as Container;
  });
  const last = path.at(-1) ?? "";
  if (Array.isArray(parent) && Number(last) > parent.length) throw new Error("array index out of range");
  define(parent, last, value);
}

function define(parent: Container, key: string | number, value: unknown): void {
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

function remove(root: Container, path: readonly (string | number)[]): void {
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as Container | undefined)?.[key], root);
  const last = path.at(-1) ?? "";
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (typeof parent === "object" && parent !== null) delete (parent as Container)[last];
}
