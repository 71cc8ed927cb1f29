/** The entries that someone made for an account or a group of its own: which rights they give, and on which objects. */
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { depthOf, nameKey } from "../../catalogue/distinguished-name.ts";
import type { Requirement, Way } from "../../catalogue/permissions/requirement.ts";
import type { Census, ObjectGroup } from "../census.ts";
import type { HeldEntries, HeldEntry } from "../facts/permissions.ts";
import type { LogonToken } from "../logon-token.ts";
import { byText } from "../order.ts";
import { sampleSize } from "../sample-of.ts";
import { checkAccess } from "../security/access-check.ts";
import { mapGenericRights } from "../security/access-mask.ts";
import { entryToSddl } from "../security/sddl.ts";
import { rightLetters } from "../security/sddl-letters.ts";
import { type AccessControlEntry, controlFlags, entryFlags, isObjectEntry } from "../security/security-descriptor.ts";
import { firstOwnRid } from "../security/well-known-sids.ts";
import { type Names, requestFor } from "./access-requests.ts";
import { type Containers, isProtected } from "./containers.ts";
import type { DecidingEntry } from "./entry-effects.ts";

/** Entries that are shown; Microsoft's cmdlets make some thirty for all features together. */
const mostEntries = 100;

export function heldEntries({
  census,
  token,
  names,
  account,
  requirements,
  containers,
}: {
  readonly census: Census;
  readonly token: LogonToken;
  readonly names: Names;
  readonly requirements: readonly Requirement[];
  readonly containers: Containers;
  /** Distinguished name of the account: what stands on its own object is another matter. */
  readonly account: string;
}): HeldEntries {
  /** Where each entry stands, by its number; undefined for an entry that is not held. */
  const found = census.entries.map((entry): { readonly entry: DecidingEntry; readonly places: Place[] } | undefined =>
    isMade(entry) && isOwn(token, entry.trustee) ? { entry, places: [] } : undefined,
  );
  const own = nameKey(account);
  for (const group of census.groups())
    for (const number of group.descriptor?.dacl?.entries ?? []) {
      const held = found[number];
      if (held !== undefined) for (const place of placesOf(group, own, containers)) held.places.push(place);
    }
  const held = found
    .filter((each) => each !== undefined)
    .filter(({ places }) => places.length > 0)
    .map(({ entry, places }) => ({ ...heldEntry(entry, places, token, names), made: entry }));
  const ordered = held.toSorted(byText(({ entry, objects }) => `${objects.sample[0]} ${entry}`));
  return {
    count: ordered.length,
    ...mayHoldOthers(census, token),
    sample: ordered.slice(0, mostEntries).map(({ made, ...held }) => {
      const given = requirementsGivenBy(made, requirements, names);
      const meets = given.filter(({ ways }) => ways.some((way) => reaches(held, way)));
      const misses = given.filter((requirement) => !meets.includes(requirement));
      return { ...held, meets: meets.map(({ id }) => id), misses: misses.map(({ id }) => id) };
    }),
  };
}

/** Where not every group of the account is seen, whoever an entry is for may be one of them. */
function mayHoldOthers({ entries }: Census, { incomplete, mayHold }: LogonToken): Pick<HeldEntries, "besides"> {
  if (incomplete === null) return {};
  const open = entries.map((entry) => isMade(entry) && isOfOwnMaking(entry.trustee) && mayHold(entry.trustee));
  return open.includes(true) ? { besides: incomplete.unobservable } : {};
}

interface Given {
  readonly id: string;
  readonly ways: readonly Way[];
}

/** Requirements with the ways that the entry gives by itself, whichever objects it reaches. */
function requirementsGivenBy(
  entry: DecidingEntry,
  requirements: readonly Requirement[],
  names: Names,
): readonly Given[] {
  const alone = {
    control: controlFlags.selfRelative | controlFlags.daclPresent,
    resourceManagerControl: 0,
    owner: null,
    group: null,
    dacl: { revision: 4, entries: [{ ...entry, flags: 0 }] },
    sacl: null,
  };
  const token = { sids: new Set([entry.trustee]) };
  const isGiven = (way: Way) => {
    const request = requestFor(way, names);
    // A condition may hold, so what it grants may be lost.
    return !("notInSchema" in request) && checkAccess(alone, token, request).outcome !== "denied";
  };
  return requirements.map(({ id, ways }) => ({ id, ways: ways.filter(isGiven) })).filter(({ ways }) => ways.length > 0);
}

