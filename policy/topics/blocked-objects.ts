import { Remedy, wayOut } from "../../catalogue/remedy.ts";

/** What the rules about objects on which an account lacks its rights share. */

import { native } from "../../catalogue/command.ts";
import type { Unobservable } from "../../catalogue/fact.ts";
import { replicatingChanges } from "../../catalogue/permissions/basic-read.ts";
import type { Requirement } from "../../catalogue/permissions/requirement.ts";
import { purposeTitle } from "../../catalogue/permissions.ts";
import type { Evidence } from "../../directory/facts/evidence.ts";
import type { DomainPermissions, ObjectPermissions, Obstacle } from "../../directory/facts/permissions.ts";
import type { Sample } from "../../directory/facts/sample.ts";
import { settle } from "../judgement/settle.ts";
import { cannotVerify, met, notObserved, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "./active-directory.ts";
import { objectsSeen } from "./evidence.ts";
import { judgeHidden } from "./hidden-objects.ts";
import { actionWords } from "./permission-words.ts";
import { consequences, isNeededAnyway, type Judged, level, rightsOn, setsInUse } from "./permissions.ts";
import { nothingSeen } from "./scope.ts";

/** Objects named in a message; the rest is counted. */
const mostNames = 3;

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

/** One domain: a message for each thing that is in the way, whatever it is in the way of. */
export function judgeBlockedObjects(judged: Judged, domain: DomainPermissions, evidence: Evidence): readonly Verdict[] {
  const { found } = judged;
  const question = `what it may do to the objects of ${domain.distinguishedName}`;
  return settle(domain.objects, { subject: found.name, question }, (objects) => {
    const blocked = requirementsInUse(judged)
      .flatMap((requirement) => blockedFor(domain, requirement))
      .filter(({ requirement }) => !isMetByReplication(domain, requirement));
    const groups = Map.groupBy(blocked, ({ obstacle, objects: all }) => JSON.stringify([obstacle, all]));
    const blocks = [...groups.values()].flatMap(([first, ...others]) =>
      first === undefined ? [] : [verdictFor(judged, domain, objects, [first, ...others])],
    );
    const unseen = { where: "in scope", causes: ["contents", "containers", "classes"] } as const;
    const faults = [...blocks, ...judgeHidden(found.name, question, domain, objects.hidden, unseen)];
    if (faults.length > 0) return faults;
    return (
      nothingSeen(found.name, question, objects, domain) ?? [
        met(
          found.name,
          `can write every object in scope of ${placeWords(domain, objects)}, among the ${objectsSeen(objects, evidence)}`,
        ),
      ]
    );
  });
}

function requirementsInUse(judged: Judged): readonly Requirement[] {
  return setsInUse(judged)
    .flatMap(([, { requirements }]) => requirements)
    .filter((requirement) => !isNeededAnyway(judged, requirement));
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

function verdictFor(
  judged: Judged,
  domain: DomainPermissions,
  objects: ObjectPermissions,
  blocked: readonly [Blocked, ...Blocked[]],
): Verdict {
  const { found } = judged;
  const [{ obstacle }] = blocked;
  const what = `${rightsWords(blocked)} on ${countWords(blocked[0], objects)} below ${domain.distinguishedName}`;
  const named = namesOf(obstacle.objects);
  const remedy = remedyFor(found.name, domain, objects, obstacle);
  if (obstacle.why === "unreadable")
    return {
      ...cannotVerify(found.name, `whether it has ${what}`, `${reasonWords(obstacle)}: ${named}`, remedy),
      ...level(blocked.some((each) => mayBeMost(each) && each.requirement.ifMissing !== "warning")),
    };
  const untold = obstacle.why === "undecided" ? whyUntold(domain, blocked) : undefined;
  if (untold !== undefined)
    return {
      ...notObserved(found.name, `whether it has ${what}`, untold),
      ...level(blocked.some((each) => wouldBeMost(each) && each.requirement.ifMissing !== "warning")),
    };
  if (obstacle.why === "undecided")
    return undecided(found.name, `whether it has ${what}`, `${reasonWords(obstacle)}: ${named}`, remedy);
  return unmet(found.name, `lacks ${what}, ${reasonWords(obstacle)}: ${named}`, {
    consequence: `${consequences(blocked)}, for these objects (${purposesOf(blocked)})`,
    remedy,
    ...level(blocked.some((each) => isMost(each, objects) && each.requirement.ifMissing !== "warning")),
  });
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

/** `CN=a,DC=x; CN=b,DC=x and 3 more`: names have commas of their own. */
function namesOf({ count, sample }: Sample): string {
  const shown = sample.slice(0, mostNames);
  const more = count - shown.length;
  return `${shown.join("; ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function reasonWords(obstacle: Obstacle): string {
  switch (obstacle.why) {
    case "protected":
      return "which AdminSDHolder protects or once protected (adminCount is 1) and which inherit no permissions";
    case "inheritance off":
      return "on which inheritance is disabled";
    case "inheritance off above":
      return `because inheritance is disabled on ${obstacle.container}`;
    case "denied":
      return `where an ACE for ${obstacle.to} denies it`;
    case "not handed down":
      return "which have not received the permissions of their container yet";
    case "not granted":
      return "where no ACE grants it";
    case "unreadable":
      return "the read account cannot read the security descriptors of these objects";
    case "undecided":
      return "a conditional ACE, or a group that the read account cannot see, decides about these objects";
  }
}

function remedyFor(
  account: string,
  { distinguishedName }: DomainPermissions,
  { adminSdHolder, scope }: ObjectPermissions,
  obstacle: Obstacle,
): Remedy {
  const [first = ""] = obstacle.objects.sample;
  switch (obstacle.why) {
    case "protected":
      return protectedRemedy(account, distinguishedName, adminSdHolder);
    case "inheritance off":
      return wayOut`Exclude these objects from synchronization, or enable inheritance on each of them with: ${native`dsacls ${first} /P:N`}`;
    case "inheritance off above":
      return wayOut`Grant the permissions on ${obstacle.container} as well, exclude it from synchronization, or enable inheritance on it with: ${native`dsacls ${obstacle.container} /P:N`}`;
    case "denied":
      return wayOut`Remove the deny ACE ${obstacle.entry} from these objects, or from the container that they inherit it from.`;
    case "not handed down":
      return wayOut`Wait until the domain controller has propagated the permissions. If they do not arrive, save the permissions of the container again.`;
    case "not granted":
      return scope.length === 0
        ? wayOut`If these objects are not synchronized, name the synchronized organizational units under organizationalUnits. Otherwise grant the permissions on ${distinguishedName}.`
        : wayOut`Grant the permissions on the organizational unit that contains these objects.`;
    case "unreadable":
    case "undecided":
      return wayOut`Grant the read account Read permissions on these objects, and let it read the groups of the account.`;
  }
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
            wayOut`The ACEs for ${account} on ${place} apply only to objects below it and have no effect: ${sample.join("")}.`,
          ]),
      wayOut`Only an ACE on ${place} that applies to this object would reach them. Microsoft advises against it.`,
    ],
    " ",
  );
}
