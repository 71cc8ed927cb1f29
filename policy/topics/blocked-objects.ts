import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import { about, others } from "../judgement/subject.ts";

/** What the rules about objects on which an account lacks its rights share. */

import { commandFor, grants } from "../../catalogue/change-commands.ts";
import { isWithin } from "../../catalogue/distinguished-name.ts";
import type { Unobservable } from "../../catalogue/fact.ts";
import { replicatingChanges } from "../../catalogue/permissions/basic-read.ts";
import type { Requirement, Way } from "../../catalogue/permissions/requirement.ts";
import { purposeTitle } from "../../catalogue/permissions.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { Evidence } from "../../directory/facts/evidence.ts";
import type { DomainPermissions, ObjectPermissions, Obstacle } from "../../directory/facts/permissions.ts";
import { consequencesTogether, notListed } from "../judgement/each-thing.ts";
import { settle } from "../judgement/settle.ts";
import { cannotVerify, met, notObserved, ofItem, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "./active-directory.ts";
import { forOthers } from "./denying-entries.ts";
import { entriesPhrase } from "./entry-words.ts";
import { objectsSeen } from "./evidence.ts";
import { judgeHidden } from "./hidden-objects.ts";
import { misplacedWords } from "./misplaced-entries.ts";
import { actionWords } from "./permission-words.ts";
import { guidsSeen, isNeededAnyway, level, type Needs, permissionsOf, rightsOn, setsInUse } from "./permissions.ts";
import { nothingSeen } from "./scope.ts";

/** What an obstacle keeps an account from: on the same objects, of the same class. */
interface Blocked {
  readonly obstacle: Obstacle;
  /** How many objects of the class are in scope. */
  readonly objects: number;
  /** How many of those are neither met nor protected by AdminSDHolder, over all obstacles. */
  readonly lacking: number;
  readonly unprotected: number;
  /** How many of them are not readable. */
  readonly unreadable: number;
  readonly requirement: Requirement;
}

/** One domain: a finding for each object and for what is in its way there, whatever it is in the way of. */
export function judgeBlockedObjects(needs: Needs, domain: DomainPermissions, evidence: Evidence): readonly Verdict[] {
  const found = about(needs.found, domain.distinguishedName);
  const question = `what it may do to the objects of ${domain.distinguishedName}`;
  const verdicts = settle(domain.objects, { subject: found, question }, (objects) => {
    const blocked = requirementsInUse(needs)
      .flatMap((requirement) => blockedFor(domain, requirement))
      .filter(({ requirement }) => !isMetByReplication(domain, requirement));
    const verdict = (some: Some, name: string | null) => ({
      ...verdictFor(needs, domain, objects, some, name),
      permissions: permissionsOf(
        domain,
        some.map(({ requirement }) => requirement),
      ),
    });
    const blocks = [...Map.groupBy(blocked, causeOf).values()].flatMap((all) => [
      ...namesIn(all).flatMap((name) =>
        alike(all.filter((each) => isNamed(each, name))).map((some) => verdict(some, name)),
      ),
      ...alike(all, objectsOf).flatMap((some) => (unnamedIn(some) > 0 ? [verdict(some, null)] : [])),
    ]);
    const unseen = { where: "in scope", causes: ["contents", "containers", "classes"] } as const;
    const faults = [...blocks, ...judgeHidden(found, question, domain, objects.hidden, unseen)];
    if (faults.length > 0) return faults;
    return (
      nothingSeen(found, question, objects, domain) ?? [
        met(
          found,
          `can write every object in scope of ${placeWords(domain, objects)}, among the ${objectsSeen(objects, evidence)}`,
        ),
      ]
    );
  });
  // What hides objects leaves open whatever is about objects.
  const onObjects = requirementsInUse(needs).filter(({ ways: [{ on }] }) => on !== "domain root");
  const permissions = permissionsOf(domain, onObjects);
  return verdicts.map((verdict) => (verdict.verdict === "unobservable" ? { permissions, ...verdict } : verdict));
}

type Some = readonly [Blocked, ...Blocked[]];

/** In groups that are never empty; one group where no key is given. */
function alike(all: readonly Blocked[], keyOf: (blocked: Blocked) => string = () => ""): readonly Some[] {
  return [...Map.groupBy(all, keyOf).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first, ...others] as const],
  );
}

