/** What an account may do to every object in scope, and what is in the way where it may not. */
import type { SyncTool } from "../../catalogue/accounts.ts";
import type { Requirement, Way } from "../../catalogue/permissions/requirement.ts";
import { requirementsOf } from "../../catalogue/permissions.ts";
import type { Census, ObjectGroup } from "../census.ts";
import type { LogonToken } from "../logon-token.ts";
import type { ObjectPermissions, ObjectRights, Obstacle, Sample } from "../observation.ts";
import { byText } from "../order.ts";
import { splitDistinguishedName } from "../secured-objects.ts";
import { entryToSddl, type SddlDomains } from "../security/sddl.ts";
import { controlFlags, entryFlags, type SecurityDescriptor } from "../security/security-descriptor.ts";
import { type Names, requestFor } from "./access-requests.ts";
import { type Answer, DescriptorJudge } from "./descriptor-judge.ts";

/** How many objects are named. */
const sampleSize = 20;

export interface ObjectsAsked {
  readonly census: Census;
  readonly domainController: string;
  /** Distinguished name. */
  readonly domain: string;
  readonly tool: SyncTool;
  /** The account's own object, which is not synchronized. */
  readonly account: string;
  readonly token: LogonToken;
  readonly names: Names;
  /** What the default descriptors of classes mean by the groups of a domain. */
  readonly domains: SddlDomains;
  /** Distinguished names of what is synchronized in this domain; all of it when empty. */
  readonly scope: readonly string[];
}

export function judgeObjects(asked: ObjectsAsked): ObjectPermissions {
  const { census, domainController, scope, tool } = asked;
  const view = new ObjectsView(asked);
  const rows = requirementsOf(tool).flatMap((requirement) => view.rightsFor(requirement) ?? []);
  return { domainController, scope, rights: merged(rows), adminSdHolder: view.adminSdHolder(census) };
}

/** Requirements that come to the same are one row. */
function merged(rows: readonly ObjectRights[]): readonly ObjectRights[] {
  const groups = Map.groupBy(rows, ({ requirements: _, ...rest }) => JSON.stringify(rest));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, requirements: group.flatMap(({ requirements }) => requirements) }];
  });
}

class ObjectsView {
  readonly #asked: ObjectsAsked;
  readonly #judge: DescriptorJudge;
  /** By class, in lower case; what is not synchronized is not among them. */
  readonly #groups: ReadonlyMap<string, readonly ObjectGroup[]>;

  constructor(asked: ObjectsAsked) {
    this.#asked = asked;
    this.#judge = new DescriptorJudge(asked.token, asked.names, asked.domains);
    const inScope = scopeFilter(asked.scope);
    const concerned = asked.census
      .groups()
      .filter((group) => !group.leftOut && inScope(group) && !isAlone(group, asked.account));
    this.#groups = Map.groupBy(concerned, ({ objectClass }) => (objectClass ?? "").toLowerCase());
  }

