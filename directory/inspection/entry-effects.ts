/**
 * Many rights on many descriptors at once. For a right that is one bit of the access mask, the first entry that has a say
 * decides: so what each distinct entry says about each right is asked of the access check once, and a descriptor is
 * judged by going through its entries with sets of rights, kept as bits of a number. Where a condition or an owner's own
 * entries play a part, the access check judges the whole descriptor.
 */
import { type AccessRequest, checkAccess, type Token } from "../security/access-check.ts";
import { mapGenericRights } from "../security/access-mask.ts";
import type { EntryTable } from "../security/entry-table.ts";
import {
  type AccessControlEntry,
  controlFlags,
  entryFlags,
  type SecurityDescriptor,
} from "../security/security-descriptor.ts";
import { wellKnownSids } from "../security/sid.ts";

export type DecidingEntry = Exclude<AccessControlEntry, { readonly kind: "unknown" }>;

/** Sets of rights: bit n stands for right n of those that are asked about. */
export interface Answers {
  readonly granted: number;
  readonly undecided: number;
  /** The rights that entries deny, by the entry. */
  readonly denied: readonly { readonly entry: DecidingEntry; readonly rights: number }[];
}

/** How many rights can be asked about at once: the bits of a number on which operators work, without its sign. */
export const mostRights = 31;

/** What an entry says for certain; `none` where it says nothing to this token, `open` where that is not certain. */
type Effects = { readonly allowed: number; readonly denied: number } | "none" | "open";

export class EntryEffects {
  readonly #token: Token;
  readonly #entries: EntryTable;
  readonly #requests: readonly AccessRequest[];
  readonly #effects: Partial<Record<DecidingEntry["kind"], Map<number, Map<string | undefined, Effects>>>> = {};
  /** By the number of the entry. */
  readonly #seen: (Effects | undefined)[] = [];
  readonly #standings = new Map<string, "held" | "none" | "open">();
  readonly #answers = new Map<SecurityDescriptor<number>, Answers>();
  /** Every right. */
  readonly all: number;

  /**
   * `entries` are what the numbers in descriptors stand for. Each of the requests is for one bit that an owner does not
   * hold anyway; at most 31 of them.
   */
  constructor(token: Token, entries: EntryTable, requests: readonly AccessRequest[]) {
    if (requests.length > mostRights || requests.some(({ mask }) => !isOneBit(mapGenericRights(mask))))
      throw new RangeError("At most 31 rights, each of one bit, can be judged at once");
    this.#token = token;
    this.#entries = entries;
    this.#requests = requests;
    this.all = 2 ** requests.length - 1;
  }

