/** Every object of a domain as a snapshot holds it: what objects have in common is written once. */
import * as z from "zod";
import { byText } from "../order.ts";
import type { ObjectBatch, ObjectReceiver, SecuredObject } from "../secured-objects.ts";

export function list<S extends z.ZodType>(item: S) {
  return z.array(item).readonly();
}

/** Objects in the same container with the same class, descriptor and marks. */
const group = z.strictObject({
  container: z.string(),
  objectClass: z.string().nullable(),
  /** Place among the descriptors. */
  descriptor: z.int().min(0).nullable(),
  adminCount: z.boolean(),
  critical: z.boolean(),
  /** Whether mS-DS-ConsistencyGuid came back. */
  consistencyGuid: z.boolean(),
  /** First components of the distinguished names. */
  names: list(z.string()),
});

export const recordedObjects = z.strictObject({
  /** DNS name of the domain controller that gave them. */
  domainController: z.string(),
  /** Self-relative, in base64: checked when they are decoded, which is the only check that counts. */
  descriptors: list(z.string()),
  groups: list(group),
});

export type RecordedObjects = z.output<typeof recordedObjects>;

/** Keeps everything that it receives. */
export class ObjectRecorder implements ObjectReceiver {
  readonly #descriptors: string[] = [];
  readonly #groups = new Map<string, { readonly first: SecuredObject; readonly names: string[] }>();

  receive({ descriptors, objects }: ObjectBatch): void {
    for (const bytes of descriptors) this.#descriptors.push(Buffer.from(bytes).toString("base64"));
    for (const object of objects) {
      const { name, ...shared } = object;
      const key = JSON.stringify(shared);
      const known = this.#groups.get(key);
      if (known === undefined) this.#groups.set(key, { first: object, names: [name] });
      else known.names.push(name);
    }
  }

  /** In an order that depends on the objects alone. */
  recorded(domainController: string): RecordedObjects {
    const ordered = this.#descriptors.toSorted();
    const places = new Map(ordered.map((text, place) => [text, place]));
    const place = (number: number | null) =>
      number === null ? null : (places.get(this.#descriptors[number] ?? "") ?? null);
    const groups = [...this.#groups.values()].map(({ first, names }) => ({
      container: first.container,
      objectClass: first.objectClass,
      descriptor: place(first.descriptor),
      adminCount: first.adminCount,
      critical: first.critical,
      consistencyGuid: first.consistencyGuid,
      names: names.toSorted(),
    }));
    return {
      domainController,
      descriptors: ordered,
      groups: groups.toSorted(byText(({ names, ...shared }) => JSON.stringify(shared))),
    };
  }
}

/** Hands recorded objects on as they once came in. */
export function replay({ descriptors, groups }: RecordedObjects, receiver: ObjectReceiver): void {
  const longest = descriptors.reduce((length, text) => Math.max(length, Buffer.byteLength(text, "base64")), 0);
  // One after the other in the same memory.
  const memory = Buffer.allocUnsafeSlow(longest);
  for (const text of descriptors)
    receiver.receive({ descriptors: [memory.subarray(0, memory.write(text, "base64"))], objects: [] });
  for (const { names, ...shared } of groups)
    receiver.receive({ descriptors: [], objects: names.map((name) => ({ name, ...shared })) });
}
