import * as z from "zod";
import type { Path } from "./path.ts";
import { settingsSchema } from "./schema.ts";

/** The schema as plain data: JSON Schema, with what hybrid-sync adds to it. */
export interface Shape {
  readonly type?: "object" | "array" | "string" | "integer" | "boolean";
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  /** What a text may look like, as a noun phrase. */
  readonly allowed?: string;
  /** Optional keys that an example shows anyway. */
  readonly usually?: readonly string[];
}

export const settingsShape = z.toJSONSchema(settingsSchema, { io: "input" }) as Shape;

/** The shapes between which a value chooses; empty where there is no choice. */
export function alternativesOf(shape: Shape): readonly Shape[] {
  return shape.anyOf ?? shape.oneOf ?? [];
}

/** Whether values of this shape hold other values. */
export function isContainer(shape: Shape): boolean {
  return shape.type === "object" || shape.type === "array" || alternativesOf(shape).length > 0;
}

/** The keys of an object, of all alternatives where there is a choice. */
export function propertiesOf(shape: Shape): Readonly<Record<string, Shape>> {
  const alternatives = alternativesOf(shape);
  if (alternatives.length === 0) return shape.properties ?? {};
  const merged: Record<string, Shape> = Object.assign({}, ...alternatives.map(({ properties }) => properties));
  const kinds = kindsOf(shape);
  return kinds.length > 0 ? { ...merged, kind: { type: "string", enum: kinds } } : merged;
}

/** What `kind` may say, where it tells the alternatives apart; empty elsewhere. */
function kindsOf(shape: Shape): readonly string[] {
  return alternativesOf(shape).flatMap(({ properties }) => properties?.kind?.const ?? []);
}

/** Whether `key` is known to the shape itself, not inherited from every object. */
export function propertyOf(shape: Shape, key: string): Shape | undefined {
  const properties = propertiesOf(shape);
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}

/** The alternative that `value` means: by its `kind`, or else by the one key that tells it apart. */
export function chosenAlternative(shape: Shape, value: unknown): Shape | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const matching = alternativesOf(shape).filter((alternative) => {
    const kind = alternative.properties?.kind?.const;
    if (kind !== undefined) return (value as { kind?: unknown }).kind === kind;
    return Object.keys(alternative.properties ?? {}).some((key) => Object.hasOwn(value, key));
  });
  return matching.length === 1 ? matching[0] : undefined;
}

/** The shape at a path below `shape`; undefined for a path that the schema does not have. */
export function shapeAt(path: Path, shape: Shape = settingsShape): Shape | undefined {
  return path.reduce<Shape | undefined>(
    (current, key) => current && (typeof key === "number" ? current.items : propertyOf(current, key)),
    shape,
  );
}

/** What is allowed here, as in "must be …". */
export function allowedBy(shape: Shape): string {
  if (shape.enum) return shape.enum.length === 1 ? `"${shape.enum[0]}"` : `one of ${enumerate(shape.enum, "or")}`;
  if (shape.const !== undefined) return `"${shape.const}"`;
  const alternatives = alternativesOf(shape);
  if (alternatives.length > 0) return `an object with ${allowedKeys(shape)}`;
  switch (shape.type) {
    case "integer":
      return `a whole number from ${shape.minimum} to ${shape.maximum}`;
    case "boolean":
      return "true or false";
    case "array":
      return `a list${shape.minItems ? " with at least one entry" : ""}`;
    case "object":
      return `an object with ${allowedKeys(shape)}`;
    default:
      return shape.allowed ?? "a text";
  }
}

function allowedKeys(shape: Shape): string {
  const alternatives = alternativesOf(shape);
  const kinds = kindsOf(shape);
  if (kinds.length > 0) return `the kind ${enumerate(kinds, "or")}`;
  if (alternatives.length > 0) {
    const keys = alternatives.flatMap((alternative) => Object.keys(alternative.properties ?? {}));
    return `either ${keys.join(" or ")}`;
  }
  const required = shape.required ?? [];
  const optional = Object.keys(shape.properties ?? {}).filter((key) => !required.includes(key));
  const parts = [required.join(", "), optional.length > 0 ? `optionally ${optional.join(", ")}` : ""];
  return parts.filter((part) => part !== "").join(", and ");
}

/** `"a", "b" or "c"`. */
export function enumerate(words: readonly string[], conjunction: "or" | "and"): string {
  const quoted = words.map((word) => `"${word}"`);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} ${conjunction} ${last}`;
}

/** A value for one key. */
export interface Assignment {
  readonly path: Path;
  readonly value: string | number | boolean;
}

/** The fewest assignments that give a valid example of the shape at this path. */
export function exampleOf(shape: Shape, path: Path): readonly Assignment[] {
  const [alternative] = alternativesOf(shape);
  if (alternative) return exampleOf(alternative, path);
  if (shape.type === "object") {
    const shown = new Set([...(shape.required ?? []), ...(shape.usually ?? [])]);
    return Object.entries(shape.properties ?? {}).flatMap(([key, property]) =>
      shown.has(key) ? exampleOf(property, [...path, key]) : [],
    );
  }
  if (shape.type === "array") return shape.items ? exampleOf(shape.items, [...path, 0]) : [];
  const value = shape.examples?.[0] ?? shape.const ?? shape.default ?? shape.enum?.[0] ?? shape.minimum ?? "";
  return [{ path, value: value as Assignment["value"] }];
}