/** What is in the way, whatever objects it is in the way of. */
function causeOf({ obstacle: { objects: _, ...cause } }: Blocked): string {
  return JSON.stringify(cause);
}

function objectsOf({ obstacle, objects }: Blocked): string {
  return JSON.stringify([obstacle.objects, objects]);
}

function namesIn(all: readonly Blocked[]): readonly string[] {
  return [...new Set(all.flatMap(({ obstacle }) => obstacle.objects.sample))];
}

function isNamed({ obstacle }: Blocked, name: string): boolean {
  return obstacle.objects.sample.includes(name);
}

function unnamedIn([{ obstacle }]: Some): number {
  return obstacle.objects.count - obstacle.objects.sample.length;
}

function requirementsInUse(needs: Needs): readonly Requirement[] {
  return setsInUse(needs)
    .flatMap(([, { requirements }]) => requirements)
    .filter((requirement) => !isNeededAnyway(needs, requirement));
}

/** An account that may replicate changes reads whatever the objects say. Asked only where an object is in the way. */
function isMetByReplication(domain: DomainPermissions, { ways: [{ action }] }: Requirement): boolean {
  return (
    action.do === "read all properties" &&
    "observed" in domain.requirements &&
    domain.requirements.observed.some(
      (row) => row.requirement === replicatingChanges.id && "observed" in row.grant && row.grant.observed.granted,
    )
  );
}

/** Nothing where no object has the right because nothing grants it: that is a gap, and named as such. */
function blockedFor(domain: DomainPermissions, requirement: Requirement): readonly Blocked[] {
  const rights = rightsOn(domain, requirement);
  if (rights === undefined || (rights.held === 0 && rights.grantedFrom.count === 0)) return [];
  const { obstacles } = rights;
  const guarded = total(obstacles.filter(({ why }) => why === "protected"));
  const lacking = total(obstacles.filter(({ why }) => !["protected", "unreadable", "undecided"].includes(why)));
  const unprotected = rights.objects - guarded;
  const unreadable = total(obstacles.filter(({ why }) => why === "unreadable"));
  return obstacles.map((obstacle) => ({
    obstacle,
    objects: rights.objects,
    lacking,
    unprotected,
    unreadable,
    requirement,
  }));
}

function total(obstacles: readonly Obstacle[]): number {
  return obstacles.reduce((sum, { objects }) => sum + objects.count, 0);
}

/** `name` is null for those of which only the number is known. */
function verdictFor(
  needs: Needs,
  domain: DomainPermissions,
  objects: ObjectPermissions,
  blocked: Some,
  name: string | null,
): Verdict {
  const [first] = blocked;
  const { obstacle } = first;
  const key = about(needs.found, ...identityOf(domain, blocked), ...(name === null ? [] : [name]));
  const found = name === null ? others(key) : key;
  const item = name ?? notListed(unnamedIn(blocked));
  const rights = rightsWords(blocked);
  const seen = `(${countWords(first, objects)} below ${domain.distinguishedName})`;
  const remedy = remedyFor(needs.found, domain, objects, blocked, name);
  const mandatory = (asks: (each: Blocked) => boolean) =>
    level(blocked.some((each) => asks(each) && each.requirement.ifMissing !== "warning"));
  if (obstacle.why === "unreadable") {
    const reason = `${reasonWords(obstacle)} ${item} ${seen}`;
    return {
      ...ofItem(cannotVerify(found, `whether it has ${rights} there`, reason, remedy), item),
      ...mandatory(mayBeMost),
    };
  }
  const question = `on ${item} whether it has ${rights}`;
  const untold = obstacle.why === "undecided" ? whyUntold(domain, blocked) : undefined;
  if (untold !== undefined) return { ...ofItem(notObserved(found, question, untold), item), ...mandatory(wouldBeMost) };
  if (obstacle.why === "undecided")
    return ofItem(undecided(found, question, `${reasonWords(obstacle)} ${seen}`, remedy), item);
  const misplaced =
    obstacle.why === "not granted"
      ? misplacedWords(
          domain,
          blocked.map(({ requirement }) => requirement),
        )
      : "";
  const verdict = unmet(found, `lacks rights on ${item}, ${reasonWords(obstacle)} ${seen}: ${rights}${misplaced}`, {
    consequence: `${consequencesTogether(blocked.map(({ requirement }) => requirement.consequence))}, for the objects named (${purposesOf(blocked)})`,
    remedy,
  });
  return { ...ofItem(verdict, item), ...mandatory((each) => isMost(each, objects)) };
}

