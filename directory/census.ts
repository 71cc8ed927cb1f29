/**
 * The objects of a domain, counted by what they have in common: class, descriptor, container. What is asked later, about
 * any account and any part of the domain, is answered from the counts; memory follows the containers and the distinct
 * descriptors, not the objects.
 */
import { nameKey, splitName } from "../catalogue/distinguished-name.ts";
import { installersAccounts } from "./installers-accounts.ts";
import { byText } from "./order.ts";
import { sampleSize } from "./sample-of.ts";
import type { ObjectBatch, ObjectReceiver, SecuredObject } from "./secured-objects.ts";
import { distinguishedNameOf } from "./secured-objects.ts";
import { EntryTable } from "./security/entry-table.ts";
import {
  readSecurityDescriptor,
  type SecurityDescriptor,
  SecurityDescriptorError,
} from "./security/security-descriptor.ts";
import type { DirectorySource } from "./source.ts";

/** Objects in the same container with the same class, descriptor and marks. */
export interface ObjectGroup {
  /** Distinguished name. */
  readonly container: string;
  /** Null when the reader may not read it, or it is no name of a class. */
  readonly objectClass: string | null;
  /** Null when the reader may not read it, or its bytes make no sense. Its entries are numbers of `Census.entries`. */
  readonly descriptor: SecurityDescriptor<number> | null;
  readonly adminCount: boolean;
  /** Parts of Active Directory itself, and AD DS Connector accounts that installers made: no tool synchronizes them. */
  readonly leftOut: boolean;
  /** Whether mS-DS-ConsistencyGuid came back. */
  readonly consistencyGuid: boolean;
  readonly count: number;
  /** First components of the distinguished names, the first 20 by the order of the whole names. */
  readonly names: readonly string[];
}

/** Classes of objects that exist to hold others. They are kept one by one. */
const containerClasses: ReadonlySet<string | null> = new Set([
  "organizationalUnit",
  "container",
  "domainDNS",
  "builtinDomain",
]);

/**
 * `installersAccounts` are what {@link installersAccounts} found. The default rules of Connect Sync leave accounts out by
 * their names alone (`MSOL_`, `AAD_`, `CAS_`), which anyone may choose.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/concept-azure-ad-connect-sync-default-configuration
 */
/** The syntax of lDAPDisplayName. Source: RFC 4512, 1.4. */
const isName = /^[A-Za-z][A-Za-z0-9-]*$/;

export class Census implements ObjectReceiver {
  /** The entries of all descriptors. */
  readonly entries = new EntryTable();
  /** First components of the distinguished names, by container. */
  readonly #installersAccounts: ReadonlyMap<string, ReadonlySet<string>>;
  #installersHere: ReadonlySet<string> | undefined;
  readonly #descriptors: (SecurityDescriptor<number> | null)[] = [];
  readonly #groups = new Map<string, Map<number, MutableGroup>>();
  readonly #classes = new Map<string | null, number>();
  readonly #containers = new Map<string, ObjectGroup>();
  #lastContainer = "";
  #lastGroups = new Map<number, MutableGroup>();

  #visible = 0;

  constructor(installersAccounts: ReadonlySet<string> = new Set()) {
    const byContainer = Map.groupBy([...installersAccounts].map(splitName), ({ container }) => container);
    this.#installersAccounts = new Map(
      [...byContainer].map(([container, accounts]) => [container, new Set(accounts.map(({ name }) => name))]),
    );
  }

  /** How many objects there are, of whatever kind. */
  get visible(): number {
    return this.#visible;
  }

  receive({ descriptors, objects }: ObjectBatch): void {
    this.#visible += objects.length;
    for (const bytes of descriptors) this.#descriptors.push(this.#decode(bytes));
    for (const object of objects) this.#count(object);
  }

  /** Everything that was counted; containers are groups of one. */
  groups(): readonly ObjectGroup[] {
    const counted = [...this.#groups.values()].flatMap((groups): readonly ObjectGroup[] => [...groups.values()]);
    return counted.concat(this.containers());
  }

  /** Organizational units, containers and the domain itself. */
  containers(): readonly ObjectGroup[] {
    return [...this.#containers.values()];
  }

  /** The organizational unit, container or domain of that name; undefined when there is none, or another kind of object. */
  container(distinguishedName: string): ObjectGroup | undefined {
    return this.#containers.get(nameKey(distinguishedName));
  }

  #decode(bytes: Uint8Array): SecurityDescriptor<number> | null {
    try {
      return readSecurityDescriptor(bytes, this.entries.numberOf);
    } catch (error) {
      if (error instanceof SecurityDescriptorError) return null;
      throw error;
    }
  }

  #count(object: SecuredObject): void {
    const { name, container, adminCount, consistencyGuid } = object;
    const objectClass = object.objectClass !== null && isName.test(object.objectClass) ? object.objectClass : null;
    const descriptor = object.descriptor === null ? null : (this.#descriptors[object.descriptor] ?? null);
    if (container !== this.#lastContainer) {
      this.#lastContainer = container;
      this.#lastGroups = this.#groups.get(container) ?? new Map();
      this.#groups.set(container, this.#lastGroups);
      this.#installersHere = this.#installersAccounts.get(nameKey(container));
    }
    const leftOut = object.critical || this.#installersHere?.has(nameKey(name)) === true;
    const marks = { container, objectClass, descriptor, adminCount, leftOut, consistencyGuid };
    if (containerClasses.has(objectClass)) {
      this.#containers.set(nameKey(distinguishedNameOf(object)), { ...marks, count: 1, names: [name] });
      return;
    }
    const key =
      (((object.descriptor ?? -1) + 1) * mostClasses + this.#classNumber(objectClass)) * 8 +
      (consistencyGuid ? 4 : 0) +
      (adminCount ? 2 : 0) +
      (leftOut ? 1 : 0);
    const group = this.#lastGroups.get(key);
    if (group === undefined) this.#lastGroups.set(key, { ...marks, count: 1, names: [name] });
    else {
      group.count += 1;
      keepFirst(group.names, name);
    }
  }

  #classNumber(objectClass: string | null): number {
    const known = this.#classes.get(objectClass);
    if (known !== undefined) return known;
    this.#classes.set(objectClass, this.#classes.size);
    return this.#classes.size - 1;
  }
}

type MutableGroup = Omit<ObjectGroup, "count" | "names"> & { count: number; names: string[] };

/** More classes than any schema has: MS-ADSC defines less than 300. */
const mostClasses = 65_536;

/** By the order of whole distinguished names, in which a comma follows. */
function keepFirst(names: string[], name: string): void {
  if (names.length === sampleSize && `${name},` >= `${names.at(-1)},`) return;
  names.push(name);
  names.sort(byText((each) => `${each},`));
  if (names.length > sampleSize) names.pop();
}

const taken = new WeakMap<DirectorySource, Map<string, Promise<{ census: Census; domainController: string }>>>();

/** One census a domain and source, whoever asks. Throws DirectoryUnavailableError. */
export function takeCensus(
  source: DirectorySource,
  domain: string,
): Promise<{ readonly census: Census; readonly domainController: string }> {
  const ofSource = taken.get(source) ?? new Map();
  taken.set(source, ofSource);
  const known = ofSource.get(domain);
  if (known !== undefined) return known;
  const census = installersAccounts(source)
    .then((left) => source.readObjects(domain, () => new Census(left)))
    .then(({ receiver, domainController }) => ({ census: receiver, domainController }));
  ofSource.set(domain, census);
  return census;
}
