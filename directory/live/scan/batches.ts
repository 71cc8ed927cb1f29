/** Entries of a search as objects, in batches, with every descriptor handed out once. */
import { hash } from "node:crypto";
import type { ObjectReceiver, SecuredObject } from "../../secured-objects.ts";
import { guidLength } from "../../security/guid.ts";
import { type RawEntry, readValues } from "../paging.ts";

/** What is asked of every object. */
export const scanAttributes = [
  "objectClass",
  "nTSecurityDescriptor",
  "adminCount",
  "isCriticalSystemObject",
  "mS-DS-ConsistencyGuid",
] as const;

/** Objects a batch. */
const batchSize = 1000;

export class BatchingReceiver {
  readonly #receiver: ObjectReceiver;
  readonly #descriptors = new DescriptorNumbers();
  readonly #containers = new ContainerNames();
  /** Names of classes, by their bytes: there are few. */
  readonly #classes = new Map<string, string>();
  #objects: SecuredObject[] = [];
  #new: Uint8Array[] = [];

  constructor(receiver: ObjectReceiver) {
    this.#receiver = receiver;
  }

  readonly handle = (entry: RawEntry): void => {
    const { name: distinguishedName } = entry;
    const comma = endOfFirstComponent(distinguishedName);
    let objectClass: string | null = null;
    let descriptor: number | null = null;
    let adminCount = false;
    let critical = false;
    let consistencyGuid = false;
    let guid: string | undefined;
    readValues(entry, (attribute, value) => {
      if (value === null) return;
      const type = attribute.toLowerCase();
      // From top to the most specific: the last one is it.
      if (type === "objectclass") objectClass = this.#className(value);
      else if (type === "ntsecuritydescriptor") descriptor = this.#descriptor(value);
      else if (type === "admincount") adminCount = value.toString("latin1") === "1";
      else if (type === "iscriticalsystemobject") critical = value.toString("latin1") === "TRUE";
      else if (type === "ms-ds-consistencyguid") consistencyGuid = true;
      else if (type === "objectguid" && value.length === guidLength) guid = value.toString("base64url");
    });
    this.#objects.push({
      name: distinguishedName.toString("utf8", 0, comma),
      container: this.#containers.name(distinguishedName.subarray(Math.min(comma + 1, distinguishedName.length))),
      objectClass,
      descriptor,
      adminCount,
      critical,
      consistencyGuid,
      guid,
    });
    if (this.#objects.length === batchSize) this.flush();
  };

  flush(): void {
    const batch = { descriptors: this.#new, objects: this.#objects };
    this.#new = [];
    this.#objects = [];
    this.#receiver.receive(batch);
  }

  #className(value: Buffer): string {
    const key = value.toString("latin1");
    const known = this.#classes.get(key);
    if (known !== undefined) return known;
    this.#classes.set(key, key);
    return key;
  }

  #descriptor(value: Buffer): number {
    const before = this.#descriptors.count;
    const number = this.#descriptors.numberOf(value);
    // The memory of the page is used again before long.
    if (this.#descriptors.count > before) this.#new.push(Uint8Array.from(value));
    return number;
  }
}

/** The comma after the first component, or the end. A backslash takes the special meaning from what follows it. */
function endOfFirstComponent(distinguishedName: Buffer): number {
  for (let index = 0; index < distinguishedName.length; index += 1) {
    const byte = distinguishedName[index];
    if (byte === 0x5c) index += 1;
    else if (byte === 0x2c) return index;
  }
  return distinguishedName.length;
}

/** Numbers descriptors in the order of their first appearance, without keeping them. */
class DescriptorNumbers {
  readonly #numbers = new Map<string, number>();
  /** The last one of each length: neighbours tend to have the same. */
  readonly #last = new Map<number, { readonly bytes: Buffer; readonly number: number }>();

  get count(): number {
    return this.#numbers.size;
  }

  numberOf(value: Buffer): number {
    const last = this.#last.get(value.length);
    if (last?.bytes.equals(value)) return last.number;
    const digest = hash("sha256", value, "base64");
    const number = this.#numbers.get(digest) ?? this.#numbers.size;
    this.#numbers.set(digest, number);
    this.#last.set(value.length, { bytes: Buffer.from(value), number });
    return number;
  }
}

/** Names of containers, each one text in memory. */
class ContainerNames {
  readonly #names = new Map<string, string>();
  #last: { readonly bytes: Buffer; readonly name: string } | undefined;

  name(bytes: Buffer): string {
    if (this.#last?.bytes.equals(bytes)) return this.#last.name;
    const key = bytes.toString("latin1");
    const name = this.#names.get(key) ?? bytes.toString("utf8");
    this.#names.set(key, name);
    this.#last = { bytes: Buffer.from(bytes), name };
    return name;
  }
}