  answersOf(descriptor: SecurityDescriptor<number>): Answers {
    const known = this.#answers.get(descriptor);
    if (known !== undefined) return known;
    const answers =
      this.#walk(
        descriptor.dacl?.entries,
        (number) => this.#effectsOfNumber(number),
        (number) => this.#entries.entry(number),
      ) ?? this.#checked(this.#entries.modelOf(descriptor));
    this.#answers.set(descriptor, answers);
    return answers;
  }

  /** The same for a descriptor that is in no table, because it was made up. */
  answersOfModel(descriptor: SecurityDescriptor): Answers {
    return (
      this.#walk(
        descriptor.dacl?.entries,
        (entry) => this.#effectsOf(entry),
        (entry) => entry,
      ) ?? this.#checked(descriptor)
    );
  }

  /** Undefined where an entry leaves it open. */
  #walk<Entry>(
    entries: readonly Entry[] | undefined,
    effectsOf: (entry: Entry) => Effects,
    modelOf: (entry: Entry) => AccessControlEntry,
  ): Answers | undefined {
    // Without a list, everything is granted.
    if (entries === undefined) return { granted: this.all, undecided: 0, denied: [] };
    let unsettled = this.all;
    let granted = 0;
    const denied: { entry: DecidingEntry; rights: number }[] = [];
    for (const entry of entries) {
      const effects = effectsOf(entry);
      if (effects === "none") continue;
      if (effects === "open") return undefined;
      granted |= effects.allowed & unsettled;
      const refused = effects.denied & unsettled;
      const model = refused === 0 ? undefined : modelOf(entry);
      if (model !== undefined && model.kind !== "unknown") denied.push({ entry: model, rights: refused });
      unsettled &= ~(effects.allowed | effects.denied);
    }
    return { granted, undecided: 0, denied };
  }

  #effectsOfNumber(number: number): Effects {
    const known = this.#seen[number];
    if (known !== undefined) return known;
    const effects = this.#effectsOf(this.#entries.entry(number));
    this.#seen[number] = effects;
    return effects;
  }

  /** Whom an entry is about, and then what it says, which is the same for many of them. */
  #effectsOf(entry: AccessControlEntry): Effects {
    if (entry.kind === "unknown" || (entry.flags & entryFlags.inheritOnly) !== 0) return "none";
    const standing = this.#standingOf(entry.trustee);
    if (standing !== "held") return standing;
    if (entry.kind.includes("callback")) return "open";
    const objectType = "objectType" in entry ? entry.objectType : undefined;
    const ofKind = this.#effects[entry.kind] ?? new Map<number, Map<string | undefined, Effects>>();
    this.#effects[entry.kind] = ofKind;
    const ofMask = ofKind.get(entry.mask) ?? new Map<string | undefined, Effects>();
    ofKind.set(entry.mask, ofMask);
    const known = ofMask.get(objectType);
    if (known !== undefined) return known;
    const effects = this.#ask(entry);
    ofMask.set(objectType, effects);
    return effects;
  }

  /** An owner's own entries take rights away from it, which the access check knows about. */
  #standingOf(trustee: string): "held" | "none" | "open" {
    const known = this.#standings.get(trustee);
    if (known !== undefined) return known;
    const uncertain = trustee === wellKnownSids.ownerRights || this.#token.mayHold?.(trustee);
    const standing = this.#token.sids.has(trustee) ? "held" : uncertain ? "open" : "none";
    this.#standings.set(trustee, standing);
    return standing;
  }

  #ask(entry: AccessControlEntry): Effects {
    const { allowed, denied } = this.#answersOf((request) => checkAccess(only(entry), this.#token, request));
    return allowed === 0 && denied === 0 ? "none" : { allowed, denied };
  }

  #answersOf(check: (request: AccessRequest) => ReturnType<typeof checkAccess>) {
    let [allowed, denied] = [0, 0];
    for (const [number, request] of this.#requests.entries()) {
      const { outcome, entry } = check(request);
      if (outcome === "granted") allowed |= 1 << number;
      else if (entry !== undefined) denied |= 1 << number;
    }
    return { allowed, denied };
  }

  #checked(descriptor: SecurityDescriptor): Answers {
    let [granted, undecided] = [0, 0];
    const denied: { entry: DecidingEntry; rights: number }[] = [];
    for (const [number, request] of this.#requests.entries()) {
      const { outcome, entry } = checkAccess(descriptor, this.#token, request);
      if (outcome === "granted") granted |= 1 << number;
      else if (outcome === "undecided") undecided |= 1 << number;
      else if (entry !== undefined && entry.entry.kind !== "unknown")
        denied.push({ entry: entry.entry, rights: 1 << number });
    }
    return { granted, undecided, denied };
  }
}

function only(entry: AccessControlEntry): SecurityDescriptor {
  return {
    control: controlFlags.selfRelative | controlFlags.daclPresent,
    resourceManagerControl: 0,
    owner: null,
    group: null,
    dacl: { revision: 4, entries: [entry] },
    sacl: null,
  };
}

function isOneBit(mask: number): boolean {
  return mask !== 0 && (mask & (mask - 1)) === 0;
}