/** What one cause keeps from an object is one thing to decide; one more right that it keeps from it is another. */
function identityOf({ distinguishedName }: DomainPermissions, blocked: Some): readonly string[] {
  const [{ obstacle }] = blocked;
  const what =
    obstacle.why === "denied" ? obstacle.entry : obstacle.why === "inheritance off above" ? obstacle.container : "";
  return [
    distinguishedName,
    obstacle.why,
    what,
    ...new Set(blocked.map(({ requirement }) => requirement.id).toSorted()),
  ];
}

/** Blocked for most: the feature as a whole fails. What stands outside a scope that nobody declared may be meant to. */
function isMost({ obstacle, lacking, unprotected }: Blocked, { scope }: ObjectPermissions): boolean {
  if (obstacle.why === "protected") return false;
  if (obstacle.why === "not granted" && scope.length === 0) return false;
  return lacking * 2 >= unprotected;
}

/** Whether a right on the domain root is not known either, because groups of the account may be hidden. */
function whyUntold({ requirements }: DomainPermissions, blocked: readonly Blocked[]): Unobservable | undefined {
  const ids = new Set(blocked.map(({ requirement }) => requirement.id));
  const rows = "observed" in requirements ? requirements.observed : [];
  const [first] = rows.flatMap(({ requirement, grant }) =>
    ids.has(requirement) && "unobservable" in grant ? [grant.unobservable] : [],
  );
  return first;
}

/** Whether most lack the right, if those of which it is not known do. */
function wouldBeMost({ obstacle, lacking, unprotected }: Blocked): boolean {
  return (lacking + obstacle.objects.count) * 2 >= unprotected;
}

/** Whether most may be out of reach, if those that cannot be read are. */
function mayBeMost({ lacking, unreadable, unprotected }: Blocked): boolean {
  return (lacking + unreadable) * 2 >= unprotected;
}

/** `"Reset Password", Write lockoutTime and Write pwdLastSet`. */
function rightsWords(blocked: readonly Blocked[]): string {
  const ways = blocked.map(({ requirement }) => requirement.ways[0]);
  return enumerated([...new Set(ways.map(({ action }) => actionWords(action)))]);
}

function purposesOf(blocked: readonly Blocked[]): string {
  return enumerated([...new Set(blocked.map(({ requirement }) => purposeTitle(requirement.purpose)))]);
}

function countWords({ obstacle, objects, requirement }: Blocked, { scope }: ObjectPermissions): string {
  const { on } = requirement.ways[0];
  const name = on === "domain root" ? "" : `${on.newObjects} `;
  return `${obstacle.objects.count} of ${objects} ${name}objects${scope.length === 0 ? "" : " in scope"}`;
}

function placeWords({ distinguishedName }: DomainPermissions, { scope }: ObjectPermissions): string {
  return scope.length === 0 ? distinguishedName : enumerated(scope);
}

function reasonWords(obstacle: Obstacle): string {
  switch (obstacle.why) {
    case "protected":
      return "which AdminSDHolder protects or once protected (adminCount is 1) and which inherits no permissions";
    case "inheritance off":
      return "on which inheritance is disabled";
    case "inheritance off above":
      return `because inheritance is disabled on ${obstacle.container}`;
    case "denied":
      return `where an ACE for ${obstacle.to} denies them${obstacle.origin ? `, inherited from ${obstacle.origin.on}` : ""}`;
    case "not handed down":
      return "which has not received the permissions of its container yet";
    case "not granted":
      return "where no ACE grants them";
    case "unreadable":
      return "the read account cannot read the security descriptor of";
    case "undecided":
      return "a conditional ACE, or a group that the read account cannot see, decides";
  }
}

