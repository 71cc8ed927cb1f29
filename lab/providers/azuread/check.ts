import { checkInputs, coerce, type InputProperty, type Wording } from "../input-types.ts";
import { isObject, unknown, type Value, type Values } from "../property-values.ts";
import type { CheckFailure, CheckResult, ResourceReference } from "../provider.ts";
import { constraints, type ResourceConstraints, violation } from "./constraints.ts";
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
    ...checkCombinations(resource.name, inputs, known),
  ];
  return { inputs: withDefaults(coerceScalars(inputs, facts), known.defaults ?? {}), failures };
}

function wording(name: string): Wording {
  return {
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
  return Object.entries(properties).flatMap(([property, constraint]) => {
    const value = inputs[property];
    const items: Value[] = Array.isArray(value) ? value : [value ?? null];
    return items.flatMap((item, index) => {
      const wanted = violation(item, constraint);
      if (wanted === undefined) return [];
      const path = Array.isArray(value) ? `${property}[${index}]` : property;
      const got = facts.secrets.includes(property) ? "" : `, got ${JSON.stringify(item)}`;
      return [{ reason: `expected ${path} to be ${wanted}${got}. Examine values at '${name}.${path}'.` }];
    });
  });
}

function checkCombinations(name: string, inputs: Values, known: ResourceConstraints): CheckFailure[] {
  const given = (property: string) => inputs[property] !== undefined && inputs[property] !== null;
  const quote = (properties: readonly string[]) => properties.map((property) => `'${property}'`).join(", ");
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
      failures.push(`Conflicting configuration arguments. '${first}' conflicts with ${quote(others)}.`);
    }
  }
  return failures.map((reason) => ({ reason: `${reason} Examine values at '${name}'.` }));
}

function coerceScalars(inputs: Values, facts: ResourceFacts): Values {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([, value]) => value !== null)
      .map(([property, value]) => [property, coerceValue(value, facts.inputs.get(property))]),
  );
}

function coerceValue(value: Value, property: InputProperty | undefined): Value {
  if (property === undefined || value === unknown || isObject(value) || Array.isArray(value)) return value;
  const { kind } = property.type;
  return kind === "string" || kind === "number" || kind === "boolean" ? (coerce(value, kind) ?? value) : value;
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
