/** What the containers of a domain hand down to new objects, and where that begins. */
import { nameKey, splitName } from "../../catalogue/distinguished-name.ts";
import type { Census, ObjectGroup } from "../census.ts";
import type { Sample } from "../facts/sample.ts";
import { sampleOf } from "../sample-of.ts";
import { newObjectDescriptor } from "../security/inheritance.ts";
import { handsDown } from "../security/inheritance-source.ts";
import { entryToSddl, type SddlDomains } from "../security/sddl.ts";
import { parseSddl } from "../security/sddl-reader.ts";
import {
  type AccessControlEntry,
  controlFlags,
  type SecurityDescriptor,
  SecurityDescriptorError,
} from "../security/security-descriptor.ts";
import type { Names } from "./access-requests.ts";
import type { EntryEffects } from "./entry-effects.ts";

/** The rights that a new object in a container would get: a set, as `EntryEffects` has it. */
export type HandingDown = (container: string) => number;

export class Containers {
  readonly #census: Census;
  readonly #names: Names;
  readonly #domains: SddlDomains;
  /** {@link nameKey} of the domain. */
  readonly #domain: string;
  readonly #found = new Map<string, ObjectGroup | undefined>();
  readonly #protectedAbove = new Map<string, string | undefined>();

  constructor({
    census,
    names,
    domains,
    domain,
  }: {
    readonly census: Census;
    readonly names: Names;
    readonly domains: SddlDomains;
    readonly domain: string;
  }) {
    this.#census = census;
    this.#names = names;
    this.#domains = domains;
    this.#domain = nameKey(domain);
  }

  descriptor(container: string): SecurityDescriptor<number> | null {
    return this.#find(container)?.descriptor ?? null;
  }

  /** What a container of that name would hand to a new object of a class, created by nobody in particular. */
  handingDown(objectClass: string, effects: EntryEffects): HandingDown {
    const facts = this.#names.classes.get(objectClass);
    const own = defaultDescriptor(facts?.defaultSecurityDescriptor ?? null, this.#domains);
    const object = { classGuid: facts?.guid ?? "", owner: null, group: null };
    const byDescriptor = new Map<SecurityDescriptor<number>, number>();
    return (container) => {
      const descriptor = this.descriptor(container);
      if (descriptor === null) return 0;
      const known = byDescriptor.get(descriptor);
      if (known !== undefined) return known;
      const { granted } = effects.answersOfModel(
        newObjectDescriptor(this.#census.entries.modelOf(descriptor), object, own),
      );
      byDescriptor.set(descriptor, granted);
      return granted;
    };
  }

  /** The containers from which new objects get one of these rights, and would not from the container above. */
  grantingFirst(below: HandingDown, rights: number): Sample {
    const granting = this.#census.containers().flatMap((each) => {
      const [name = ""] = each.names;
      const own = `${name},${each.container}`;
      const handed = nameKey(own) === this.#domain ? 0 : below(each.container);
      return (below(own) & ~handed & rights) === 0 ? [] : [own];
    });
    return sampleOf(granting);
  }

  /** The nearest container, this one or above, on which inheritance is off, below the domain itself. */
  protectedFrom(container: string): string | undefined {
    const passed: string[] = [];
    let name = container;
    let found: string | undefined;
    // Containers in each other share the way up, which is walked once.
    while (name !== "" && !this.#protectedAbove.has(name) && nameKey(name) !== this.#domain) {
      if (isProtected(this.descriptor(name))) {
        found = name;
        break;
      }
      passed.push(name);
      name = splitName(name).container;
    }
    found ??= this.#protectedAbove.get(name);
    for (const each of passed) this.#protectedAbove.set(each, found);
    return found;
  }

  /** The container, this one or above, on which an inherited entry was made, with the entry as it stands there. */
  originOf(entry: AccessControlEntry, container: string): { readonly on: string; readonly entry: string } | null {
    for (let name = container; name !== ""; name = splitName(name).container) {
      const descriptor = this.descriptor(name);
      const made = descriptor === null ? [] : (this.#census.entries.modelOf(descriptor).dacl?.entries ?? []);
      const found = made.find((other) => handsDown(other, entry));
      if (found !== undefined) return { on: name, entry: entryToSddl(found) };
      if (descriptor === null || isProtected(descriptor) || nameKey(name) === this.#domain) return null;
    }
    return null;
  }

  #find(container: string): ObjectGroup | undefined {
    if (this.#found.has(container)) return this.#found.get(container);
    const found = this.#census.container(container);
    this.#found.set(container, found);
    return found;
  }
}

export function isProtected(descriptor: SecurityDescriptor<number> | null): boolean {
  return ((descriptor?.control ?? 0) & controlFlags.daclProtected) !== 0;
}

/** Null where there is none, or none that can be read: then only what is inherited counts. */
function defaultDescriptor(text: string | null, domains: SddlDomains): SecurityDescriptor | null {
  if (!text) return null;
  try {
    return parseSddl(text, domains);
  } catch (error) {
    if (error instanceof SecurityDescriptorError) return null;
    throw error;
  }
}
