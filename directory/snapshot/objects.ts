/** Every object of a domain as a snapshot holds it: what objects have in common is written once. */
import * as z from "zod";
import { nameKey } from "../../catalogue/distinguished-name.ts";
import { byText } from "../order.ts";
import type { ObjectBatch, ObjectReceiver, SecuredObject } from "../secured-objects.ts";
import { decodeGuid } from "../security/guid.ts";

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
  /**
   * objectGUID of each of them, in their order and without anything between; absent where none is known, as in a snapshot
   * that an earlier version recorded.
   */
  guids: z
    .string()
    .regex(/^[\w-]*$/)
    .optional(),
});

/** Letters of a GUID in `guids`: 16 bytes in base64url. */
const guidLetters = 22;

/** In the place of one that the reader may not read: no object has it. */
const noGuid = "A".repeat(guidLetters);

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
  readonly wantsGuids = true;
  readonly #descriptors: string[] = [];
  readonly #groups = new Map<string, { readonly first: SecuredObject; readonly objects: NamedObject[] }>();

  receive({ descriptors, objects }: ObjectBatch): void {
    for (const bytes of descriptors) this.#descriptors.push(Buffer.from(bytes).toString("base64"));
    for (const object of objects) {
      const { name, guid = noGuid, ...shared } = object;
      const key = JSON.stringify(shared);
      const known = this.#groups.get(key);
      if (known === undefined) this.#groups.set(key, { first: object, objects: [{ name, guid }] });
      else known.objects.push({ name, guid });
    }
  }

  /** In an order that depends on the objects alone. */
  recorded(domainController: string): RecordedObjects {
    const ordered = this.#descriptors.toSorted();
    const places = new Map(ordered.map((text, place) => [text, place]));
    const place = (number: number | null) =>
      number === null ? null : (places.get(this.#descriptors[number] ?? "") ?? null);
    const groups = [...this.#groups.values()].map(({ first, objects }) => ({
      container: first.container,
      objectClass: first.objectClass,
      descriptor: place(first.descriptor),
      adminCount: first.adminCount,
      critical: first.critical,
      consistencyGuid: first.consistencyGuid,
      ...columnsOf(objects),
    }));
    return {
      domainController,
      descriptors: ordered,
      groups: groups.toSorted(byText(({ names: _, guids: __, ...shared }) => JSON.stringify(shared))),
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
  for (const { names, guids, ...shared } of groups) {
    const objects =
      receiver.wantsGuids === true
        ? names.map((name, place) => ({ name, guid: letters(guids, place), ...shared }))
        : names.map((name) => ({ name, ...shared }));
    receiver.receive({ descriptors: [], objects });
  }
}

/** objectGUID of the object with this name among those of its container; null where it is not known. */
export function guidAmong(groups: readonly NamedGroup[], name: string): string | null {
  // Most names come as they are recorded; to compare spellings takes far longer.
  const key = nameKey(name);
  const found =
    lettersWhere(groups, (names) => names.indexOf(name)) ??
    lettersWhere(groups, (names) => names.findIndex((each) => nameKey(each) === key));
  return found === undefined ? null : decodeGuid(Buffer.from(found, "base64url"));
}

function lettersWhere(
  groups: readonly NamedGroup[],
  placeIn: (names: readonly string[]) => number,
): string | undefined {
  for (const { names, guids } of groups) {
    const place = placeIn(names);
    if (place !== -1) return letters(guids, place);
  }
  return undefined;
}

/** Whether there is a GUID for each name. */
export function hasAllGuids({ names, guids }: NamedGroup): boolean {
  return guids === undefined || guids.length === names.length * guidLetters;
}

/** Names and GUIDs with others in their places, ordered by name. */
export function withOtherNames(
  { names, guids }: NamedGroup,
  rename: (name: string) => string,
  exchange: (guid: string) => string,
): NamedGroup {
  const objects = names.map((name, place) => {
    const guid = letters(guids, place);
    return { name: rename(name), guid: guid === undefined ? noGuid : exchange(guid) };
  });
  return columnsOf(objects);
}

type NamedGroup = Pick<RecordedObjects["groups"][number], "names" | "guids">;

interface NamedObject {
  readonly name: string;
  readonly guid: string;
}

function columnsOf(objects: readonly NamedObject[]): NamedGroup {
  const ordered = objects.toSorted(byText(({ name }) => name));
  const names = ordered.map(({ name }) => name);
  if (ordered.every(({ guid }) => guid === noGuid)) return { names };
  return { names, guids: ordered.map(({ guid }) => guid).join("") };
}

function letters(guids: string | undefined, place: number): string | undefined {
  const guid = guids?.slice(place * guidLetters, (place + 1) * guidLetters);
  return guid === noGuid ? undefined : guid;
}
