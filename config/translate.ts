import { closest, distance } from "fastest-levenshtein";
import type * as z from "zod";
import { type Path, parsePathText, valueAt } from "./path.ts";
import { type Finding, type Remedy, replaceByExample } from "./problems.ts";
import { isSecretKey, mayBeSecret, showValue } from "./secrets.ts";
import {
  allowedBy,
  alternativesOf,
  chosenAlternative,
  exampleOf,
  propertiesOf,
  propertyOf,
  type Shape,
  settingsShape,
  shapeAt,
} from "./shape.ts";
import type { BrokenJson } from "./tidy.ts";

type Issue = z.core.$ZodIssue;

/** Words what the schema found, one finding a problem. `root` is what the schema was given. */
export function translate(issues: readonly Issue[], root: unknown): Finding[] {
  return issues.flatMap((issue) => translateIssue(issue, root, issue.path as Path));
}

/** Text in place of an object or a list that is not JSON, or none that can be read. */
export function translateBrokenJson({ path, fault, character }: BrokenJson): Finding {
  const shape = shapeAt(path) ?? {};
  const place = character === undefined ? "" : `, from character ${character} on`;
  return {
    path,
    value: `text that is ${fault}`,
    allowed: allowedBy(shape),
    predicate: `must be ${allowedBy(shape)}, got text that is ${fault}${place}`,
    remedy: replaceByExample(shape, path),
  };
}

function translateIssue(issue: Issue, root: unknown, path: Path): Finding[] {
  const shape = shapeAt(path);
  const value = valueAt(root, path);
  if (!shape) return [];
  if (issue.code === "unrecognized_keys") return translateUnknownKeys(issue.keys, shape, root, path);
  if (issue.code === "invalid_union" && isObject(value)) return translateUnion(issue, shape, root, path);
  if (isAtSecret(path)) return [secretInPlace(shape, path, value)];
  if (value === undefined) return [missing(shape, path)];
  const reason = issue.code === "custom" ? issue.message : "";
  return [wrongValue(shape, path, value, reason)];
}

