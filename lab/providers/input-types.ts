import { closest, distance } from "fastest-levenshtein";
import { isObject, unknown, type Value, type Values } from "./property-values.ts";

/** The type of an input, as far as a provider checks it. */
export type InputType =
  | { readonly kind: "string" | "number" | "boolean" | "any" }
  | { readonly kind: "array"; readonly items: InputType }
  | { readonly kind: "map"; readonly values: InputType }
  /** A function, because types may refer to themselves and most are never asked for. */
  | { readonly kind: "object"; readonly properties: () => InputProperties }
  | { readonly kind: "union"; readonly of: readonly InputType[] };

export type InputProperties = ReadonlyMap<string, InputProperty>;

export interface InputProperty {
  readonly type: InputType;
  readonly required: boolean;
  /** Its value must not be shown. */
  readonly secret?: boolean;
}

/** What is wrong with an input, and where: `path` is as one writes it in the program, `requiredResourceAccesses[0].id`. */
export interface InputProblem {
  readonly kind: "missing" | "unknown" | "type";
  readonly path: string;
  readonly message: string;
}

/** How the two providers word the same problems, and where they differ in what they take. */
export interface Wording {
  /** Whether a number stands for a boolean, true unless it is zero. */
  readonly numberIsBoolean?: boolean;
  missing(path: string): string;
  unknown(path: string, nearest: string | undefined): string;
  type(path: string, expected: string, got: string): string;
}

/** Finds everything wrong with inputs, in the order of their declaration; what is unknown as yet is taken as right. */
export function checkInputs(inputs: Values, properties: InputProperties, wording: Wording, at = ""): InputProblem[] {
  const problems: InputProblem[] = [];
  for (const [name, property] of properties) {
    const path = at + name;
    const value = inputs[name];
    if (value === undefined || value === null) {
      if (property.required) problems.push({ kind: "missing", path, message: wording.missing(path) });
    } else {
      problems.push(...checkValue(value, property.type, wording, path, property.secret ?? false));
    }
  }
  for (const name of Object.keys(inputs)) {
    if (properties.has(name) || name.startsWith("__") || inputs[name] === null) continue;
    const path = at + name;
    problems.push({ kind: "unknown", path, message: wording.unknown(path, nearest(name, properties)) });
  }
  return problems;
}

function checkValue(value: Value, type: InputType, wording: Wording, path: string, secret: boolean): InputProblem[] {
  if (value === unknown || value === null || type.kind === "any") return [];
  const mismatch = (): InputProblem[] => [
    { kind: "type", path, message: wording.type(path, describe(type), secret ? "a secret" : show(value)) },
  ];
  switch (type.kind) {
    case "array":
      return Array.isArray(value)
        ? value.flatMap((item, index) => checkValue(item, type.items, wording, `${path}[${index}]`, secret))
        : mismatch();
    case "map":
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) =>
            checkValue(item, type.values, wording, `${path}.${key}`, secret),
          )
        : mismatch();
    case "object":
      return isObject(value) ? checkInputs(value, type.properties(), wording, `${path}.`) : mismatch();
    case "union":
      return checkAgainstUnion(value, type.of, wording, path, secret) ?? mismatch();
    default:
      if (typeof value === "number" && type.kind === "boolean") return wording.numberIsBoolean ? [] : mismatch();
      return coerce(value, type.kind) === undefined ? mismatch() : [];
  }
}

/** The problems under the alternative that fits best; undefined when none has the value's shape. */
function checkAgainstUnion(
  value: Value,
  alternatives: readonly InputType[],
  wording: Wording,
  path: string,
  secret: boolean,
): InputProblem[] | undefined {
  const attempts = alternatives.map((alternative) => checkValue(value, alternative, wording, path, secret));
  const sameShape = attempts.filter(
    (problems) => !problems.some((problem) => problem.kind === "type" && problem.path === path),
  );
  return sameShape.sort((a, b) => a.length - b.length)[0];
}

/**
 * A scalar as the declared kind of scalar: both providers take `"true"` for a boolean, `"2"` for a number, and either
 * for a string. Undefined when it is not one.
 */
export function coerce(value: Value, kind: "string" | "number" | "boolean"): string | number | boolean | undefined {
  if (typeof value === kind) return value as string | number | boolean;
  if (kind === "string") return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
  if (kind === "boolean" && typeof value === "number") return value !== 0;
  if (typeof value !== "string") return undefined;
  if (kind === "boolean") return value === "true" ? true : value === "false" ? false : undefined;
  return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

function nearest(name: string, properties: InputProperties): string | undefined {
  const candidate = closest(name, [...properties.keys()]);
  return candidate !== "" && distance(name, candidate) <= Math.max(2, Math.floor(name.length / 4))
    ? candidate
    : undefined;
}

function describe(type: InputType): string {
  switch (type.kind) {
    case "union":
      return [...new Set(type.of.map(describe))].join(" or ");
    case "map":
      return "object";
    default:
      return type.kind;
  }
}

/** A value in a few characters, with its type. */
function show(value: Value): string {
  const text = JSON.stringify(value, (_key, item) => (item === unknown ? "(unknown)" : item)) ?? String(value);
  const kind = Array.isArray(value) ? "array" : typeof value;
  return `${text.length > 40 ? `${text.slice(0, 37)}...` : text} of type ${kind}`;
}
