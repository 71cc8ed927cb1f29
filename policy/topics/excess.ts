/** What the rules about rights beyond need share. */
import { native } from "../../catalogue/command.ts";
import type { FeatureId } from "../../catalogue/features.ts";
import type { GrantedEntry, Way } from "../../catalogue/permissions/requirement.ts";
import { permissions, purposeTitle } from "../../catalogue/permissions.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { DomainPermissions, HeldEntry } from "../../directory/facts/permissions.ts";
import { settle } from "../judgement/settle.ts";
import { met, undecided, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "./active-directory.ts";
import { judgeHidden } from "./hidden-objects.ts";
import { type Judged, level, setsInUse } from "./permissions.ts";
import { noObjects } from "./scope.ts";

/** Objects and entries named in a message; the rest is counted. */
const mostNames = 3;

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
  judged: Judged,
  domain: DomainPermissions,
  { expected, synchronized = true }: Excess,
): readonly Verdict[] {
  const { found } = judged;
  const question = `which ACEs on the objects of ${domain.distinguishedName} apply to it`;
  return settle(domain.objects, { subject: found.name, question }, ({ entries, visible, hidden }) => {
    const needed = synchronized ? [...expected, ...neededBy(judged)] : [];
    const beyond = entries.sample.filter((entry) => unneeded(entry, needed).length > 0);
    const control = beyond.filter((entry) => givesControl(entry, unneeded(entry, needed)));
    const others = beyond.filter((entry) => !control.includes(entry));
    const faults = [
      ...control.map((entry) => controlVerdict(found.name, entry, reasonFor(judged, domain, synchronized, []))),
      ...(others.length === 0
        ? []
        : [otherVerdict(found.name, domain, others, reasonFor(judged, domain, synchronized, others))]),
      ...(entries.count > entries.sample.length ? [notAll(found.name, domain, entries.count)] : []),
      ...judgeHidden(found.name, question, domain, hidden, { where: "everywhere" }),
    ];
    if (faults.length > 0) return faults;
    return visible === 0
      ? noObjects(found.name, question, domain.distinguishedName)
      : met(found.name, `has no more rights than it needs on the objects of ${domain.distinguishedName}`);
  });
}

/** What the features that are on need, and what Microsoft's cmdlets for them grant. */
function neededBy(judged: Judged): readonly GrantedEntry[] {
  return setsInUse(judged).flatMap(([, { requirements, grant }]) => [
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
  { tool, features }: Judged,
  { distinguishedName }: DomainPermissions,
  synchronized: boolean,
  entries: readonly HeldEntry[],
): string {
  if (!synchronized) return `where nothing is synchronized: ${distinguishedName} is not among the declared domains`;
  if (entries.length === 0) return "which no feature needs";
  const off = purposesOf(tool, features, entries);
  return off.length === 0 ? "which no enabled feature needs" : `which only ${enumerated(off)} needs`;
}

function controlVerdict(subject: string, entry: HeldEntry, reason: string): Verdict {
  return unmet(subject, `${holds(entry)} ${rightsOf(entry)} ${placeOf(entry)}, ${reason}`, {
    consequence: "anyone who takes over the sync server can take over those objects",
    remedy: removal(entry),
  });
}

function otherVerdict(
  subject: string,
  { distinguishedName }: DomainPermissions,
  entries: readonly HeldEntry[],
  reason: string,
): Verdict {
  const shown = entries.slice(0, mostNames).map((entry) => `${rightsOf(entry)} ${placeOf(entry)}`);
  const more = entries.length - shown.length;
  return {
    ...unmet(
      subject,
      `holds ${shown.join("; ")}${more > 0 ? ` and ${more} more ACEs below ${distinguishedName}` : ""}, ${reason}`,
      {
        consequence: "anyone who takes over the sync server can do more than synchronize",
        remedy: Remedy.join(entries.slice(0, mostNames).map(removal), " "),
      },
    ),
    ...level(false),
  };
}

/** Features that are off and whose cmdlet grants such an entry. */
function purposesOf(
  tool: Judged["tool"],
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

function notAll(subject: string, { distinguishedName }: DomainPermissions, count: number): Verdict {
  return undecided(
    subject,
    `whether it has more rights than it needs on the objects of ${distinguishedName}`,
    `${count} ACEs apply to it, more than an observation lists`,
  );
}

function holds({ trustee, through }: HeldEntry): string {
  return through.length === 0 ? "has" : `has, through ${trustee},`;
}

/** Names for what is most often found; the letters of SDDL otherwise. */
function rightsOf({ rights, objectType }: HeldEntry): string {
  const what =
    rights.includes("WD") && rights.includes("WO") && rights.includes("WP") && rights.includes("CR")
      ? "full control"
      : rights.join(" ");
  return objectType === null ? what : `${what} of ${objectType}`;
}

function placeOf({ objects, objectClass, reach }: HeldEntry): string {
  const [first = ""] = objects.sample;
  const below =
    reach === "this object" ? "" : ` and ${objectClass === null ? "everything" : `${objectClass} objects`} below`;
  const only =
    reach === "descendants"
      ? `${objectClass === null ? "everything" : `${objectClass} objects`} below ${first}`
      : `${first}${below}`;
  return `on ${only}${objects.count > 1 ? ` and ${objects.count - 1} more objects` : ""}`;
}

/** `dsacls /R` takes away everything an account holds there, so the entry is named. */
function removal({ entry, objects, trustee }: HeldEntry): Remedy {
  const [first = ""] = objects.sample;
  return wayOut`Remove the ACE ${entry} for ${trustee} from ${first}${objects.count > 1 ? ` and the other objects` : ""} (${native`dsacls ${first} /R ${trustee}`} removes all of its ACEs there).`;
}