function translateUnknownKeys(keys: readonly string[], shape: Shape, root: unknown, path: Path): Finding[] {
  const value = valueAt(root, path) as Record<string, unknown>;
  // Where a choice has no kind, the keys of two alternatives together are no unknown keys but one choice too many.
  const given = Object.keys(propertiesOf(shape)).filter((key) => Object.hasOwn(value, key));
  const isChoice = alternativesOf(shape).length > 0 && !Object.hasOwn(propertiesOf(shape), "kind");
  const surplus = isChoice && given.length > 1;
  return [
    ...(surplus ? [moreThanOneOf(given, shape, path)] : []),
    ...keys.filter((key) => !(surplus && given.includes(key))).map((key) => unknownKey(key, shape, path, root)),
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the path is, or lies in, the place that says where a password comes from. */
function isAtSecret(path: Path): boolean {
  return path.includes("secret");
}

function translateUnion(
  issue: Extract<Issue, { code: "invalid_union" }>,
  shape: Shape,
  root: unknown,
  path: Path,
): Finding[] {
  const value = valueAt(root, path) as Record<string, unknown>;
  const chosen = chosenAlternative(shape, value);
  const branch = issue.errors[chosen ? alternativesOf(shape).indexOf(chosen) : -1];
  if (branch) return branch.flatMap((inner) => translateIssue(inner, root, [...path, ...(inner.path as Path)]));
  const known = Object.keys(propertiesOf(shape));
  const given = known.filter((key) => Object.hasOwn(value, key));
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  return [
    given.length === 0 ? noneOf(known, shape, path) : moreThanOneOf(given, shape, path),
    ...unknown.map((key) => unknownKey(key, shape, path, root)),
  ];
}

function noneOf(keys: readonly string[], shape: Shape, path: Path): Finding {
  return {
    path,
    value: "neither",
    allowed: allowedBy(shape),
    predicate: `must have either ${keys.join(" or ")}, but has neither`,
    remedy: { set: exampleOf(shape, path), example: true },
  };
}

function moreThanOneOf(keys: readonly string[], shape: Shape, path: Path): Finding {
  const [, ...others] = keys;
  return {
    path,
    value: "both",
    allowed: allowedBy(shape),
    predicate: `must have either ${keys.join(" or ")}, but has both`,
    remedy: { remove: others.map((key) => [...path, key]) },
  };
}

function missing(shape: Shape, path: Path): Finding {
  return {
    path,
    value: "nothing",
    allowed: allowedBy(shape),
    predicate: `is missing: it must be ${allowedBy(shape)}`,
    remedy: { set: exampleOf(shape, path), example: true },
  };
}

function wrongValue(shape: Shape, path: Path, value: unknown, reason: string): Finding {
  const allowed = allowedBy(shape);
  const shown = showValue(path, value);
  return {
    path,
    value: shown,
    allowed,
    predicate: `must be ${allowed}, got ${shown}${reason === "" ? "" : `: ${reason}`}`,
    remedy: remedyFor(shape, path, value),
  };
}

function remedyFor(shape: Shape, path: Path, value: unknown): Remedy {
  const choices = shape.enum ?? (shape.const === undefined ? [] : [shape.const]);
  if (choices.length > 0) {
    const near = typeof value === "string" ? nearest(value, choices) : undefined;
    if (near !== undefined) return { set: [{ path, value: near }] };
    // An entry of a list can go; a key of its own needs a value.
    return typeof path.at(-1) === "number" ? { remove: [path] } : { set: exampleOf(shape, path), example: true };
  }
  return replaceByExample(shape, path);
}

function secretInPlace(shape: Shape, path: Path, value: unknown): Finding {
  const place = path.slice(0, path.indexOf("secret") + 1);
  if (value === undefined) return missing(shape, path);
  if (value === "") return wrongValue(shape, path, value, "it is empty");
  const isPlace = path.length === place.length;
  const target = isPlace ? [...place, "environmentVariable"] : path;
  return {
    path,
    value: showValue(path, value),
    allowed: allowedBy(shape),
    predicate: isPlace
      ? `must be ${allowedBy(shape)}: ${secretsElsewhere}`
      : `must be ${allowedBy(shape)}; the value given is not repeated here, in case it is the secret itself`,
    remedy: { remove: isPlace ? [place] : [], set: exampleOf(shapeAt(target) ?? {}, target), example: true },
  };
}

const secretsElsewhere =
  "secrets come from a file or an environment variable only, and the value given is not repeated here; " +
  "change the secret if this configuration has been stored or shared";

function unknownKey(key: string, parent: Shape, path: Path, root: unknown): Finding {
  const at = [...path, key];
  const chosen = chosenAlternative(parent, valueAt(root, path)) ?? parent;
  const known = Object.keys(propertiesOf(chosen));
  const near = nearest(key, known);
  const allowed = `one of the keys ${known.join(", ")}`;
  const base = { path: at, value: showValue(at, {}), allowed, remedy: { remove: [at] } };
  if (path.length === 0 && /[.[]/.test(key)) return setWithoutPath(key, base, valueAt(root, at));
  if (isSecretKey(key) || isAtSecret(path)) return { ...base, predicate: `is not a key: ${secretsElsewhere}` };
  const list = known.join(", ");
  const elsewhere = near === undefined ? placesOf(key) : [];
  const hint =
    near === undefined ? elsewhere.map((place) => `it belongs to ${place}; `).join("") : `did you mean ${near}? `;
  return {
    ...base,
    predicate: `is not a key: ${hint}${hint.endsWith("? ") ? "Known" : "known"} here are ${list}`,
    ...(near !== undefined && isUnset([...path, near], root) ? { restsOn: [[...path, near]] } : {}),
  };
}

/** Whether a key was left to its default, as far as its value shows. */
function isUnset(path: Path, root: unknown): boolean {
  const value = valueAt(root, path);
  return value === undefined || JSON.stringify(value) === JSON.stringify(shapeAt(path)?.default);
}

/** Where a key is known that is unknown here, if that is one place only: `cloudSync`. */
function placesOf(key: string): string[] {
  const places = placesBelow(settingsShape, key, "");
  // What an entry of a list says instead of the whole is no other place.
  const outermost = places.filter((place) => !places.some((other) => place.startsWith(`${other}.`)));
  return outermost.length === 1 ? outermost : [];
}

function placesBelow(shape: Shape, key: string, path: string): string[] {
  const here = path !== "" && propertyOf(shape, key) ? [path] : [];
  const below = Object.entries(propertiesOf(shape)).flatMap(([name, property]) =>
    placesBelow(property, key, path === "" ? name : `${path}.${name}`),
  );
  return [...here, ...below, ...(shape.items ? placesBelow(shape.items, key, `${path}[]`) : [])];
}

/** `pulumi config set hybrid-sync:cloudSync.phase …` without --path makes a key of that very name. */
function setWithoutPath(key: string, base: Omit<Finding, "predicate">, value: unknown): Finding {
  const meant = parsePathText(key);
  const predicate = "was set without --path, so it became a key of its own";
  if (!meant || !shapeAt(meant)) return { ...base, predicate };
  const set = mayBeSecret(meant, value)
    ? exampleOf(shapeAt(meant) ?? {}, meant)
    : [{ path: meant, value: String(value) }];
  return { ...base, predicate, remedy: { remove: [base.path], set, example: mayBeSecret(meant, value) } };
}

/** The known word that was probably meant: at most a third of it is different, letter case aside. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > 200) return undefined;
  const lowered = known.map((candidate) => candidate.toLowerCase());
  const near = closest(word.toLowerCase(), lowered);
  const allowedDistance = Math.max(2, Math.floor(near.length / 3));
  return distance(word.toLowerCase(), near) <= allowedDistance ? known[lowered.indexOf(near)] : undefined;
}
