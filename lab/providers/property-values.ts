import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";

/** A value that only exists once something else has been created: what a preview holds in its place. */
export const unknown: unique symbol = Symbol("unknown until applied");

/** A property of a resource as the provider protocol carries it, secrets unwrapped. */
export type Value = null | boolean | number | string | typeof unknown | Value[] | Values;
export interface Values {
  [property: string]: Value;
}

/** Properties of one resource, with the names of those that were, or hold, a secret. */
export interface Properties {
  readonly values: Values;
  readonly secrets: ReadonlySet<string>;
}

/**
 * How the engine writes an unknown value, by the type it would have.
 *
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go
 */
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownMarks = new Set([
  unknownString,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/**
 * The property that says what an object stands for, and what it holds when that is a secret.
 *
 * Source: https://www.pulumi.com/docs/iac/extending-pulumi/provider-implementers-guide/ ("Secrets")
 */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Reads properties off the wire. */
export function decode(struct: Struct | undefined): Properties {
  const values: Values = {};
  const secrets = new Set<string>();
  for (const [property, wire] of Object.entries(struct?.toJavaScript() ?? {})) {
    values[property] = decodeValue(wire, () => secrets.add(property));
  }
  return { values, secrets };
}

function decodeValue(wire: unknown, sawSecret: () => void): Value {
  if (typeof wire === "string") return unknownMarks.has(wire) ? unknown : wire;
  if (typeof wire === "number" || typeof wire === "boolean") return wire;
  if (Array.isArray(wire)) return wire.map((item) => decodeValue(item, sawSecret));
  if (typeof wire !== "object" || wire === null) return null;
  if (signatureKey in wire && wire[signatureKey] === secretSignature) {
    sawSecret();
    return decodeValue("value" in wire ? wire.value : null, sawSecret);
  }
  return Object.fromEntries(Object.entries(wire).map(([key, value]) => [key, decodeValue(value, sawSecret)]));
}

/** What may be handed to {@link encode}: `undefined` stands for "not there" and is left out. */
export type Encodable = Value | undefined | readonly Encodable[] | { readonly [property: string]: Encodable };

/**
 * Writes properties onto the wire. The properties named in `secrets` are wrapped, so that the engine encrypts them.
 * Whatever is `undefined` is left out: one left in makes the protocol's own conversion fail after the object was made.
 */
export function encode(values: { readonly [property: string]: Encodable }, secrets: Iterable<string> = []): Struct {
  const secret = new Set(secrets);
  const wire: Record<string, JavaScriptValue> = {};
  for (const [property, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const encoded = encodeValue(value);
    wire[property] =
      secret.has(property) && value !== unknown ? { [signatureKey]: secretSignature, value: encoded } : encoded;
  }
  return structs.Struct.fromJavaScript(wire);
}

type JavaScriptValue = null | number | string | boolean | JavaScriptValue[] | { [key: string]: JavaScriptValue };

function encodeValue(value: Encodable): JavaScriptValue {
  if (value === unknown) return unknownString;
  if (value === undefined || value === null) return null;
  if (typeof value !== "object") return value as string | number | boolean;
  if (Array.isArray(value)) return value.map(encodeValue);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, encodeValue(item)]),
  );
}

/** Whether a value is unknown, or holds something unknown. */
export function holdsUnknown(value: Value | undefined): boolean {
  if (value === unknown) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isObject(value) && Object.values(value).some(holdsUnknown);
}

export function isObject(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every string within a value, however deep: what must not appear in a message when the value is a secret. */
export function stringsIn(value: Value | undefined): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return isObject(value) ? Object.values(value).flatMap(stringsIn) : [];
}
