import type { InputProperties, InputType } from "../input-types.ts";
import facts from "./schema.json" with { type: "json" };

/** Facts about one resource type of the azuread provider, taken from its published schema. */
export interface ResourceFacts {
  readonly inputs: InputProperties;
  /** Inputs that cannot be changed on an existing resource. */
  readonly replacing: ReadonlySet<string>;
  readonly secrets: readonly string[];
  readonly outputs: readonly string[];
  /** Outputs that every existing resource has: what is not given is decided by the tenant. */
  readonly alwaysPresent: ReadonlySet<string>;
}

/** `User` of `azuread:index/user:User`. */
export function nameOf(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

/** Undefined for a resource type that the provider does not have. */
export function resourceFacts(name: string): ResourceFacts | undefined {
  const raw = (facts.resources as unknown as Record<string, RawResource>)[name];
  if (raw === undefined) return undefined;
  const entries = Object.entries(raw.inputs);
  return {
    inputs: inputProperties(raw.inputs),
    replacing: new Set(entries.filter(([, input]) => input.replaces === true).map(([property]) => property)),
    secrets: entries.filter(([, input]) => input.secret === true).map(([property]) => property),
    outputs: raw.outputs,
    alwaysPresent: new Set(raw.alwaysPresent),
  };
}

/** What a function (data source) takes; undefined for one that the provider does not have. */
export function functionInputs(name: string): InputProperties | undefined {
  const raw = (facts.functions as unknown as Record<string, { inputs: RawProperties }>)[name];
  return raw && inputProperties(raw.inputs);
}

type RawType = "string" | "number" | "boolean" | { array: RawType } | { map: RawType } | { ref: string };
type RawProperties = Record<string, { type: RawType; required?: boolean; replaces?: boolean; secret?: boolean }>;
interface RawResource {
  readonly inputs: RawProperties;
  readonly outputs: readonly string[];
  readonly alwaysPresent: readonly string[];
}

const nestedTypes = facts.types as unknown as Record<string, RawProperties>;

function inputProperties(raw: RawProperties): InputProperties {
  return new Map(
    Object.entries(raw).map(([name, property]) => [
      name,
      { type: inputType(property.type), required: property.required ?? false, secret: property.secret ?? false },
    ]),
  );
}

function inputType(raw: RawType): InputType {
  if (typeof raw === "string") return { kind: raw };
  if ("array" in raw) return { kind: "array", items: inputType(raw.array) };
  if ("map" in raw) return { kind: "map", values: inputType(raw.map) };
  return { kind: "object", properties: () => inputProperties(nestedTypes[raw.ref] ?? {}) };
}
