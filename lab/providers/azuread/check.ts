import { checkInputs, coerce, type InputProperties, type InputType, type Wording } from "../input-types.ts";
import { isObject, unknown, type Value, type Values } from "../property-values.ts";
import type { CheckFailure, CheckResult, ResourceReference } from "../provider.ts";
import { type Combinations, constraints, type ResourceConstraints, violation } from "./constraints.ts";
import { nameOf, type ResourceFacts, resourceFacts } from "./schema.ts";

/** Judges the inputs of any azuread resource as the released provider does, and applies its defaults. */
export function check(resource: ResourceReference, inputs: Values): CheckResult {
  const facts = resourceFacts(nameOf(resource.type));
  if (facts === undefined) {
    return { inputs, failures: [{ reason: `azuread has no resource type ${resource.type}.` }] };
  }
  const known = constraints[nameOf(resource.type)] ?? {};
  const problems = checkInputs(inputs, facts.inputs, wording(resource.name));
  const mistyped = new Set(problems.map((problem) => problem.path.split(/[.[]/)[0]));
  const right = Object.fromEntries(Object.entries(inputs).filter(([property]) => !mistyped.has(property)));
  const failures = [
    ...problems.map((problem) => ({ reason: problem.message })),
    ...checkConstraints(resource.name, right, facts, known),
    ...checkCounts(resource.name, right, known),
    ...checkCombinations(resource.name, inputs, known),
  ];
  return { inputs: withDefaults(coerceScalars(inputs, facts.inputs), known.defaults ?? {}), failures };
}

function wording(name: string): Wording {
  return {
    numberIsBoolean: true,
    missing: (path) => `Missing required property '${path}'.`,
    unknown: (path, nearest) =>
      `Invalid or unknown key. Examine values at '${name}.${path}'.${nearest ? ` Did you mean '${nearest}'?` : ""}`,
    type: (path, expected, got) => `expected ${expected} type, got ${got}. Examine values at '${name}.${path}'.`,
  };
}

function checkConstraints(
  name: string,
  inputs: Values,
  facts: ResourceFacts,
  { properties = {} }: ResourceConstraints,
): CheckFailure[] {
  return Object.entries(properties).flatMap(([property, constraint]) =>
    valuesAt(inputs, property).flatMap(({ value, path }) => {
      const wanted = violation(value, constraint);
      if (wanted === undefined) return [];
      const got = facts.secrets.includes(property) ? "" : `, got ${JSON.stringify(value)}`;
      return [{ reason: `expected ${path} to be ${wanted}${got}. Examine values at '${name}.${path}'.` }];
    }),
  );
}

function checkCounts(name: string, inputs: Values, { counts = {} }: ResourceConstraints): CheckFailure[] {
  return Object.entries(counts).flatMap(([property, { minimum = 0, maximum = Number.POSITIVE_INFINITY }]) =>
    listsAt(inputs, property).flatMap(({ value, path }) => {
      const many = Array.isArray(value) ? value.length : minimum;
      if (many >= minimum && many <= maximum) return [];
      const wanted = many < minimum ? `at least ${minimum}` : `at most ${maximum}`;
      return [
        { reason: `expected ${path} to have ${wanted} items, got ${many}. Examine values at '${name}.${path}'.` },
      ];
    }),
  );
}

/** The lists of a property as they stand, however many blocks it stands in. */
function listsAt(inputs: Values, property: string): Placed[] {
  const dot = property.lastIndexOf(".");
  const key = property.slice(dot + 1);
  const blocks = dot < 0 ? [{ value: inputs, path: "" }] : valuesAt(inputs, property.slice(0, dot));
  return blocks.flatMap(({ value, path }) =>
    isObject(value) ? [{ value: value[key] ?? null, path: path === "" ? key : `${path}.${key}` }] : [],
  );
}

interface Placed {
  readonly value: Value;
  /** As one writes it in the program: `requiredResourceAccesses[0].resourceAppId`. */
  readonly path: string;
}

/** The values of a property, however many blocks it stands in and whether it is a list. */
function valuesAt(inputs: Values, property: string): Placed[] {
  return property.split(".").reduce<Placed[]>(
    (places, key) =>
      places.flatMap(({ value, path }) => {
        if (!isObject(value)) return [];
        return items({ value: value[key] ?? null, path: path === "" ? key : `${path}.${key}` });
      }),
    [{ value: inputs, path: "" }],
  );
}

function items({ value, path }: Placed): Placed[] {
  return Array.isArray(value)
    ? value.map((item, index) => ({ value: item, path: `${path}[${index}]` }))
    : [{ value, path }];
}

/** Of the resource itself, and of every block that has combinations of its own. */
function checkCombinations(name: string, inputs: Values, known: ResourceConstraints): CheckFailure[] {
  return [
    ...checkBlock(name, { value: inputs, path: "" }, known),
    ...Object.entries(known.blocks ?? {}).flatMap(([block, combinations]) =>
      valuesAt(inputs, block).flatMap((place) => checkBlock(name, place, combinations)),
    ),
  ];
}

function checkBlock(name: string, { value: block, path }: Placed, known: Combinations): CheckFailure[] {
  if (!isObject(block)) return [];
  const at = (property: string) => (path === "" ? property : `${path}.${property}`);
  // An empty list counts for none inside a block, as in the plugin.
  const given = (property: string) => {
    const value = block[property] ?? null;
    return value !== null && !(path !== "" && Array.isArray(value) && value.length === 0);
  };
  const quote = (properties: readonly string[]) => properties.map((property) => `'${at(property)}'`).join(", ");
  const failures: string[] = [];
  for (const group of [...(known.exactlyOneOf ?? []), ...(known.atLeastOneOf ?? [])]) {
    if (!group.some(given)) failures.push(`Missing required argument. One of ${quote(group)} must be specified.`);
  }
  for (const group of known.exactlyOneOf ?? []) {
    const present = group.filter(given);
    if (present.length > 1) {
      failures.push(
        `Invalid combination of arguments. Only one of ${quote(group)} can be specified, but ${quote(present)} were specified.`,
      );
    }
  }
  for (const group of known.conflicting ?? []) {
    const [first, ...others] = group.filter(given);
    if (first !== undefined && others.length > 0) {
      failures.push(`Conflicting configuration arguments. '${at(first)}' conflicts with ${quote(others)}.`);
    }
  }
  for (const group of known.together ?? []) {
    const present = group.filter(given);
    if (present.length > 0 && present.length < group.length) {
      failures.push(`Missing required argument. ${quote(group)} must be specified together.`);
    }
  }
  return failures.map((reason) => ({ reason: `${reason} Examine values at '${name}'.` }));
}

function coerceScalars(inputs: Values, properties: InputProperties): Values {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([, value]) => value !== null)
      .map(([property, value]) => [property, coerceValue(value, properties.get(property)?.type)]),
  );
}

function coerceValue(value: Value, type: InputType | undefined): Value {
  if (type === undefined || value === unknown) return value;
  if (type.kind === "array") return Array.isArray(value) ? value.map((item) => coerceValue(item, type.items)) : value;
  if (type.kind === "object") return isObject(value) ? coerceScalars(value, type.properties()) : value;
  const isScalar = type.kind === "string" || type.kind === "number" || type.kind === "boolean";
  return isScalar && !isObject(value) && !Array.isArray(value) ? (coerce(value, type.kind) ?? value) : value;
}

/** The released provider names in `__defaults` what was not the program's own choice; policies get to see it. */
function withDefaults(inputs: Values, defaults: Values): Values {
  const applied = Object.keys(defaults).filter((property) => inputs[property] === undefined);
  return {
    ...inputs,
    ...Object.fromEntries(applied.map((property) => [property, defaults[property] ?? null])),
    __defaults: applied.sort(),
  };
}
