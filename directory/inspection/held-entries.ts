/** The entries that someone made for an account or a group of its own: which rights they give, and on which objects. */
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import type { Census, ObjectGroup } from "../census.ts";
import { depthOf, nameKey } from "../distinguished-name.ts";
import type { HeldEntries, HeldEntry } from "../facts/permissions.ts";
import type { LogonToken } from "../logon-token.ts";
import { byText } from "../order.ts";
import { sampleSize } from "../sample-of.ts";
import { mapGenericRights } from "../security/access-mask.ts";
import { entryToSddl } from "../security/sddl.ts";
import { rightLetters } from "../security/sddl-letters.ts";
import { type AccessControlEntry, entryFlags, isObjectEntry } from "../security/security-descriptor.ts";
import type { Names } from "./access-requests.ts";
import type { DecidingEntry } from "./entry-effects.ts";

/** Entries that are shown; Microsoft's cmdlets make some thirty for all features together. */
const mostEntries = 60;

/** Below this number, accounts and groups are those that every domain has. Source: MS-DTYP 2.4.2.4. */
const firstOwnRid = 1000;

export function heldEntries({
  census,
  token,
  names,
  account,
}: {
  readonly census: Census;
  readonly token: LogonToken;
  readonly names: Names;
  /** Distinguished name of the account: what stands on its own object is another matter. */
  readonly account: string;
}): HeldEntries {
  /** Where each entry stands, by its number; undefined for an entry that is not held. */
  const found = census.entries.map((entry): { readonly entry: DecidingEntry; readonly places: Place[] } | undefined =>
    isMade(entry) && isOwn(token, entry.trustee) ? { entry, places: [] } : undefined,
  );
  const own = nameKey(account);
  for (const group of census.groups())
    for (const number of group.descriptor?.dacl?.entries ?? [])
      for (const place of found[number] === undefined ? [] : placesOf(group, own)) found[number]?.places.push(place);
  const held = found
    .filter((each) => each !== undefined)
    .filter(({ places }) => places.length > 0)
    .map(({ entry, places }) => heldEntry(entry, places, token, names));
  const ordered = held.toSorted(byText(({ entry, objects }) => `${objects.sample[0]} ${entry}`));
  return { count: ordered.length, sample: ordered.slice(0, mostEntries) };
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
  // How the account is in a group that is not seen is not known; that it is in it, is.
  if (identity.by !== undefined && identity.by !== "unseen group") return false;
  return identity.path.length === 0 || Number(sid.slice(sid.lastIndexOf("-") + 1)) >= firstOwnRid;
}

interface Place {
  readonly name: string;
  readonly objectClass: string;
  /** How many it stands for: objects alike in the same container. */
  readonly count: number;
}

function placesOf({ names, container, count, objectClass }: ObjectGroup, account: string): readonly Place[] {
  const places = names.map((name, index) => ({
    name: `${name},${container}`,
    objectClass: objectClass?.toLowerCase() ?? "unknown",
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
