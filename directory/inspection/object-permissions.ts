/** What an account may do to every object in scope, and what is in the way where it may not. */

import { isSameName, nameKey, splitName, withinKey } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed } from "../../catalogue/fact.ts";
import type { Requirement, Way } from "../../catalogue/permissions/requirement.ts";
import type { Census, ObjectGroup } from "../census.ts";
import { mapFact } from "../fact-of.ts";
import type { ObjectPermissions, ObjectRights } from "../facts/permissions.ts";
import type { Sample } from "../facts/sample.ts";
import type { LogonToken } from "../logon-token.ts";
import { sampleOf, sampleOfGroups } from "../sample-of.ts";
import type { AccessRequest } from "../security/access-check.ts";
import { entryToSddl, type SddlDomains } from "../security/sddl.ts";
import { entryFlags, type SecurityDescriptor } from "../security/security-descriptor.ts";
import { type Names, requestFor } from "./access-requests.ts";
import type { CountedAdministrators } from "./administrators.ts";
import { Containers, isProtected } from "./containers.ts";
import { EntryEffects, mostRights } from "./entry-effects.ts";
import { heldEntries } from "./held-entries.ts";
import { missingUnits } from "./missing-units.ts";
import { Obstacles } from "./obstacles.ts";

export interface ObjectsAsked {
  readonly census: Census;
  readonly domainController: string;
  /** Distinguished name. */
  readonly domain: string;
  /** What the account may be asked for. */
  readonly requirements: readonly Requirement[];
  /** The account's own object, which is not synchronized. */
  readonly account: string;
  readonly token: LogonToken;
  readonly names: Names;
  /** What the default descriptors of classes mean by the groups of a domain. */
  readonly domains: SddlDomains;
  /** Distinguished names of what is synchronized in this domain; all of it when empty. */
  readonly scope: readonly string[];
  readonly administrators: Fact<CountedAdministrators>;
  /** What the reader does not see of the domain, by what is in scope. */
  readonly hidden: (inScope: (group: ObjectGroup) => boolean) => ObjectPermissions["hidden"];
}

export function rightsOnObjects(asked: ObjectsAsked): ObjectPermissions {
  const { census, domainController, scope, requirements, account } = asked;
  const containers = new Containers(asked);
  const inScope = scopeFilter(scope);
  const containersSeen = new Set(census.containers());
  const concerned = census
    .groups()
    .filter((group) => !group.leftOut && inScope(group))
    .flatMap(without(account));
  const byClass = Map.groupBy(concerned, ({ objectClass }) => (objectClass ?? "").toLowerCase());
  const rows = questionsOf(asked).flatMap((questions) =>
    rightsOn(byClass.get(questions.objectClass) ?? [], questions, asked, containers),
  );
  const order = new Map(requirements.map(({ id }, place) => [id, place]));
  const place = ({ requirements: [id = ""] }: ObjectRights) => order.get(id) ?? 0;
  return {
    domainController,
    visible: census.visible,
    scope,
    missingUnits: missingUnits(census, scope),
    nothingInScope: !census.groups().some((group) => inScope(group) && !containersSeen.has(group)),
    protectedPeople: besides(asked.administrators, sampleOfGroups(concerned.filter(isProtectedPerson))),
    administrators: mapFact(asked.administrators, ({ stamped: _, ...inScope }) => observed(inScope)),
    rights: merged(together(rows).toSorted((a, b) => place(a) - place(b))),
    entries: heldEntries({ ...asked, containers }),
    hidden: asked.hidden(inScope),
    adminSdHolder: adminSdHolder(asked),
  };
}

/** Administrators are told by their groups. */
function besides(administrators: Fact<CountedAdministrators>, { count, sample }: Sample): Sample {
  if (!("observed" in administrators)) return { count, sample };
  const { names, stamped } = administrators.observed;
  const keys = new Set(names.map(({ distinguishedName }) => nameKey(distinguishedName)));
  const others = sample.filter((name) => !keys.has(nameKey(name)));
  return { count: Math.max(others.length, count - stamped), sample: others };
}

/** What adminCount alone says may be long over. */
function isProtectedPerson({ objectClass, adminCount, descriptor }: ObjectGroup): boolean {
  const isPerson = ["user", "inetorgperson"].includes(objectClass?.toLowerCase() ?? "");
  return isPerson && adminCount && descriptor !== null && isProtected(descriptor);
}

