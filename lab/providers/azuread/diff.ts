import { holdsUnknown, isObject, type Value, type Values } from "../property-values.ts";
import type { DiffRequest, PropertyChange } from "../provider.ts";
import { nameOf, type ResourceFacts, resourceFacts } from "./schema.ts";

/** What has to change, by property, so that the stored resource becomes the declared one. */
export function diff(request: DiffRequest): ReadonlyMap<string, PropertyChange> {
  const changes = new Map<string, PropertyChange>();
  const facts = resourceFacts(nameOf(request.resource.type));
  if (facts === undefined) return changes;
  const ignored = new Set(request.ignoreChanges.map((path) => path.split(/[.[]/)[0]));
  for (const property of facts.inputs.keys()) {
    if (ignored.has(property)) continue;
    const kind = changeOf(property, request, facts);
    if (kind === undefined) continue;
    const inPlace = kind === "update" && changedWithin.has(`${nameOf(request.resource.type)}.${property}`);
    changes.set(property, { kind, replaces: facts.replacing.has(property) && !inPlace });
  }
  return changes;
}

function changeOf(property: string, request: DiffRequest, facts: ResourceFacts): PropertyChange["kind"] | undefined {
  const declared = request.inputs[property] ?? null;
  const stored = request.state[property] ?? request.oldInputs[property] ?? null;
  if (declared === null) {
    // What the tenant decides when nothing is declared stays as it is; anything else is taken away, whoever put it there.
    const decided = facts.alwaysPresent.has(property) || facts.secrets.includes(property);
    return decided || isUnset(stored) ? undefined : "delete";
  }
  if (holdsUnknown(declared)) return stored === null ? "add" : "update";
  if (sameValue(declared, stored)) return undefined;
  if (caseInsensitive.has(`${nameOf(request.resource.type)}.${property}`) && sameIgnoringCase(declared, stored))
    return undefined;
  return isEmpty(stored) ? "add" : "update";
}

/** Blocks that can come and go only with the object itself, and be changed all the same. */
const changedWithin = new Set(["NamedLocation.ip", "NamedLocation.country"]);

/** Where Graph's own spelling counts, whatever the program wrote. */
const caseInsensitive = new Set(["DirectoryRole.displayName"]);

function sameIgnoringCase(a: Value, b: Value): boolean {
  return typeof a === "string" && typeof b === "string" && a.toLowerCase() === b.toLowerCase();
}

function isEmpty(value: Value): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** As far as a declaration can tell: what is off and zero is declared by saying nothing. */
function isUnset(value: Value): boolean {
  if (Array.isArray(value)) return value.every(isUnset);
  if (isObject(value)) return Object.values(value).every(isUnset);
  return isEmpty(value) || value === false || value === 0;
}

/** Lists are compared as sets: Graph keeps no order in owners, members, tags and the like. */
function sameValue(declared: Value, stored: Value): boolean {
  if (Array.isArray(declared) && Array.isArray(stored)) return sameItems(declared, stored);
  if (isObject(declared) && isObject(stored)) return sameBlock(declared, stored);
  return declared === stored || (isEmpty(declared) && isEmpty(stored));
}

function sameItems(declared: readonly Value[], stored: readonly Value[]): boolean {
  const unmatched = [...stored];
  const allFound = declared.every((item) => {
    const index = unmatched.findIndex((candidate) => sameValue(item, candidate));
    if (index >= 0) unmatched.splice(index, 1);
    return index >= 0;
  });
  return allFound && unmatched.length === 0;
}

/** A block is the same when everything it declares is: the rest was filled in by the tenant. */
function sameBlock(declared: Values, stored: Values): boolean {
  return Object.entries(declared).every(([key, value]) => sameValue(value, stored[key] ?? null));
}