  /** Undefined where the requirement is not about objects, or about something that the schema does not have. */
  rightsFor(requirement: Requirement): ObjectRights | undefined {
    const ways = requirement.ways.filter((way) => !("notInSchema" in requestFor(way, this.#asked.names)));
    const objectClass = classOf(ways);
    if (objectClass === undefined) return undefined;
    const groups = this.#groups.get(objectClass) ?? [];
    const obstacles = new Obstacles();
    let objects = 0;
    let held = 0;
    for (const group of groups) {
      objects += group.count;
      const answer = this.#answer(group, ways, objectClass);
      if (answer === "granted") held += group.count;
      else obstacles.add(group, this.#obstacle(group, ways, objectClass, answer));
    }
    return {
      requirements: [requirement.id],
      objects,
      held,
      grantedFrom: this.#grantedFrom(ways, objectClass),
      obstacles: requirement.inChosenContainer ? [] : obstacles.list(),
    };
  }

  adminSdHolder(census: Census): ObjectPermissions["adminSdHolder"] {
    const { domain, token, tool, names } = this.#asked;
    const descriptor = census.container(`CN=AdminSDHolder,CN=System,${domain}`)?.descriptor;
    if (descriptor == null) return null;
    const own = (descriptor.dacl?.entries ?? []).filter(
      (entry) =>
        entry.kind !== "unknown" && token.sids.get(entry.trustee)?.by === undefined && token.sids.has(entry.trustee),
    );
    const effective = own.filter((entry) => (entry.flags & entryFlags.inheritOnly) === 0);
    const stamped: SecurityDescriptor = { ...descriptor, owner: null, dacl: { revision: 4, entries: effective } };
    const granted = requirementsOf(tool).filter(({ ways }) =>
      ways.some(
        (way) =>
          isAbout(way, "user") &&
          !("notInSchema" in requestFor(way, names)) &&
          this.#judge.answer(stamped, way) === "granted",
      ),
    );
    const withoutEffect = own.filter((entry) => !effective.includes(entry)).map((entry) => entryToSddl(entry));
    return { granted: granted.map(({ id }) => id), withoutEffect: sampleOf(withoutEffect) };
  }

  /** A right over children is one on the container that holds the object. */
  #answer(group: ObjectGroup, ways: readonly Way[], objectClass: string): Answer | "unreadable" {
    const answers = ways.map((way) => {
      const on = isAbout(way, objectClass) ? group : this.#asked.census.container(group.container);
      return on?.descriptor == null ? "unreadable" : this.#judge.answer(on.descriptor, way);
    });
    return (
      answers.find((answer) => answer === "granted") ??
      answers.find((answer) => answer === "undecided" || answer === "unreadable") ??
      answers[0] ??
      "unreadable"
    );
  }

  #obstacle(
    group: ObjectGroup,
    ways: readonly Way[],
    objectClass: string,
    answer: Exclude<Answer, "granted"> | "unreadable",
  ): Omit<Obstacle, "objects"> {
    if (answer === "unreadable" || answer === "undecided") return { why: answer };
    if (answer !== "not granted") {
      const to = this.#asked.token.sids.get(answer.denied.trustee)?.name ?? answer.denied.trustee;
      return { why: "denied", to, entry: entryToSddl(answer.denied) } as Omit<Obstacle, "objects">;
    }
    if (isProtected(group)) return { why: group.adminCount ? "protected" : "inheritance off" };
    if (this.#handsDown(group.container, ways, objectClass)) return { why: "not handed down" };
    const container = this.#protectedAbove(group.container);
    if (container === undefined) return { why: "not granted" };
    return { why: "inheritance off above", container } as Omit<Obstacle, "objects">;
  }

  /** Whether a new object in a container would get one of the rights. */
  #handsDown(container: string, ways: readonly Way[], objectClass: string): boolean {
    const descriptor = this.#asked.census.container(container)?.descriptor;
    if (descriptor == null) return false;
    return ways.some((way) => isAbout(way, objectClass) && this.#judge.answerBelow(descriptor, way) === "granted");
  }

  #grantedFrom(ways: readonly Way[], objectClass: string): Sample {
    const { census, domain } = this.#asked;
    const containers = census.groups().filter(({ objectClass: name }) => holdsOthers(name));
    const granting = containers.flatMap((each) => {
      const [name = ""] = each.names;
      const own = `${name},${each.container}`;
      const inherited =
        own.toLowerCase() !== domain.toLowerCase() && this.#handsDown(each.container, ways, objectClass);
      return !inherited && this.#handsDown(own, ways, objectClass) ? [own] : [];
    });
    return sampleOf(granting);
  }

  /** The nearest container above on which inheritance is off, below the domain itself. */
  #protectedAbove(container: string): string | undefined {
    const { census, domain } = this.#asked;
    for (let name = container; name !== "" && name.toLowerCase() !== domain.toLowerCase(); ) {
      const found = census.container(name);
      if (found !== undefined && isProtected(found)) return name;
      name = splitDistinguishedName(name).container;
    }
    return undefined;
  }
}

function holdsOthers(objectClass: string | null): boolean {
  return objectClass === "organizationalUnit" || objectClass === "container" || objectClass === "domainDNS";
}

function isProtected({ descriptor }: ObjectGroup): boolean {
  return ((descriptor?.control ?? 0) & controlFlags.daclProtected) !== 0;
}

/** The class of the objects that ways are about: where one is about children and one about them, their own. */
function classOf(ways: readonly Way[]): string | undefined {
  const classes = ways.flatMap(({ on, action }) =>
    on === "domain root" ? [] : [{ name: on.newObjects.toLowerCase(), own: action.do !== "delete children" }],
  );
  return (classes.find(({ own }) => own) ?? classes[0])?.name;
}

function isAbout({ on }: Way, objectClass: string): boolean {
  return on !== "domain root" && on.newObjects.toLowerCase() === objectClass;
}

function scopeFilter(scope: readonly string[]): (group: ObjectGroup) => boolean {
  const bases = scope.map((base) => base.toLowerCase());
  if (bases.length === 0) return () => true;
  return ({ container, names: [name] }) => {
    const within = container.toLowerCase();
    return bases.some(
      (base) => within === base || within.endsWith(`,${base}`) || `${name},${container}`.toLowerCase() === base,
    );
  };
}

function isAlone({ names: [name, ...others], container }: ObjectGroup, account: string): boolean {
  return others.length === 0 && `${name},${container}`.toLowerCase() === account.toLowerCase();
}

function sampleOf(texts: readonly string[]): Sample {
  const all = [...new Set(texts)].toSorted();
  return { count: all.length, sample: all.slice(0, sampleSize) };
}

/** Objects by what is in their way. */
class Obstacles {
  readonly #found = new Map<string, { readonly why: Omit<Obstacle, "objects">; count: number; names: string[] }>();

  add({ count, names, container }: ObjectGroup, why: Omit<Obstacle, "objects">): void {
    const key = JSON.stringify(why);
    const known = this.#found.get(key) ?? { why, count: 0, names: [] };
    known.count += count;
    known.names.push(...names.map((name) => `${name},${container}`));
    this.#found.set(key, known);
  }

  /** The most frequent first. */
  list(): readonly Obstacle[] {
    return [...this.#found]
      .toSorted(([left, a], [right, b]) => b.count - a.count || (left < right ? -1 : 1))
      .map(
        ([, { why, count, names }]) =>
          ({
            ...why,
            objects: { count, sample: names.toSorted(byText((name) => name)).slice(0, sampleSize) },
          }) as Obstacle,
      );
  }
}
