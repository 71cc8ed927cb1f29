/** Sorts objects by what is in the way of an account: the sets of rights are those of `EntryEffects`. */
import type { ObjectGroup } from "../census.ts";
import type { Obstacle } from "../facts/permissions.ts";
import type { LogonToken } from "../logon-token.ts";
import { byText } from "../order.ts";
import { sampleSize } from "../sample-of.ts";
import { entryToSddl } from "../security/sddl.ts";
import { entryFlags } from "../security/security-descriptor.ts";
import { type Containers, isProtected } from "./containers.ts";
import type { DecidingEntry } from "./entry-effects.ts";

/** What an obstacle is, without the objects: each distinct one is one object. */
type Why<O = Obstacle> = O extends Obstacle ? Omit<O, "objects"> : never;

export interface Lacking {
  /** The rights that are not held. */
  readonly lacking: number;
  readonly undecided: number;
  readonly denied: readonly { readonly entry: DecidingEntry; readonly rights: number }[];
  /** What the container would hand down to a new object. */
  readonly handedDown: number;
}

interface Found {
  count: number;
  names: string[];
}

export class Obstacles {
  readonly #token: LogonToken;
  readonly #containers: Containers;
  /** By what is in the way, and the rights of which. */
  readonly #found = new Map<Why, Map<number, Found>>();
  readonly #above = new Map<string, Why>();
  /** By the entry, and the container that hands it down. */
  readonly #entries = new Map<DecidingEntry, Map<string, Why>>();

  constructor(token: LogonToken, containers: Containers) {
    this.#token = token;
    this.#containers = containers;
  }

  add(group: ObjectGroup, { lacking, undecided, denied, handedDown }: Lacking): void {
    if (group.descriptor === null) {
      this.#put(unreadable, lacking, group);
      return;
    }
    this.#put(open, undecided, group);
    let rest = lacking & ~undecided;
    for (const { entry, rights } of denied) {
      if ((rights & rest) !== 0) this.#put(this.#byEntry(entry, group.container), rights & rest, group);
      rest &= ~rights;
    }
    if (isProtected(group.descriptor)) {
      this.#put(group.adminCount ? stamped : switchedOff, rest, group);
      return;
    }
    this.#put(late, rest & handedDown, group);
    rest &= ~handedDown;
    if (rest === 0) return;
    const container = this.#containers.protectedFrom(group.container);
    this.#put(container === undefined ? missing : this.#byContainer(container), rest, group);
  }

  /** What is in the way of one right, the most frequent first. */
  list(right: number): readonly Obstacle[] {
    const all = [...this.#found].flatMap(([why, byRights]) => {
      const concerned = [...byRights].filter(([rights]) => (rights & right) !== 0).map(([, found]) => found);
      if (concerned.length === 0) return [];
      const count = concerned.reduce((sum, found) => sum + found.count, 0);
      const names = concerned.flatMap((found) => found.names).toSorted();
      return [{ ...why, objects: { count, sample: names.slice(0, sampleSize) } } as Obstacle];
    });
    return all
      .toSorted(byText((obstacle) => JSON.stringify(obstacle)))
      .toSorted((a, b) => b.objects.count - a.objects.count);
  }

  #put(why: Why, rights: number, { count, names, container }: ObjectGroup): void {
    if (rights === 0) return;
    const byRights = this.#found.get(why) ?? new Map<number, Found>();
    this.#found.set(why, byRights);
    const found = byRights.get(rights);
    const own = names.map((name) => `${name},${container}`);
    if (found === undefined) {
      byRights.set(rights, { count, names: own });
      return;
    }
    found.count += count;
    const last = found.names.length < sampleSize ? undefined : found.names.at(-1);
    const better = last === undefined ? own : own.filter((name) => name < last);
    if (better.length > 0) found.names = [...found.names, ...better].sort().slice(0, sampleSize);
  }

  #byEntry(entry: DecidingEntry, container: string): Why {
    const origin = (entry.flags & entryFlags.inherited) === 0 ? null : this.#containers.originOf(entry, container);
    const known = this.#entries.get(entry) ?? new Map<string, Why>();
    this.#entries.set(entry, known);
    const found = known.get(origin?.on ?? "");
    if (found !== undefined) return found;
    const to = this.#token.sids.get(entry.trustee)?.name ?? entry.trustee;
    const why: Why = { why: "denied", to, entry: entryToSddl(entry), origin };
    known.set(origin?.on ?? "", why);
    return why;
  }

  #byContainer(container: string): Why {
    const known = this.#above.get(container);
    if (known !== undefined) return known;
    const why: Why = { why: "inheritance off above", container };
    this.#above.set(container, why);
    return why;
  }
}

const unreadable: Why = { why: "unreadable" };
const open: Why = { why: "undecided" };
const stamped: Why = { why: "protected" };
const switchedOff: Why = { why: "inheritance off" };
const late: Why = { why: "not handed down" };
const missing: Why = { why: "not granted" };