/** Requirements that are about objects of one class; bit n of every set stands for requirement n. */
interface Questions {
  readonly objectClass: string;
  readonly requirements: readonly { readonly requirement: Requirement; readonly ways: readonly Way[] }[];
  readonly own: readonly Bits[];
  /** Rights on the container of an object that do as well. */
  readonly onContainer: readonly Bits[];
}

/** A right, and the requirements which it meets. */
interface Bits {
  readonly request: AccessRequest;
  readonly way: Way;
  readonly meets: number;
}

function questionsOf({ requirements: all, names }: ObjectsAsked): readonly Questions[] {
  const askable = all.flatMap((requirement) => {
    const ways = requirement.ways.filter((way) => !("notInSchema" in requestFor(way, names)));
    return classesOf(ways).map((objectClass) => ({ objectClass, requirement, ways: waysFor(objectClass, ways) }));
  });
  const classes = [...Map.groupBy(askable, ({ objectClass }) => objectClass)];
  return classes.flatMap(([objectClass, some]) => {
    // Every requirement has at most one right of its own class.
    const chunks = Array.from({ length: Math.ceil(some.length / mostRights) }, (_, chunk) =>
      some.slice(chunk * mostRights, (chunk + 1) * mostRights),
    );
    return chunks.map((requirements) => {
      const bits = requirements.flatMap(({ ways }, number) =>
        ways.flatMap((way): Bits[] => {
          const request = requestFor(way, names);
          return "notInSchema" in request ? [] : [{ request, way, meets: 1 << number }];
        }),
      );
      return {
        objectClass,
        requirements,
        own: bits.filter(({ way }) => isAbout(way, objectClass)),
        onContainer: bits.filter(({ way }) => !isAbout(way, objectClass)),
      };
    });
  });
}

function isCreating({ ways: [way] }: Requirement): boolean {
  return way.action.do === "create";
}

function rightsOn(
  groups: readonly ObjectGroup[],
  questions: Questions,
  { token, census }: ObjectsAsked,
  containers: Containers,
): readonly ObjectRights[] {
  const { own, onContainer, objectClass, requirements } = questions;
  const { entries } = census;
  const effects = new EntryEffects(
    token,
    entries,
    own.map(({ request }) => request),
  );
  const parents = new EntryEffects(
    token,
    entries,
    onContainer.map(({ request }) => request),
  );
  const below = containers.handingDown(objectClass, effects);
  const obstacles = new Obstacles(token, containers);
  const held = requirements.map(() => 0);
  let objects = 0;
  for (const group of groups) {
    objects += group.count;
    const parent = onContainer.length === 0 ? null : containers.descriptor(group.container);
    const byContainer = parent === null ? 0 : meeting(onContainer, parents.answersOf(parent).granted);
    const answers = group.descriptor === null ? null : effects.answersOf(group.descriptor);
    const granted = byContainer | (answers === null ? 0 : meeting(own, answers.granted));
    for (let number = 0; number < held.length; number += 1)
      if ((granted & (1 << number)) !== 0) held[number] = (held[number] ?? 0) + group.count;
    const lacking = (2 ** requirements.length - 1) & ~granted;
    if (lacking !== 0)
      obstacles.add(group, {
        lacking,
        undecided: answers === null ? 0 : meeting(own, answers.undecided) & lacking,
        denied: (answers?.denied ?? []).map(({ entry, rights }) => ({ entry, rights: meeting(own, rights) & lacking })),
        handedDown: meeting(own, below(group.container)),
      });
  }
  return requirements.map(({ requirement }, number) => ({
    requirements: [requirement.id],
    objects,
    held: held[number] ?? 0,
    // A right to create is held on the container itself, which may be any of the domain.
    grantedFrom: isCreating(requirement)
      ? sampleOfGroups(
          census.groups().filter((group) => {
            const { descriptor } = group;
            const isOfClass = group.objectClass?.toLowerCase() === objectClass && descriptor !== null;
            return isOfClass && (meeting(own, effects.answersOf(descriptor).granted) & (1 << number)) !== 0;
          }),
        )
      : containers.grantingFirst(below, rightsMeeting(own, 1 << number)),
    obstacles: requirement.inChosenContainer ? [] : obstacles.list(1 << number),
  }));
}

/** The requirements that a set of rights meets; the same set where each requirement has one right. */
function meeting(bits: readonly Bits[], rights: number): number {
  let met = 0;
  for (let number = 0; number < bits.length; number += 1)
    if ((rights & (1 << number)) !== 0) met |= bits[number]?.meets ?? 0;
  return met;
}

function rightsMeeting(bits: readonly Bits[], requirement: number): number {
  return bits.reduce((rights, { meets }, number) => (meets === requirement ? rights | (1 << number) : rights), 0);
}

