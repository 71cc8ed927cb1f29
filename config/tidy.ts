import type { Path } from "./path.ts";
import { chosenAlternative, isContainer, propertyOf, type Shape, settingsShape } from "./shape.ts";

/** Text that stands where an object or a list belongs, and is not JSON, or none that can be read. */
export interface BrokenJson {
  readonly path: Path;
  /** What the text is, as the rest of "text that is …". */
  readonly fault: string;
  /** Position of the fault in the text, counted from 1; undefined when the parser does not tell. */
  readonly character: number | undefined;
}

export interface Tidied {
  readonly values: unknown;
  readonly broken: readonly BrokenJson[];
}

/**
 * Reads values the way people and tools write them: `pulumi config set` without `--path` stores objects, numbers and
 * booleans as text, YAML turns 2026-12-31 into a moment, and an empty key is a key not set. Fills in defaults, so that
 * checks across keys need not know them. What it cannot read, it leaves for the schema to refuse.
 */
export function tidy(values: unknown): Tidied {
  const broken: BrokenJson[] = [];
  return { values: tidyValue(values, settingsShape, [], broken), broken };
}

function tidyValue(value: unknown, shape: Shape, path: Path, broken: BrokenJson[]): unknown {
  if (!isContainer(shape)) return tidyScalar(value, shape);
  const read = typeof value === "string" ? readJson(value, path, broken) : value;
  if (Array.isArray(read)) {
    const { items } = shape;
    return items ? read.map((entry, index) => tidyValue(entry, items, [...path, index], broken)) : read;
  }
  return typeof read === "object" && read !== null ? tidyObject(read, shape, path, broken) : read;
}

function tidyObject(value: object, shape: Shape, path: Path, broken: BrokenJson[]): unknown {
  const read = Object.entries(value).flatMap(([key, entry]): [string, unknown][] => {
    const property = propertyOf(shape, key);
    if (!property) return [[key, entry]];
    return isSet(entry, [...path, key]) ? [[key, tidyValue(entry, property, [...path, key], broken)]] : [];
  });
  const present = Object.fromEntries(read);
  return { ...defaults(chosenAlternative(shape, present) ?? shape, present, path, broken), ...present };
}

/** Pulumi.yaml can make a key optional only by a default, for which the empty text is the one that means nothing. */
function isSet(value: unknown, path: Path): boolean {
  return value !== null && value !== undefined && !(value === "" && path.length === 1);
}

function defaults(shape: Shape, present: object, path: Path, broken: BrokenJson[]): Record<string, unknown> {
  const absent = Object.entries(shape.properties ?? {}).filter(
    ([key, property]) => property.default !== undefined && !Object.hasOwn(present, key),
  );
  return Object.fromEntries(
    absent.map(([key, property]) => [key, tidyValue(property.default, property, [...path, key], broken)]),
  );
}

function readJson(text: string, path: Path, broken: BrokenJson[]): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    const read: unknown = JSON.parse(text);
    if (!isNestedDeeper(read, deepest)) return read;
    broken.push({ path, fault: `nested more than ${deepest} deep`, character: undefined });
    return text;
  } catch (error) {
    // The parser's own message quotes the text, which may hold a secret.
    const position = /at position (\d+)/.exec((error as SyntaxError).message)?.[1];
    broken.push({
      path,
      fault: "not valid JSON",
      character: position === undefined ? undefined : Number(position) + 1,
    });
    return text;
  }
}

/** How deep a configuration may be nested; ours is six deep. */
export const deepest = 100;

function isNestedDeeper(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) return true;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
  return false;
}

function tidyScalar(value: unknown, shape: Shape): unknown {
  if (typeof value === "number" && shape.type === "string") return String(value);
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (shape.type === "boolean" && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  if (shape.type === "integer" && /^-?\d+$/.test(text)) return Number(text);
  return midnight.exec(text)?.[1] ?? text;
}

/** An unquoted day of a YAML file, after Pulumi has read it as a moment and written it out again. */
const midnight = /^(\d{4}-\d{2}-\d{2})(?:T00:00:00(?:\.0+)?Z| 00:00:00 \+0000 UTC)$/;
