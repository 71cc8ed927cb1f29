/** What an account may do to every object in scope, and what is in the way where it may not. */

import type { Requirement, Way } from "../../catalogue/permissions/requirement.ts";
import { requirementsOf } from "../../catalogue/permissions.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import type { Census, ObjectGroup } from "../census.ts";
import { isSameName, nameKey, withinKey } from "../distinguished-name.ts";
import type { ObjectPermissions, ObjectRights } from "../facts/permissions.ts";
import type { Sample } from "../facts/sample.ts";
import type { LogonToken } from "../logon-token.ts";
import { sampleOf, sampleOfGroups } from "../sample-of.ts";
import type { AccessRequest } from "../security/access-check.ts";
import { entryToSddl, type SddlDomains } from "../security/sddl.ts";
import { entryFlags, type SecurityDescriptor } from "../security/security-descriptor.ts";
import { type Names, requestFor } from "./access-requests.ts";
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
  readonly tool: SyncTool;
  /** The account's own object, which is not synchronized. */
  readonly account: string;
  readonly token: LogonToken;
  readonly names: Names;
  /** What the default descriptors of classes mean by the groups of a domain. */
  readonly domains: SddlDomains;
  /** Distinguished names of what is synchronized in this domain; all of it when empty. */
  readonly scope: readonly string[];
  /** What the reader does not see of the domain, by what is in scope. */
  readonly hidden: (inScope: (group: ObjectGroup) => boolean) => ObjectPermissions["hidden"];
}

export function rightsOnObjects(asked: ObjectsAsked): ObjectPermissions {
  const { census, domainController, scope, tool, account } = asked;
  const containers = new Containers(asked);
  const inScope = scopeFilter(scope);
  const containersSeen = new Set(census.containers());
  const concerned = census.groups().filter((group) => !group.leftOut && inScope(group) && !isAlone(group, account));
  const byClass = Map.groupBy(concerned, ({ objectClass }) => (objectClass ?? "").toLowerCase());
  const rows = questionsOf(asked).flatMap((questions) =>
    rightsOn(byClass.get(questions.objectClass) ?? [], questions, asked, containers),
  );
  const order = new Map(requirementsOf(tool).map(({ id }, place) => [id, place]));
  const place = ({ requirements: [id = ""] }: ObjectRights) => order.get(id) ?? 0;
  return {
    domainController,
    visible: census.visible,
    scope,
    missingUnits: missingUnits(census, scope),
    nothingInScope: !census.groups().some((group) => inScope(group) && !containersSeen.has(group)),
    protectedPeople: sampleOfGroups(concerned.filter(isProtectedPerson)),
    rights: merged(rows.toSorted((a, b) => place(a) - place(b))),
    entries: heldEntries(asked),
    hidden: asked.hidden(inScope),
    adminSdHolder: adminSdHolder(asked),
  };
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

function questionsOf({ tool, names }: ObjectsAsked): readonly Questions[] {
  const askable = requirementsOf(tool).flatMap((requirement) => {
    const ways = requirement.ways.filter((way) => !("notInSchema" in requestFor(way, names)));
    const objectClass = classOf(ways);
    return objectClass === undefined ? [] : [{ objectClass, requirement, ways }];
  });
  const classes = [...Map.groupBy(askable, ({ objectClass }) => objectClass)];
  return classes.flatMap(([objectClass, all]) => {
    // Every requirement has at most one right of its own class.
    const chunks = Array.from({ length: Math.ceil(all.length / mostRights) }, (_, chunk) =>
      all.slice(chunk * mostRights, (chunk + 1) * mostRights),
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

function rightsOn(
  groups: readonly ObjectGroup[],
  questions: Questions,
  { token, census: { entries } }: ObjectsAsked,
  containers: Containers,
): readonly ObjectRights[] {
  const { own, onContainer, objectClass, requirements } = questions;
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
    grantedFrom: containers.grantingFirst(below, rightsMeeting(own, 1 << number)),
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

/** Requirements that come to the same are one row. */
function merged(rows: readonly ObjectRights[]): readonly ObjectRights[] {
  const groups = Map.groupBy(rows, ({ requirements: _, ...rest }) => JSON.stringify(rest));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, requirements: group.flatMap(({ requirements }) => requirements) }];
  });
}

function adminSdHolder({ census, domain, token, tool, names }: ObjectsAsked): ObjectPermissions["adminSdHolder"] {
  const recorded = census.container(`CN=AdminSDHolder,CN=System,${domain}`)?.descriptor;
  if (recorded == null) return null;
  const descriptor = census.entries.modelOf(recorded);
  const own = (descriptor.dacl?.entries ?? []).filter((entry) => {
    const identity = entry.kind === "unknown" ? undefined : token.sids.get(entry.trustee);
    return identity !== undefined && (identity.by === undefined || identity.by === "unseen group");
  });
  const effective = own.filter((entry) => entry.kind !== "unknown" && (entry.flags & entryFlags.inheritOnly) === 0);
  const stamped: SecurityDescriptor = { ...descriptor, owner: null, dacl: { revision: 4, entries: effective } };
  const granted = requirementsOf(tool).filter(({ ways }) =>
    ways.some((way) => {
      const request = requestFor(way, names);
      if (!isAbout(way, "user") || "notInSchema" in request) return false;
      return new EntryEffects(token, census.entries, [request]).answersOfModel(stamped).granted !== 0;
    }),
  );
  const withoutEffect = own.filter((entry) => !effective.includes(entry)).map((entry) => entryToSddl(entry));
  return { granted: granted.map(({ id }) => id), withoutEffect: sampleOf(withoutEffect) satisfies Sample };
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

function isAlone({ names: [name, ...others], container }: ObjectGroup, account: string): boolean {
  return others.length === 0 && isSameName(`${name},${container}`, account);
}