/** A requirement that is about objects of several classes is one row. */
function together(rows: readonly ObjectRights[]): readonly ObjectRights[] {
  const byId = Map.groupBy(rows, ({ requirements: [id = ""] }) => id);
  return [...byId.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length === 1) return group;
    const granting = group.flatMap(({ grantedFrom }) => grantedFrom.sample);
    const sample = sampleOf(granting);
    const counts = group.map(({ grantedFrom }) => grantedFrom.count);
    return [
      {
        requirements: first.requirements,
        objects: group.reduce((sum, { objects }) => sum + objects, 0),
        held: group.reduce((sum, { held }) => sum + held, 0),
        // A container may hand the right to objects of either class.
        grantedFrom: { ...sample, count: Math.max(sample.count, ...counts) },
        obstacles: group.flatMap(({ obstacles }) => obstacles),
      },
    ];
  });
}

/** Requirements that come to the same are one row. */
function merged(rows: readonly ObjectRights[]): readonly ObjectRights[] {
  const groups = Map.groupBy(rows, ({ requirements: _, ...rest }) => JSON.stringify(rest));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, requirements: group.flatMap(({ requirements }) => requirements) }];
  });
}

function adminSdHolder({
  census,
  domain,
  token,
  requirements,
  names,
}: ObjectsAsked): ObjectPermissions["adminSdHolder"] {
  const recorded = census.container(`CN=AdminSDHolder,CN=System,${domain}`)?.descriptor;
  if (recorded == null) return null;
  const descriptor = census.entries.modelOf(recorded);
  const own = (descriptor.dacl?.entries ?? []).filter((entry) => {
    const identity = entry.kind === "unknown" ? undefined : token.sids.get(entry.trustee);
    return identity !== undefined && (identity.by === undefined || identity.by === "unseen group");
  });
  const effective = own.filter((entry) => entry.kind !== "unknown" && (entry.flags & entryFlags.inheritOnly) === 0);
  const stamped: SecurityDescriptor = { ...descriptor, owner: null, dacl: { revision: 4, entries: effective } };
  const granted = requirements.filter(({ ways }) =>
    ways.some((way) => {
      const request = requestFor(way, names);
      if (!isAbout(way, "user") || "notInSchema" in request) return false;
      return new EntryEffects(token, census.entries, [request]).answersOfModel(stamped).granted !== 0;
    }),
  );
  const withoutEffect = own.filter((entry) => !effective.includes(entry)).map((entry) => entryToSddl(entry));
  return { granted: granted.map(({ id }) => id), withoutEffect: sampleOf(withoutEffect) satisfies Sample };
}

/** The classes of the objects that ways are about: where one is about children and one about them, their own. */
function classesOf(ways: readonly Way[]): readonly string[] {
  const classes = ways.flatMap(({ on, action }) =>
    on === "domain root" ? [] : [{ name: on.newObjects.toLowerCase(), own: action.do !== "delete children" }],
  );
  const own = classes.filter((each) => each.own);
  return [...new Set((own.length > 0 ? own : classes.slice(0, 1)).map(({ name }) => name))];
}

/** Those that are about objects of a class, or about what they are in. */
function waysFor(objectClass: string, ways: readonly Way[]): readonly Way[] {
  return ways.filter((way) => isAbout(way, objectClass) || way.action.do === "delete children");
}

function isAbout({ on }: Way, objectClass: string): boolean {
  return on !== "domain root" && on.newObjects.toLowerCase() === objectClass;
}

function scopeFilter(scope: readonly string[]): (group: ObjectGroup) => boolean {
  if (scope.length === 0) return () => true;
  const bases = scope.map(nameKey);
  const within = bases.map(withinKey);
  const known = new Map<string, boolean>();
  return ({ container, names: [name = ""] }) => {
    const isIn = known.get(container) ?? within.some((holds) => holds(nameKey(container)));
    known.set(container, isIn);
    return isIn || bases.includes(nameKey(`${name},${container}`));
  };
}

/** An object that is named is told apart from those which share its permissions. */
function without(account: string): (group: ObjectGroup) => readonly ObjectGroup[] {
  const own = splitName(account);
  const isHome = new Map<string, boolean>();
  return (group) => {
    const { container } = group;
    const home = isHome.get(container) ?? isSameName(container, own.container);
    isHome.set(container, home);
    if (!home) return [group];
    const names = group.names.filter((name) => !isSameName(name, own.name));
    if (names.length === group.names.length) return [group];
    return group.count === 1 ? [] : [{ ...group, count: group.count - 1, names }];
  };
}
