/** What the rules about rights beyond need share. */
import { commandFor, grants } from "../../catalogue/change-commands.ts";
import { isBelow, isSameName } from "../../catalogue/distinguished-name.ts";
import type { FeatureId } from "../../catalogue/features.ts";
import type { GrantedEntry, Requirement, Way } from "../../catalogue/permissions/requirement.ts";
import { permissions, purposeTitle } from "../../catalogue/permissions.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { DomainPermissions, HeldEntry } from "../../directory/facts/permissions.ts";
import { forEach } from "../judgement/each-thing.ts";
import { settle } from "../judgement/settle.ts";
import { about, type Concerned, others, type Subject } from "../judgement/subject.ts";
import { advisory, met, notObserved, ofItem, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "./active-directory.ts";
import { className, rightsWords } from "./entry-words.ts";
import { judgeHidden } from "./hidden-objects.ts";
import { guidsSeen, type Needs, setsInUse } from "./permissions.ts";
import { noObjects } from "./scope.ts";

/** Reading and being listed: most accounts of a domain may do that anyway. */
const reading: ReadonlySet<string> = new Set(["RP", "LC", "LO", "RC", "SY"]);

/** What generic letters of the catalogue stand for. Source: MS-ADTS 5.1.3.2. */
const generic: Readonly<Record<string, readonly string[]>> = { GR: ["RC", "LC", "RP", "LO"], GW: ["RC", "SW", "WP"] };

export interface Excess {
  /** Rights that need no reason: judged elsewhere, or made so by an installer. */
  readonly expected: readonly GrantedEntry[];
  /** Whether the tool synchronizes the domain; otherwise the account needs nothing there. */
  readonly synchronized?: boolean;
}

/** One domain: a message for every kind of excess. */
export function judgeExcess(
  needs: Needs,
  domain: DomainPermissions,
  { expected, synchronized = true }: Excess,
): readonly Verdict[] {
  const { found } = needs;
  const question = `which ACEs on the objects of ${domain.distinguishedName} apply to it`;
  const subject = about(found, domain.distinguishedName);
  return settle(domain.objects, { subject, question }, ({ entries, visible, hidden }) => {
    const needed = synchronized ? [...expected, ...neededBy(needs)] : [];
    const beyond = entries.sample.filter((entry) => unneeded(entry, needed).length > 0);
    const faults = [
      ...beyond.flatMap((entry) => {
        const held = { entry, rights: unneeded(entry, needed) };
        const kept = keptFrom(needs, domain, synchronized, entry, { entries, beyond });
        const removal = (place: string | null) => removalOf(needs, domain, entry, kept, place);
        return givesControl(entry, held.rights)
          ? controlVerdicts(subject, held, reasonFor(needs, domain, synchronized, []), removal)
          : otherVerdicts(subject, held, reasonFor(needs, domain, synchronized, [entry]), removal);
      }),
      ...(entries.count > entries.sample.length ? [notAll(subject, domain, entries.count)] : []),
      ...(entries.besides === undefined
        ? []
        : [notObserved(about(subject, "besides these"), `${question} besides`, entries.besides)]),
      ...judgeHidden(subject, question, domain, hidden, { where: "everywhere" }),
    ];
    if (faults.length > 0) return faults;
    return visible === 0
      ? noObjects(subject, question, domain.distinguishedName)
      : met(found, `has no more rights than it needs on the objects of ${domain.distinguishedName}`);
  });
}

/** What the features that are on need, and what Microsoft's cmdlets for them grant. */
function neededBy(needs: Needs): readonly GrantedEntry[] {
  return setsInUse(needs).flatMap(([, { requirements, grant }]) => [
    ...(grant?.entries ?? []),
    ...requirements.flatMap(({ ways }) => ways.map(entryFor)),
  ]);
}

function entryFor({ action, on }: Way): GrantedEntry {
  const place = on === "domain root" ? {} : { objectClass: on.newObjects };
  const scope = "this object and descendants";
  switch (action.do) {
    case "read all properties":
      return { rights: "RP", scope, ...place };
    case "write all properties":
      return { rights: "WP", scope, ...place };
    case "write":
      return { rights: "WP", objectType: action.attribute, scope, ...place };
    case "use":
      return { rights: "CR", objectType: action.right, scope, ...place };
    case "create":
      return { rights: "CC", objectType: action.child, scope };
    case "delete children":
      return { rights: "DC", objectType: action.child, scope };
    case "delete":
      return { rights: "SDDT", scope, ...place };
  }
}

/** The rights of an entry for which nothing gives a reason. */
function unneeded(entry: HeldEntry, needed: readonly GrantedEntry[]): readonly string[] {
  return entry.rights.filter((right) => !reading.has(right) && !needed.some((each) => covers(each, right, entry)));
}

function covers({ rights, objectType, objectClass }: GrantedEntry, right: string, entry: HeldEntry): boolean {
  const letters = (rights.match(/../g) ?? []).flatMap((each) => generic[each] ?? [each]);
  return (
    letters.includes(right) &&
    (objectType === undefined || objectType.toLowerCase() === entry.objectType) &&
    (objectClass === undefined || isAbout(objectClass, objectType, entry))
  );
}

/**
 * Whether an entry is for objects of one class only. One for a single attribute or right that objects of the class have
 * does no harm to the container which it stands on; one for everything does.
 */
function isAbout(wanted: string, objectType: string | undefined, { reach, objectClass, standsOn }: HeldEntry): boolean {
  if (reach !== "this object" && !isClass(wanted, objectClass)) return false;
  return reach === "descendants" || objectType !== undefined || standsOn.every((own) => isClass(wanted, own));
}

/** An inetOrgPerson is a person as a user is, and gets entries of its own. */
function isClass(wanted: string, objectClass: string | null): boolean {
  return objectClass === wanted.toLowerCase() || (wanted === "user" && objectClass === "inetorgperson");
}

/** Whoever holds these can give themselves everything else. */
function givesControl({ objectType, objectClass, reach }: HeldEntry, rights: readonly string[]): boolean {
  if (rights.includes("WD") || rights.includes("WO")) return true;
  if (objectType !== null) return false;
  if (rights.includes("CR")) return true;
  return rights.includes("WP") && objectClass === null && reach !== "this object";
}

/** Why nothing needs what is held: a clause. */
function reasonFor(
  { tool, features }: Needs,
  { distinguishedName }: DomainPermissions,
  synchronized: boolean,
  entries: readonly HeldEntry[],
): string {
  if (!synchronized) return `where nothing is synchronized: ${distinguishedName} is not among the declared domains`;
  if (entries.length === 0) return "which no feature needs";
  const off = purposesOf(tool, features, entries);
  return off.length === 0 ? "which no enabled feature needs" : `which only ${enumerated(off)} needs`;
}

/** An entry, and the rights of it that nothing gives a reason for. */
interface Beyond {
  readonly entry: HeldEntry;
  readonly rights: readonly string[];
}

/** One for each object that the entry stands on. */
function controlVerdicts(
  subject: Concerned,
  held: Beyond,
  reason: string,
  remedy: (place: string | null) => Remedy,
): readonly Verdict[] {
  const { entry } = held;
  return forEach(
    entry.objects,
    (place) => place,
    (item, place) =>
      unmet(keyOf(subject, entry, place), `${holds(entry)} ${beyondWords(held, item)}, ${reason}`, {
        consequence: "anyone who takes over the sync server can take over those objects",
        remedy: remedy(place),
      }),
  );
}

/** The same of lesser rights: all of them are told together. */
function otherVerdicts(
  subject: Concerned,
  held: Beyond,
  reason: string,
  remedy: (place: string | null) => Remedy,
): readonly Verdict[] {
  const { entry } = held;
  return forEach(
    entry.objects,
    (place) => place,
    (item, place) => {
      const words = beyondWords(held, item);
      const verdict = unmet(keyOf(subject, entry, place), `holds ${words}, ${reason}`, {
        consequence: "anyone who takes over the sync server can do more than synchronize",
        remedy: remedy(place),
      });
      return ofItem(advisory(verdict), words);
    },
  );
}

function keyOf(subject: Concerned, { entry }: HeldEntry, place: string | null): Subject {
  return place === null ? others(about(subject, entry)) : about(subject, entry, place);
}

/** Features that are off and whose cmdlet grants such an entry. */
function purposesOf(
  tool: Needs["tool"],
  features: readonly FeatureId[],
  entries: readonly HeldEntry[],
): readonly string[] {
  const on = new Set<string>(features);
  return [...permissions[tool]]
    .filter(
      ([purpose, { grant }]) =>
        !on.has(purpose) && entries.some((entry) => unneeded(entry, grant?.entries ?? []).length === 0),
    )
    .map(([purpose]) => purposeTitle(purpose));
}

function notAll(subject: Concerned, { distinguishedName }: DomainPermissions, count: number): Verdict {
  return undecided(
    others(subject),
    `whether it has more rights than it needs on the objects of ${distinguishedName}`,
    `${count} ACEs apply to it, more than an observation lists`,
  );
}

function holds({ trustee, through }: HeldEntry): string {
  return through.length === 0 ? "has" : `has, through ${trustee},`;
}

/** `full control on DC=contoso,DC=example and everything below`. */
function beyondWords({ entry, rights }: Beyond, place: string): string {
  const { objectType, names } = entry;
  const own = names === undefined ? { objectType } : { objectType, names };
  const isFull = rightsWords({ rights: entry.rights, ...own }) === "full control";
  return `${isFull ? "full control" : rightsWords({ rights, ...own })} ${placeOf(entry, place)}`;
}

function placeOf({ objectClass, reach, names }: HeldEntry, place: string): string {
  const what = objectClass === null ? "everything" : `${className(objectClass, names)} objects`;
  if (reach === "descendants") return `on ${what} below ${place}`;
  return `on ${place}${reach === "this object" ? "" : ` and ${what} below`}`;
}

/** What the features that are on would lose with an entry, because nothing else that is held gives it there. */
function keptFrom(
  needs: Needs,
  { objects }: DomainPermissions,
  synchronized: boolean,
  entry: HeldEntry,
  {
    entries,
    beyond,
  }: { readonly entries: { readonly sample: readonly HeldEntry[] }; readonly beyond: readonly HeldEntry[] },
): readonly Requirement[] | undefined {
  if (entry.meets === undefined) return undefined;
  const met: ReadonlySet<string> = new Set(synchronized ? entry.meets : []);
  const others = entries.sample.filter((other) => !beyond.includes(other));
  const isGiven = (requirement: Requirement) =>
    others.some((other) => other.meets?.includes(requirement.id) && givesWhere(other, entry, requirement));
  const rights = "observed" in objects ? objects.observed.rights : [];
  // An entry of its own comes before a denial that is inherited, and what is inherited does not.
  const isDenied = (id: string) =>
    rights.some((row) => row.requirements.includes(id) && row.obstacles.some(({ why }) => why === "denied"));
  return setsInUse(needs)
    .flatMap(([, { requirements }]) => requirements)
    .filter((requirement) => met.has(requirement.id) && (isDenied(requirement.id) || !isGiven(requirement)));
}

/** Whether an entry reaches all objects that another one does: from where that one stands, or from further above. */
function givesWhere(
  wide: HeldEntry,
  { objects, reach, inherits, standsOn }: HeldEntry,
  { ways }: Requirement,
): boolean {
  if (objects.count > objects.sample.length) return false;
  const places = wide.objects.sample;
  const isAboutPlace = reach !== "descendants" && ways.some(({ on }) => standsOn.includes(classOf(on)));
  const isWide = wide.reach === reach || wide.reach === "this object and descendants";
  if (objects.sample.every((name) => places.some((place) => isSameName(place, name))))
    return isWide || (wide.reach === "descendants" && !isAboutPlace);
  if (wide.reach === "this object" || inherits !== true) return false;
  return objects.sample.every((name) => places.some((place) => isBelow(name, place)));
}

function classOf(on: Way["on"]): string {
  return on === "domain root" ? "domaindns" : on.newObjects.toLowerCase();
}

/**
 * The entry alone goes: `dsacls /R` would take everything that its trustee has there. What the features need of it is
 * granted before, so that nothing is lost in between. `place` is null for those that are not listed.
 */
function removalOf(
  { found }: Needs,
  domain: DomainPermissions,
  held: HeldEntry,
  kept: readonly Requirement[] | undefined,
  place: string | null,
): Remedy {
  const { entry, trustee, through } = held;
  if (place === null)
    return wayOut`Remove the ACE for ${trustee} from the objects that are listed, and run the command again.`;
  if (kept === undefined)
    return wayOut`Before you remove the ACE for ${trustee} from ${place}, run "pulumi refresh": an earlier version observed it, and did not record which features need it.`;
  const ways = kept.flatMap((requirement) => ownWays(requirement, held));
  const granting = (some: readonly Way[]) => grants(some, place, found, guidsSeen(domain)).map(commandFor);
  const removal = commandFor({ change: "remove entry", on: place, entry });
  const before = granting(ways.filter((way) => !isJoined(way, held)));
  const after = granting(ways.filter((way) => isJoined(way, held)));
  return Remedy.join(
    [
      ...(through.length === 0 ? [] : [wayOut`The ACE applies to every member of ${trustee}.`]),
      ...(before.length === 0
        ? []
        : [
            wayOut`First grant ${found.name} what the enabled features need of the ACE: ${Remedy.join(before, " ; ")} .`,
          ]),
      after.length === 0
        ? wayOut`Remove the ACE with: ${removal}`
        : wayOut`Remove the ACE, and grant ${found.name} again what the enabled features need of it, with: ${Remedy.join([removal, ...after], " ; ")}`,
    ],
    " ",
  );
}

/**
 * Whether Windows joins what grants a way to the entry, because they differ in their rights only: granted before, it would
 * be removed together with the entry.
 */
function isJoined({ action, on }: Way, { through, objectType, objectClass, reach }: HeldEntry): boolean {
  const type =
    "attribute" in action
      ? action.attribute
      : "right" in action
        ? action.right
        : "child" in action
          ? action.child
          : null;
  const isSameType = (type?.toLowerCase() ?? null) === objectType;
  const isSamePlace =
    on === "domain root"
      ? reach === "this object" && objectClass === null
      : "child" in action
        ? reach === "this object and descendants" && objectClass === null
        : reach === "descendants" && objectClass === on.newObjects.toLowerCase();
  return through.length === 0 && isSameType && isSamePlace;
}

/** The first way that the entry gives, on the objects which it reaches: the one it stands on, and those below. */
function ownWays({ ways }: Requirement, { reach, standsOn }: HeldEntry): readonly Way[] {
  const given = ways.map((way): readonly Way[] => {
    const wanted = classOf(way.on);
    const here = reach !== "descendants" && standsOn.includes(wanted);
    const below = reach !== "this object" && way.on !== "domain root";
    return [...(here ? [{ ...way, on: "domain root" } as const] : []), ...(below ? [way] : [])];
  });
  return given.find((each) => each.length > 0) ?? [];
}