/** For one object, or for those of which only the number is known. */
function remedyFor(
  account: FoundAccount,
  domain: DomainPermissions,
  { adminSdHolder, scope }: ObjectPermissions,
  blocked: Some,
  name: string | null,
): Remedy {
  const [{ obstacle }] = blocked;
  const { distinguishedName } = domain;
  const guids = guidsSeen(domain);
  const ways = blocked.map(
    ({
      requirement: {
        ways: [way],
      },
    }) => way,
  );
  const granting = (places: readonly string[]) =>
    linesOf(places.flatMap((place) => grants(ways, place, account, guids)));
  switch (obstacle.why) {
    case "protected":
      return protectedRemedy(account.name, distinguishedName, adminSdHolder);
    case "inheritance off": {
      if (name === null)
        return wayOut`Exclude these objects from synchronization, or enable inheritance on them if none of them is an administrator.`;
      // What is inherited would reach this object from whoever is above, so that it gets the rights alone.
      return wayOut`Exclude ${name} from synchronization. If it is not an administrator, grant the permissions on it with: ${linesOf(grants(ways.map(onItself), name, account, guids))}`;
    }
    case "inheritance off above":
      return wayOut`Exclude ${obstacle.container} from synchronization, or grant the permissions on it as well with: ${granting([obstacle.container])}`;
    case "denied":
      return Remedy.join([...forOthers(account, obstacle.to), deniedRemedy(obstacle, name)], " ");
    case "not handed down":
      return wayOut`Wait until the domain controller has propagated the permissions. If they do not arrive, save the permissions of the container again.`;
    case "not granted": {
      if (scope.length === 0)
        return wayOut`If these objects are not synchronized, name the synchronized organizational units under organizationalUnits. Otherwise grant the permissions with: ${granting([distinguishedName])}`;
      const units = scope.filter((unit) => name !== null && isWithin(name, unit));
      if (units.length === 0)
        return wayOut`Grant the permissions on the organizational units that contain these objects.`;
      return wayOut`Grant the permissions on the organizational unit that contains the object with: ${granting(units)}`;
    }
    case "unreadable":
    case "undecided":
      return wayOut`Grant the read account Read permissions on these objects, and let it read the groups of the account.`;
  }
}

function onItself(way: Way): Way {
  return { ...way, on: "domain root" };
}

function linesOf(changes: readonly Parameters<typeof commandFor>[0][]): Remedy {
  return Remedy.join(changes.map(commandFor), " ; ");
}

/** Where an entry was made it is removed; an older observation, or one of a hidden container, does not know where. */
function deniedRemedy(
  { entry, origin, to, names }: Extract<Obstacle, { readonly why: "denied" }>,
  name: string | null,
): Remedy {
  const removing = (on: string, made: string) => ({ change: "remove entry", on, entry: made }) as const;
  if (origin)
    return wayOut`Remove the deny ACE for ${to} (${entriesPhrase([origin.entry], names)}) from ${origin.on} with: ${linesOf([removing(origin.on, origin.entry)])}`;
  if (name === null || origin === undefined || /^\([^;]*;[A-Z]*ID/.test(entry))
    return wayOut`Remove the deny ACE for ${to} (${entriesPhrase([entry], names)}) from these objects, or from the container that they inherit it from.`;
  return wayOut`Remove the deny ACE for ${to} (${entriesPhrase([entry], names)}) from ${name} with: ${linesOf([removing(name, entry)])}`;
}

function protectedRemedy(account: string, domain: string, adminSdHolder: ObjectPermissions["adminSdHolder"]): Remedy {
  const place = `CN=AdminSDHolder,CN=System,${domain}`;
  const { count: useless = 0, sample = [] } = adminSdHolder?.withoutEffect ?? {};
  return Remedy.join(
    [
      wayOut`Exclude administrators from synchronization. If an account is no longer an administrator, clear its adminCount and enable inheritance.`,
      ...(useless === 0
        ? []
        : [
            wayOut`The ACEs for ${account} on ${place} apply only to objects below it and have no effect: ${entriesPhrase(sample, adminSdHolder?.names)}.`,
          ]),
      wayOut`Only an ACE on ${place} that applies to this object would reach them. Microsoft advises against it.`,
    ],
    " ",
  );
}