/** Whether an entry has a say on objects that a way is about: that on which it stands, or those below. */
function reaches({ reach, objectClass, standsOn }: HeldEntry, { on }: Way): boolean {
  const wanted = on === "domain root" ? "domaindns" : on.newObjects.toLowerCase();
  if (reach !== "descendants" && standsOn.includes(wanted)) return true;
  if (reach === "this object" || on === "domain root") return false;
  return objectClass === null || objectClass === wanted;
}

/** Allowing, and not inherited. */
function isMade(entry: AccessControlEntry): entry is DecidingEntry {
  return entry.kind !== "unknown" && entry.kind.startsWith("allow") && (entry.flags & entryFlags.inherited) === 0;
}

/** The account, its former identities, and groups that someone made and put it into. */
function isOwn(token: LogonToken, sid: string): boolean {
  const identity = token.sids.get(sid);
  if (identity === undefined || !sid.startsWith("S-1-5-21-")) return false;
  if (identity.by === "SID history") return true;
  // The account is in a group that is not seen. Only the way into it is unknown.
  if (identity.by !== undefined && identity.by !== "unseen group") return false;
  return identity.path.length === 0 || isOfOwnMaking(sid);
}

function isOfOwnMaking(sid: string): boolean {
  return sid.startsWith("S-1-5-21-") && Number(sid.slice(sid.lastIndexOf("-") + 1)) >= firstOwnRid;
}

interface Place {
  readonly name: string;
  readonly objectClass: string;
  readonly inherits: boolean;
  /** How many it stands for: objects alike in the same container. */
  readonly count: number;
}

function placesOf(
  { names, container, count, objectClass, descriptor }: ObjectGroup,
  account: string,
  containers: Containers,
): readonly Place[] {
  const inherits = !isProtected(descriptor) && containers.protectedFrom(container) === undefined;
  const places = names.map((name, index) => ({
    name: `${name},${container}`,
    objectClass: objectClass?.toLowerCase() ?? "unknown",
    inherits,
    count: index === 0 ? count - names.length + 1 : 1,
  }));
  return places.filter(({ name }) => nameKey(name) !== account);
}

function heldEntry(entry: DecidingEntry, places: readonly Place[], token: LogonToken, names: Names): HeldEntry {
  const identity = token.sids.get(entry.trustee);
  const { objectType, inheritedObjectType } = isObjectEntry(entry) ? entry : {};
  const highest = places
    .map(({ name }) => name)
    .toSorted()
    .toSorted((a, b) => depthOf(a) - depthOf(b));
  return {
    entry: entryToSddl(entry),
    trustee: identity?.name ?? entry.trustee,
    through: identity?.path ?? [],
    rights: lettersOf(entry.mask),
    objectType: objectType === undefined ? null : nameOfType(objectType, names),
    objectClass: inheritedObjectType === undefined ? null : nameOfType(inheritedObjectType, names),
    reach: reachOf(entry.flags),
    objects: { count: places.reduce((sum, { count }) => sum + count, 0), sample: highest.slice(0, sampleSize) },
    inherits: places.every(({ inherits }) => inherits),
    standsOn: [...new Set(places.map(({ objectClass }) => objectClass))].toSorted(),
  };
}

function reachOf(flags: number): HeldEntry["reach"] {
  if ((flags & entryFlags.containerInherit) === 0) return "this object";
  return (flags & entryFlags.inheritOnly) === 0 ? "this object and descendants" : "descendants";
}

function lettersOf(mask: number): readonly string[] {
  const mapped = mapGenericRights(mask);
  return rightLetters.flatMap(([bit, letters]) => ((mapped & bit) !== 0 ? [letters] : []));
}

function nameOfType(guid: string, { attributes, classes, rights }: Names): string {
  for (const known of [attributes, classes, rights])
    for (const [name, facts] of known) if (facts.guid === guid) return name;
  const right = Object.entries(controlAccessRights).find(([, facts]) => facts.guid === guid);
  return right?.[0].toLowerCase() ?? guid;
}
